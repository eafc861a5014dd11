/**
 * The engine's compiled modules: each fetched and compiled at its first use, then instantiated as
 * often as needed.
 */

import { building } from '../building/flag.js';
import { isSandboxed } from '../isolation/detect.js';
import { ContendError } from './errors.js';

/** @typedef {import('./protocol.js').ModuleName} ModuleName */

/** @type {Readonly<Record<ModuleName, URL>>} */
const ADDRESSES = {
  core: new URL('../../pkg/wasm/contend_bg.wasm', import.meta.url),
  full: new URL('../../pkg/wasm-full/contend_bg.wasm', import.meta.url),
  wide: new URL('../../pkg/wasm-wide/contend_bg.wasm', import.meta.url),
};

/** @type {Map<ModuleName, Promise<WebAssembly.Module>>} */
const compiled = new Map();

/** Throws `Unsupported` where there is nothing to compile or start the engine with. */
export function assertSupported() {
  if (isSandboxed()) {
    throw new ContendError('Unsupported', { kind: 'sandboxed' });
  }
  const missing = [
    ['WebAssembly', typeof WebAssembly],
    ['Worker', typeof Worker],
    ['Atomics', typeof Atomics],
    ['BigUint64Array', typeof BigUint64Array],
  ].filter(([, type]) => type === 'undefined');
  if (missing.length > 0) {
    const names = missing.map(([name]) => name).join(', ');
    throw new ContendError('Unsupported', { kind: 'missing', values: { names } });
  }
}

/**
 * The module of that name; after a failure it is fetched again.
 * @param {ModuleName} name
 * @returns {Promise<WebAssembly.Module>}
 */
export function compiledModule(name) {
  let module = compiled.get(name);
  if (!module) {
    module = compile(name);
    compiled.set(name, module);
    module.catch(() => compiled.delete(name));
  }
  return module;
}

/** @param {ModuleName} name */
async function compile(name) {
  if (building) await (await import('../building/building.js')).whenBuilt(name);
  const response = await fetchModule(name);
  try {
    // The streaming compiler insists on the MIME type, which not every host sends.
    const streamable = response.headers.get('content-type') === 'application/wasm';
    return streamable
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    throw new ContendError('Unsupported', { kind: 'not-compiled', raw: String(error) });
  }
}

/** @param {ModuleName} name */
async function fetchModule(name) {
  try {
    const response = await fetch(ADDRESSES[name], { credentials: 'same-origin' });
    if (response.ok) return response;
    throw new Error(`status ${response.status}`);
  } catch (error) {
    throw new ContendError('WorkerFailed', { kind: 'not-fetched', raw: String(error) });
  }
}

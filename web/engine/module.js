/**
 * The engine's compiled modules: each fetched and compiled at its first use, then instantiated as
 * often as needed.
 *
 * A browser is said to lack something only if what it does not compile is what was built.
 */

import { building } from '../building/flag.js';
import { isSandboxed } from '../isolation/detect.js';
import { arrive } from '../arrival/arrival.js';
import { ContendError } from './errors.js';
import { insistently } from './mending.js';

/** Those of the engine, and the scanner. @typedef {import('./protocol.js').ModuleName | 'scan'} ModuleName */

/** @type {Readonly<Record<ModuleName, URL>>} */
const ADDRESSES = {
  core: new URL('../../pkg/wasm/contend_bg.wasm', import.meta.url),
  full: new URL('../../pkg/wasm-full/contend_bg.wasm', import.meta.url),
  scan: new URL('../../pkg/wasm-scan/contend_bg.wasm', import.meta.url),
  wide: new URL('../../pkg/wasm-wide/contend_bg.wasm', import.meta.url),
};

/** How long an answer may take to begin, and to come in, before it is asked for again with more care. */
const ANSWER_MS = 10_000;
const WHOLE_MS = 60_000;

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
  const address = ADDRESSES[name].href;
  // Compiled as it arrives, which is quickest; if anything is amiss, whatever it is, made sure of first.
  const { module, sound } = await streamed(address).catch(() => ({ module: null, sound: false }));
  if (module) return module;
  const bytes = await insistently((tries) =>
    arrive(address, { doubted: !sound || tries > 0, tries }),
  );
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw new ContendError('Unsupported', { kind: 'not-compiled', raw: String(error) });
  }
}

/**
 * The module, if it can be compiled as it arrives; otherwise whether nothing but its type is amiss.
 * @param {string} address
 */
async function streamed(address) {
  const late = new AbortController();
  const give = (/** @type {number} */ ms) => setTimeout(() => late.abort(), ms);
  const answer = give(ANSWER_MS);
  const whole = give(WHOLE_MS);
  try {
    const response = await fetch(address, { credentials: 'same-origin', signal: late.signal });
    clearTimeout(answer);
    // The streaming compiler insists on the MIME type, which not every host sends.
    const type = response.headers.get('content-type') ?? '';
    if (response.ok && type === 'application/wasm') {
      return { module: await WebAssembly.compileStreaming(response), sound: true };
    }
    late.abort();
    return { module: null, sound: response.ok && !type.includes('html') };
  } finally {
    clearTimeout(answer);
    clearTimeout(whole);
  }
}

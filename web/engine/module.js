/**
 * The engine's compiled module: fetched and compiled once, then instantiated as often as needed.
 */

import { ContendError } from './errors.js';

const WASM = new URL('../../pkg/wasm/contend_bg.wasm', import.meta.url);

/** Throws `Unsupported` where there is nothing to compile or start the engine with. */
export function assertSupported() {
  const missing = [
    ['WebAssembly', typeof WebAssembly],
    ['workers', typeof Worker],
    ['atomics', typeof Atomics],
    ['64-bit integers', typeof BigUint64Array],
  ].filter(([, type]) => type === 'undefined');
  if (missing.length > 0) {
    const names = missing.map(([name]) => name).join(', ');
    throw new ContendError('Unsupported', `Missing here: ${names}.`);
  }
}

/** @returns {Promise<WebAssembly.Module>} */
export async function compileEngine() {
  const response = await fetchEngine();
  try {
    // The streaming compiler insists on the MIME type, which not every host sends.
    const streamable = response.headers.get('content-type') === 'application/wasm';
    return streamable
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    throw new ContendError('Unsupported', `The engine did not compile: ${String(error)}`);
  }
}

async function fetchEngine() {
  try {
    const response = await fetch(WASM, { credentials: 'same-origin' });
    if (response.ok) return response;
    throw new Error(`status ${response.status}`);
  } catch (error) {
    throw new ContendError('WorkerFailed', `The engine could not be fetched: ${String(error)}`);
  }
}

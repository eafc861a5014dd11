/**
 * The shared memory that a wasm instance is given.
 *
 * A shared memory reserves its maximum at once and some browsers refuse the largest, so the sizes
 * are tried in turn. The buffer is then checked to be shared: a module built without threads would
 * otherwise run, and every counter the page reads would stand still.
 */

import { ContendError } from './errors.js';

const PAGE_BYTES = 65_536;
const MIB = 1_048_576;

/** No less than the module's own data and stack; pages that are never touched cost nothing. */
const INITIAL_MIB = 8;

/** The first is the maximum that the module is linked with. */
const MAXIMUM_MIB = [1024, 512, 256, 128];

/** @returns {WebAssembly.Memory} */
export function createSharedMemory() {
  for (const maximum of MAXIMUM_MIB) {
    const memory = tryMemory(maximum);
    if (memory) return memory;
  }
  const mib = Math.min(...MAXIMUM_MIB);
  throw new ContendError('OutOfMemory', { kind: 'no-shared-memory', values: { mib } });
}

/**
 * @param {number} maximumMib
 * @returns {WebAssembly.Memory | null}
 */
function tryMemory(maximumMib) {
  try {
    const memory = new WebAssembly.Memory({
      initial: (INITIAL_MIB * MIB) / PAGE_BYTES,
      maximum: (maximumMib * MIB) / PAGE_BYTES,
      shared: true,
    });
    return isShared(memory) ? memory : null;
  } catch {
    return null;
  }
}

/**
 * By its tag, because the name `SharedArrayBuffer` does not exist on a page that is not isolated.
 * @param {WebAssembly.Memory} memory
 */
export function isShared(memory) {
  return Object.prototype.toString.call(memory.buffer) === '[object SharedArrayBuffer]';
}

// Lets a worker that trapped say so: its coordinator is blocked in the run and hears nothing, but
// the page watches these words of the shared memory.

/** @type {boolean} */
let listening = false;

/**
 * Writes the first uncaught error of this worker to shared memory: its text, then the flag.
 * @param {WebAssembly.Memory} memory
 * @param {number} flag address of the 32-bit flag
 * @param {number} length address of the text's length
 * @param {number} text address of the text
 * @param {number} textBytes
 */
export function reportTraps(memory, flag, length, text, textBytes) {
  if (listening) return;
  listening = true;
  /** @param {unknown} error */
  const report = (error) => {
    const bytes = new TextEncoder().encode(String(error)).subarray(0, textBytes);
    new Uint8Array(memory.buffer).set(bytes, text);
    const words = new Int32Array(memory.buffer);
    Atomics.store(words, length >> 2, bytes.length);
    Atomics.store(words, flag >> 2, 1);
  };
  addEventListener('error', (event) => report(event.error ?? event.message));
  addEventListener('unhandledrejection', (event) => report(event.reason));
}

/**
 * What a page does that is served while its later modules are still being built: it waits for the module
 * it needs, and has the compilers rest while it measures.
 *
 * Guarantees: a wait ends with the module, with an error that says why it will not come, or when the
 * reader stops. What measures begins only after the compilers have been halted; they are asked again and
 * again to rest, so a page that is closed meanwhile holds nothing up.
 */

import { ContendError } from '../engine/errors.js';

/** @typedef {{ ready: string[], over: boolean, failed: string | null }} Status */

const ADDRESS = new URL('./building', document.baseURI);
const ASK_MS = 1_000;

/** Set while somebody waits. @type {AbortController | null} */
let waiting = null;

/** Who hears that a module is waited for, or no longer. @type {Set<(name: string | null) => void>} */
export const listeners = new Set();

/** @returns {Promise<Status>} */
export async function status() {
  const response = await fetch(ADDRESS);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

/** Resolves when the module of that name can be fetched. @param {string} name */
export async function whenBuilt(name) {
  const wait = (waiting ??= new AbortController());
  try {
    for (;;) {
      const { ready, over, failed } = await asked();
      if (ready.includes(name)) return;
      if (over) {
        throw new ContendError('WorkerFailed', { kind: 'not-built', raw: failed ?? '' });
      }
      if (wait.signal.aborted) {
        throw new ContendError('WorkerFailed', { kind: 'not-built-yet' });
      }
      tell(name);
      await after(ASK_MS, wait.signal);
    }
  } finally {
    if (waiting === wait) waiting = null;
    tell(null);
  }
}

async function asked() {
  try {
    return await status();
  } catch (error) {
    throw new ContendError('WorkerFailed', { kind: 'no-builder', raw: String(error) });
  }
}

/** Ends every wait. */
export function giveUp() {
  waiting?.abort();
}

/**
 * Does what must not be disturbed, with the compilers halted.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function undisturbed(work) {
  const rest = () => fetch(ADDRESS, { method: 'POST' }).catch(() => {}); // no server, no compilers
  await rest();
  const timer = setInterval(rest, ASK_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** @param {string | null} name */
function tell(name) {
  for (const listener of listeners) listener(name);
}

/** @param {number} ms @param {AbortSignal} signal */
function after(ms, signal) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

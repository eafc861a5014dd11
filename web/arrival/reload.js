/**
 * Reloading a page that has started: by itself only if nothing was done on it yet, and not twice within a
 * minute; else the reader is offered it.
 */

import { offer } from './state.js';

/** When the page last reloaded itself; kept within this tab. */
const RELOADED = 'contend-reloaded-at';
const MINUTE_MS = 60_000;
const BUSY = ['waiting', 'running', 'stopping'];

/** Whether anything was done on this page that a reload would lose. */
let touched = false;

/** Called before anything can be done. */
export function watchForTouch() {
  for (const sign of ['pointerdown', 'keydown', 'drop', 'contend-progress', 'contend-result']) {
    addEventListener(sign, () => (touched = true), { capture: true, once: true });
  }
  // What the page around a frame has set is not in the frame's address.
  addEventListener('message', ({ data }) => (touched ||= data?.type === 'set'));
}

/** @param {import('./state.js').Offer} why */
export function offerReload(why) {
  if (touched || isBusy() || !note()) return offer(why);
  location.reload();
}

function isBusy() {
  const app = /** @type {{ phase?: string } | null} */ (document.querySelector('contend-app'));
  return BUSY.includes(app?.phase ?? '');
}

/** @returns {boolean} whether it may reload: it can remember that it did, and the last time is long ago */
function note() {
  try {
    if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < MINUTE_MS) return false;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    return true;
  } catch {
    return false;
  }
}

/**
 * Gets the page isolated where its host sends no headers, through the service worker.
 *
 * At most one reload, never a loop: the page reloads only after the worker took control of it, and
 * only if it did not just reload for that reason. A page that the worker controls and that is still
 * not isolated stays as it is. On a host that sends the headers nothing is registered.
 */

import {
  controlledByOwnWorker,
  detectIsolation,
  serviceWorkers,
  SERVICE_WORKER,
} from './detect.js';

/** Remembers within this tab that the reload was tried. Only storage is used for it, never the link. */
const TRIED = 'contend-isolation-tried';

const CONTROL_TIMEOUT_MS = 3_000;

/**
 * @returns {Promise<{ isolation: import('./detect.js').Isolation, reloading: boolean }>} with
 *   `reloading` the page is about to go, and nothing need be started
 */
export async function ensureIsolation() {
  const isolation = detectIsolation();
  if (isolation !== 'none') {
    forgetTry();
    return { isolation, reloading: false };
  }
  const reloading = !controlledByOwnWorker() && !alreadyTried() && (await takeControl());
  if (reloading) {
    rememberTry();
    location.reload();
  }
  return { isolation, reloading };
}

/**
 * The address that opens a link as a page of its own, where a frame could not be isolated.
 * @param {string} link
 */
export function newTabUrl(link) {
  const page = new URL(location.href);
  page.search = '';
  page.hash = link;
  return page.href;
}

/** @returns {Promise<boolean>} whether the service worker controls this page now */
async function takeControl() {
  const container = serviceWorkers();
  if (!container || !isSecureContext) return false;
  try {
    const script = new URL(SERVICE_WORKER, document.baseURI);
    await container.register(script, { scope: new URL('./', script).pathname });
    const controlled = new Promise((resolve) => {
      container.addEventListener('controllerchange', resolve, { once: true });
      setTimeout(resolve, CONTROL_TIMEOUT_MS);
    });
    // A worker that is active already claims pages only when it is asked to.
    const registration = await within(CONTROL_TIMEOUT_MS, container.ready);
    registration?.active?.postMessage('claim');
    if (!controlledByOwnWorker()) await controlled;
    return controlledByOwnWorker();
  } catch {
    return false;
  }
}

/**
 * @template T
 * @param {number} ms
 * @param {Promise<T>} promise
 * @returns {Promise<T | null>}
 */
function within(ms, promise) {
  return Promise.race([
    promise,
    new Promise((/** @type {(value: null) => void} */ resolve) => setTimeout(resolve, ms, null)),
  ]);
}

/** Without storage, a page that was just reloaded counts as one that tried. */
function alreadyTried() {
  try {
    return sessionStorage.getItem(TRIED) !== null;
  } catch {
    const [entry] = performance.getEntriesByType('navigation');
    return /** @type {PerformanceNavigationTiming | undefined} */ (entry)?.type === 'reload';
  }
}

function rememberTry() {
  try {
    sessionStorage.setItem(TRIED, '1');
  } catch {
    // `alreadyTried` does without.
  }
}

function forgetTry() {
  try {
    sessionStorage.removeItem(TRIED);
  } catch {
    // Nothing was remembered.
  }
}

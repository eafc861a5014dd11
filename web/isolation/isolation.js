/**
 * Gets the page isolated where its host sends no headers, through the service worker.
 *
 * At most one reload, never a loop: the page reloads only if it did not try before in this tab, and
 * after it has seen that the worker's answers carry the header that matters, or that there are none. A
 * worker that does not help is uninstalled. On a host that sends the headers nothing is done here.
 */

import {
  controlledByOwnWorker,
  decidingHeader,
  detectIsolation,
  isFramed,
  isolatesFrames,
  lacksSharedMemory,
  serviceWorkers,
  SERVICE_WORKER,
} from './detect.js';

/** @typedef {{ isolation: import('./detect.js').Isolation, reloading: boolean }} Outcome */

/** Remembers within this tab that it was tried. Only storage is used for it, never the link. */
const TRIED = 'contend-isolation-tried';

const CONTROL_TIMEOUT_MS = 3_000;

/** @type {Promise<Outcome> | undefined} */
let outcome;

/**
 * Idempotent. Called as early as possible, since a reload loses what was done on the page.
 * @returns {Promise<Outcome>} with `reloading` the page is about to go, and nothing need be started
 */
export function ensureIsolation() {
  outcome ??= ensure();
  return outcome;
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

/** Installs the service worker, or finds it installed. @param {ServiceWorkerContainer} container */
export function register(container) {
  const script = new URL(SERVICE_WORKER, document.baseURI);
  const scope = new URL('./', script).pathname;
  // A host may let scripts be kept for long; this one must never be old.
  return container.register(script, { scope, updateViaCache: 'none' });
}

/** @returns {Promise<Outcome>} */
async function ensure() {
  const isolation = detectIsolation();
  if (isolation !== 'none') {
    forgetTry();
    return { isolation, reloading: false };
  }
  const reloading = !lacksSharedMemory() && (await takeControl());
  if (reloading) location.reload();
  return { isolation, reloading };
}

/** @returns {Promise<boolean>} whether a reload will isolate this page or free it from the worker */
async function takeControl() {
  const container = serviceWorkers();
  // In a frame, headers help only where the browser has a policy for frames.
  if (!container || (isFramed() && !isolatesFrames())) return false;
  const inVain = controlledByOwnWorker();
  if (!inVain && alreadyTried()) return false;
  rememberTry();
  let controlled = false;
  let answer;
  try {
    controlled = !inVain && (await controls(container));
    answer = controlled ? await sample() : null;
    if (answer?.headers.has(decidingHeader())) return true;
  } catch {
    // Not to be had here.
  }
  await uninstall(container);
  // A worker that answers nothing holds the page until it is left, uninstalled or not.
  return controlled && !answer;
}

/** @param {ServiceWorkerContainer} container */
async function uninstall(container) {
  try {
    const scope = new URL('./', document.baseURI).href;
    await (await container.getRegistration(scope))?.unregister();
  } catch {
    // Then there is none.
  }
}

/** @param {ServiceWorkerContainer} container */
async function controls(container) {
  const controlled = new Promise((resolve) => {
    container.addEventListener('controllerchange', resolve, { once: true });
  });
  await register(container);
  // A worker claims pages only when it is asked to.
  const registration = await within(CONTROL_TIMEOUT_MS, container.ready);
  if (!registration) return false;
  registration.active?.postMessage({ type: 'claim' });
  if (!controlledByOwnWorker()) await within(CONTROL_TIMEOUT_MS, controlled);
  return controlledByOwnWorker();
}

/** What the worker makes of the page; null if it does not answer. */
function sample() {
  const whole = async () => {
    const response = await fetch(new URL('./', document.baseURI));
    // Read to its end, so that a reload interrupts nothing of ours.
    await response.arrayBuffer();
    return response;
  };
  return within(CONTROL_TIMEOUT_MS, whole());
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

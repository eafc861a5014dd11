/**
 * Gets the page isolated where its host sends no headers, through the service worker.
 *
 * Never a loop: the page reloads only if it did not try before in this tab, and after it has seen that the
 * worker's answers carry the header that matters, or that there are none. A worker that does not help is
 * uninstalled. One that is merely slow to come is waited for while the page is in use without threads,
 * and then offered. On a host that sends the headers nothing is done here.
 */

import {
  controlledByOwnWorker,
  decidingHeader,
  detectIsolation,
  isFramed,
  isolatesFrames,
  lacksSharedMemory,
  madeByOwnWorker,
  serviceWorkers,
  SERVICE_WORKER,
} from './detect.js';
import { pause } from '../arrival/arrival.js';
import { offerReload } from '../arrival/reload.js';

/** @typedef {import('./detect.js').Isolation} Isolation */
/** @typedef {{ isolation: Isolation, reloading: boolean }} Outcome */

/** Remembers within this tab when it was tried. Only storage is used for it, never the link. */
const TRIED = 'contend-isolation-tried';
/** When a worker that kept wrong files was left, see web/boot/guard.js: that attempt counts no more. */
const LEFT = 'contend-worker-left';

/** How long the page waits for the worker, and for what the worker answers by itself. */
const CONTROL_TIMEOUT_MS = 3_000;
/** A worker that is late is asked for so often: more than half an hour. */
const MOST_TRIES = 64;
/** Longer than a host that answers at all takes. */
const ANSWER_MS = 60_000;

/** A port of this machine may be another project's tomorrow. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

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

/**
 * Whether nothing is to be kept here: on this machine's own ports a host that sends the headers needs no
 * worker, and an earlier one goes.
 * @param {ServiceWorkerContainer} container
 * @param {Isolation} [isolation]
 */
export function yieldLoopback(container, isolation) {
  if (isolation !== 'headers' || !LOOPBACK.includes(location.hostname)) return false;
  uninstall(container);
  return true;
}

/** @returns {Promise<boolean>} whether a reload will isolate this page or free it from the worker */
async function takeControl() {
  const container = serviceWorkers();
  // In a frame, headers help only where the browser has a policy for frames.
  if (!container || (isFramed() && !isolatesFrames())) return false;
  const tried = alreadyTried();
  // A worker that another tab's page had claim this one has not been asked for it yet.
  if (controlledByOwnWorker() && (tried || madeByOwnWorker())) return giveUp(container, false);
  if (tried) return false;
  const control = controlled(container);
  const soon = await within(CONTROL_TIMEOUT_MS, control).catch(() => null);
  if (soon) return judge(container);
  waitForControl(container, control);
  return false;
}

/**
 * Whether the worker's answers will isolate a page.
 * @param {ServiceWorkerContainer} container which controls this page
 * @returns {Promise<boolean>} as for `takeControl`
 */
async function judge(container) {
  rememberTry();
  // An earlier worker has no answer of its own, but one for the page.
  for (const address of [SERVICE_WORKER, './']) {
    const answer = await within(CONTROL_TIMEOUT_MS, sample(address)).catch(() => null);
    if (answer?.headers.has(decidingHeader())) return true;
    // A worker that answers nothing holds the page until it is left, uninstalled or not.
    if (answer === null) return giveUp(container, true);
  }
  return giveUp(container, false);
}

/**
 * @param {ServiceWorkerContainer} container
 * @param {boolean} reload
 */
async function giveUp(container, reload) {
  rememberTry();
  await uninstall(container);
  return reload;
}

/**
 * A host that is slow, or not well, is no reason to do without threads for good.
 * @param {ServiceWorkerContainer} container
 * @param {Promise<boolean>} control the first attempt, which may still be under way
 */
async function waitForControl(container, control) {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const controls = await within(ANSWER_MS, control).catch(() => false);
    if (controls) {
      if (await judge(container)) offerReload('threads');
      return;
    }
    await pause(tries);
    control = controlled(container);
  }
}

/** @param {ServiceWorkerContainer} container */
async function uninstall(container) {
  try {
    const scope = new URL('./', document.baseURI).href;
    await (await container.getRegistration(scope))?.unregister();
    const kept = (await caches.keys()).filter((name) => name.startsWith(`contend ${scope} `));
    await Promise.all(kept.map((name) => caches.delete(name)));
  } catch {
    // Then there is none.
  }
}

/**
 * Whether the worker controls this page, once it is there.
 * @param {ServiceWorkerContainer} container
 */
async function controlled(container) {
  const changed = new Promise((resolve) => {
    container.addEventListener('controllerchange', resolve, { once: true });
  });
  await register(container);
  // A worker claims pages only when it is asked to.
  (await container.ready).active?.postMessage({ type: 'claim' });
  if (!controlledByOwnWorker()) await changed;
  return controlledByOwnWorker();
}

/** What the worker makes of an answer; for its own address it needs no host. @param {string} address */
async function sample(address) {
  const response = await fetch(new URL(address, document.baseURI));
  // Read to its end, so that a reload interrupts nothing of ours.
  await response.arrayBuffer();
  return response;
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
    const tried = sessionStorage.getItem(TRIED);
    return tried !== null && Number(tried) > Number(localStorage.getItem(LEFT));
  } catch {
    const [entry] = performance.getEntriesByType('navigation');
    return /** @type {PerformanceNavigationTiming | undefined} */ (entry)?.type === 'reload';
  }
}

function rememberTry() {
  try {
    sessionStorage.setItem(TRIED, String(Date.now()));
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

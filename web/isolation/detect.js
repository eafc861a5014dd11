/**
 * Whether this page is isolated, and what made it so.
 *
 * Reads only; never registers, reloads or throws.
 */

/** @typedef {import('../types.js').Environment['isolation']} Isolation */

/** The service worker's script, beside the page. */
export const SERVICE_WORKER = 'sw.js';

/** What the service worker calls its entry in the page's `Server-Timing`. */
const ADDED = 'contend-added';

/** @returns {Isolation} */
export function detectIsolation() {
  if (!crossOriginIsolated || lacksSharedMemory()) return 'none';
  if (addedHeaders().includes(decidingHeader())) return 'service-worker';
  return isFramed() && !isolatesFrames() ? 'inherited' : 'headers';
}

/** Whether the browser keeps shared memory even from isolated pages, which nothing on a page can change. */
export function lacksSharedMemory() {
  return crossOriginIsolated && typeof SharedArrayBuffer === 'undefined';
}

export function isFramed() {
  return window !== window.top;
}

/** Whether the frame took the page's origin away, and with it every worker and all storage. */
export function isSandboxed() {
  return window.origin === 'null';
}

/**
 * Whether a framed page's own headers isolate it whatever its parent sends. Browsers that know
 * credentialless frames are the ones that know `Document-Isolation-Policy`.
 */
export function isolatesFrames() {
  return 'credentialless' in HTMLIFrameElement.prototype;
}

/** The header without which this page would not be isolated. */
export function decidingHeader() {
  return isFramed() ? 'Document-Isolation-Policy' : 'Cross-Origin-Embedder-Policy';
}

export function controlledByOwnWorker() {
  const script = serviceWorkers()?.controller?.scriptURL;
  return script !== undefined && script === new URL(SERVICE_WORKER, document.baseURI).href;
}

/**
 * Whether our worker answered for this page. That it controls it says less: a worker that another tab had
 * claim all pages controls those too that came from the host.
 */
export function madeByOwnWorker() {
  const [entry] = performance.getEntriesByType('navigation');
  const { workerStart = 1 } = /** @type {Partial<PerformanceNavigationTiming>} */ (entry ?? {});
  return controlledByOwnWorker() && workerStart > 0;
}

/** @returns {ServiceWorkerContainer | null} null where the browser has none or withholds it */
export function serviceWorkers() {
  try {
    return (isSecureContext && navigator.serviceWorker) || null;
  } catch {
    return null;
  }
}

/** The headers of this page that its host did not send and the service worker did. */
function addedHeaders() {
  const [entry] = performance.getEntriesByType('navigation');
  const timing = /** @type {PerformanceNavigationTiming | undefined} */ (entry)?.serverTiming;
  const added = timing?.find(({ name }) => name === ADDED);
  return added?.description.split(' ') ?? [];
}

/**
 * Whether this page is isolated, and what made it so.
 *
 * Reads only; never registers, reloads or throws.
 */

/** @typedef {import('../types.js').Environment['isolation']} Isolation */

/** The service worker's script, beside the page. */
export const SERVICE_WORKER = 'sw.js';

/** @returns {Isolation} */
export function detectIsolation() {
  if (!crossOriginIsolated || typeof SharedArrayBuffer === 'undefined') return 'none';
  if (controlledByOwnWorker()) return 'service-worker';
  return window !== window.top && !isolatesItself() ? 'inherited' : 'headers';
}

export function controlledByOwnWorker() {
  const script = serviceWorkers()?.controller?.scriptURL;
  return script !== undefined && script === new URL(SERVICE_WORKER, document.baseURI).href;
}

/** @returns {ServiceWorkerContainer | null} null where the browser has none or withholds it */
export function serviceWorkers() {
  try {
    return navigator.serviceWorker ?? null;
  } catch {
    return null;
  }
}

/**
 * Whether a framed page's own headers isolate it whatever its parent sends. Browsers that know
 * credentialless frames are the ones that know `Document-Isolation-Policy`.
 */
function isolatesItself() {
  return 'credentialless' in HTMLIFrameElement.prototype;
}

// The page's entry: defines the root element, which does the rest.
//
// Guarantees: it waits for nothing but the texts of the reader's language, and not even for those if
// they cannot be fetched; the element draws itself before the engine is ready.

import { ContendApp } from './app/contend-app.js';
import { readLanguage } from './app/preferences.js';
import { building } from './building/flag.js';
import { isFramed, serviceWorkers } from './isolation/detect.js';
import { ensureIsolation, register } from './isolation/isolation.js';
import { loadMetadata } from './metadata.js';
import { trustOwnScripts } from './security/trusted-types.js';
import { loadLanguage } from './strings/index.js';

/** From readiness until files are kept for offline use: who wants to run does so first. */
const SETTLED_MS = 2_000;

trustOwnScripts();
ensureIsolation();
// What is not all there is nothing to keep.
if (building) import('./building/banner.js').then(({ showBanner }) => showBanner());
else if (!isFramed()) document.addEventListener('contend-ready', keepLater, { once: true });

const language = readLanguage(new URLSearchParams(location.search));
// Not awaited up here: later modules import this one, and WebKit says that a module is there before it has
// run if it imports one with a top-level await (a lint keeps to that).
Promise.all([loadLanguage(language), loadMetadata(language)])
  .catch(() => {})
  .then(() => customElements.define('contend-app', ContendApp));

/** @param {Event} event */
function keepLater({ target }) {
  const app = /** @type {ContendApp} */ (target);
  const container = serviceWorkers();
  if (!container || app.environment?.isolation === 'none') return;
  const keep = async () => {
    const { keepForOffline } = await import('./isolation/offline.js');
    await keepForOffline(
      container,
      () => register(container),
      () => app.phase === 'ready',
    );
  };
  setTimeout(() => keep().catch(() => {}), SETTLED_MS);
}

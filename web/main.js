// The page's entry: defines the root element, which does the rest.
//
// Guarantees: it waits for nothing but the texts of the reader's language, and for those not long: what
// comes later is put in place then. The element draws itself before the engine is ready.

import { ContendApp } from './app/contend-app.js';
import { readLanguage } from './app/preferences.js';
import { watchForTouch } from './arrival/reload.js';
import { building } from './building/flag.js';
import { isFramed, serviceWorkers } from './isolation/detect.js';
import { ensureIsolation, register, yieldLoopback } from './isolation/isolation.js';
import { loadMetadata } from './metadata.js';
import { trustOwnScripts } from './security/trusted-types.js';
import { loadLanguage } from './strings/index.js';

/** From readiness until files are kept for offline use: who wants to run does so first. */
const SETTLED_MS = 2_000;
/** So long the page waits for the reader's language before it speaks English. */
const LANGUAGE_MS = 4_000;

trustOwnScripts();
watchForTouch();
ensureIsolation();
// What is not all there is nothing to keep.
if (building) import('./building/banner.js').then(({ showBanner }) => showBanner());
else if (!isFramed()) document.addEventListener('contend-ready', keepLater, { once: true });

const language = readLanguage(new URLSearchParams(location.search));
const spoken = Promise.all([loadLanguage(language), loadMetadata(language)]).catch(() => {});
await Promise.race([spoken, new Promise((resolve) => setTimeout(resolve, LANGUAGE_MS))]);
customElements.define('contend-app', ContendApp);
spoken.then(() => {
  for (const app of document.querySelectorAll('contend-app')) {
    if (app instanceof ContendApp) app.speak(language);
  }
});

/** @param {Event} event */
function keepLater({ target }) {
  const app = /** @type {ContendApp} */ (target);
  const container = serviceWorkers();
  if (!container || app.environment?.isolation === 'none') return;
  if (yieldLoopback(container, app.environment?.isolation)) return;
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

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
import { localeOf } from './locale.js';
import { trustOwnScripts } from './security/trusted-types.js';

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

// Without its texts the page is English, and says why.
const language = readLanguage(new URLSearchParams(location.search));
const spoken = localeOf(language).catch(() => null);
// Not awaited up here: later modules import this one, and WebKit says that a module is there before it has
// run if it imports one with a top-level await (a lint keeps to that).
Promise.race([spoken, new Promise((resolve) => setTimeout(resolve, LANGUAGE_MS))]).then(() => {
  customElements.define('contend-app', ContendApp);
  spoken.then((locale) => {
    for (const app of document.querySelectorAll('contend-app')) {
      if (locale && app instanceof ContendApp && app.late === language) app.speak(locale);
    }
  });
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

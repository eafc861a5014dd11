// The page's entry: defines the root element, which does the rest.
//
// Guarantees: it waits for nothing but the texts of the reader's language, and not even for those if
// they cannot be fetched; the element draws itself before the engine is ready.

import { ContendApp } from './app/contend-app.js';
import { readLanguage } from './app/preferences.js';
import { loadMetadata } from './metadata.js';
import { loadLanguage } from './strings/index.js';

const language = readLanguage(new URLSearchParams(location.search));
await Promise.all([loadLanguage(language), loadMetadata(language)]).catch(() => {});
customElements.define('contend-app', ContendApp);

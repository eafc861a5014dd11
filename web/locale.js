// A language of the page, whole: its own texts and the metadata's.

import { loadMetadata } from './metadata.js';
import { createLocale, loadLanguage } from './strings/index.js';

/**
 * The locale of a language once all of it is there; rejects, and changes nothing, where a part of it
 * cannot be fetched.
 * @param {import('./strings/index.js').Language} language
 */
export async function localeOf(language) {
  await loadLanguage(language, loadMetadata(language));
  return createLocale(language);
}

// The Embed dialog's own texts in the reader's language, and those of the snippet in its own.
//
// Guarantees: both languages come with the dialog, so a snippet in the other one needs nothing more of it.

import { en } from './words/en.js';
import { zh } from './words/zh.js';

const TABLES = { en, zh };

/** @param {import('../strings/index.js').Locale} locale */
export function embedTexts(locale) {
  return locale.own(TABLES);
}

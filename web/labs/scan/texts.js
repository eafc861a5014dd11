// The Scan lab's own texts in the reader's language.
//
// Guarantees: both languages come with the lab, so a change of language needs nothing more.

import { en } from './words/en.js';
import { zh } from './words/zh.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../strings/index.js').Texts<typeof en>} ScanTexts */

const TABLES = { en, zh };

/** @param {Locale} locale @returns {ScanTexts} */
export function scanTexts(locale) {
  return locale.own(TABLES);
}

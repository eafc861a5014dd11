// Texts of the runs that the tab keeps and of a recorded result, in the reader's language.
//
// Guarantees: both languages come with what shows them, so a change of language needs nothing more.

import { en } from './words/runs.en.js';
import { zh } from './words/runs.zh.js';

const TABLES = { en, zh };

/** @param {import('../../strings/index.js').Locale} locale */
export function runTexts(locale) {
  return locale.own(TABLES);
}

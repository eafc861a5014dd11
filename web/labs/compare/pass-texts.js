// The texts of deep checks and looks inside, in the reader's language.
//
// Guarantees: both languages come at once, with the first of the parts that use them, so a change of
// language needs nothing more.

import { en } from './words/passes.en.js';
import { zh } from './words/passes.zh.js';

/** @typedef {import('../../strings/index.js').Texts<typeof en>} PassTexts */

const TABLES = { en, zh };

/** @param {import('../../strings/index.js').Locale} locale @returns {PassTexts} */
export function passTexts(locale) {
  return locale.own(TABLES);
}

// The texts below the figures of a result, in the reader's language.
//
// Guarantees: both languages come at once, with the first of the parts that use them, so a change of
// language needs nothing more.

import { en } from './words/en.js';
import { zh } from './words/zh.js';

/** @typedef {import('../../strings/index.js').Texts<typeof en>} ResultTexts */

const TABLES = { en, zh };

/** @param {import('../../strings/index.js').Locale} locale @returns {ResultTexts} */
export function resultTexts(locale) {
  return locale.own(TABLES);
}

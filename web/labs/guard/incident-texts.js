// The texts of the simulated incident in the reader's language.
//
// Guarantees: both languages come with the view. What a run shows, and what a variant is, the crate says itself.

import { en } from './words/incident.en.js';
import { zh } from './words/incident.zh.js';

/** @typedef {import('../../strings/index.js').Texts<typeof en>} IncidentTexts */

const TABLES = { en, zh };

/** @param {import('../../strings/index.js').Locale} locale @returns {IncidentTexts} */
export function incidentTexts(locale) {
  return locale.own(TABLES);
}

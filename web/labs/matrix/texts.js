// The matrix' texts in the reader's language, and the words of the keys that only its links have.
//
// Guarantees: both languages come with the lab, so a change of language needs nothing more.

import matrix from '../../generated/matrix.json' with { type: 'json' };
import { en } from './words/en.js';
import { zh } from './words/zh.js';

/** @typedef {import('../../strings/index.js').Texts<typeof en>} MatrixTexts */
/** @typedef {import('../../types.js').KeyMeta} KeyMeta */
/** @typedef {import('../../types.js').Words} Words */

const TABLES = { en, zh };
const KEYS = /** @type {Record<string, { label: Words, help: Words, choices: string[] }>} */ (
  matrix.keys
);

/** @param {import('../../strings/index.js').Locale} locale @returns {MatrixTexts} */
export function matrixTexts(locale) {
  return locale.own(TABLES);
}

/** A key of this lab's links with its words. @param {import('../../types.js').Metadata} metadata @param {string} name @returns {KeyMeta} */
export function matrixKey(metadata, name) {
  const bare = metadata.labKeys.matrix.find(({ key }) => key === name);
  const shared = metadata.keys.find(({ key }) => key === name);
  if (!bare) throw new Error(`Links of this lab have no key ${name}.`);
  const { label, help, choices } = KEYS[name];
  return { ...bare, unit: shared?.unit ?? null, label, help, choices };
}

// The keys that only links of this lab have, with their words, as the form's fields take them; and
// what the plans of its runs are made with.
//
// Guarantees: the words come with the lab, in both languages; what the page's metadata has of a key
// is enough for its codec.

import race from '../../generated/race.json' with { type: 'json' };

/** @typedef {import('../../types.js').KeyMeta} KeyMeta */
/** @typedef {import('../../types.js').Words} Words */
/** @typedef {{ label: Words, help: Words, choices: string[], forms: Record<string, Words> }} KeyWords */

const WORDS = /** @type {Record<string, KeyWords>} */ (race.keys);

/** Rungs of a ladder below its top, runs of a guarded map, time of the program over each. */
export const PLAN = /** @type {{ rungs: number[], twinRuns: number, programMs: number }} */ (race);

/** @param {import('../../types.js').Metadata} metadata @param {string} name @returns {KeyMeta} */
export function raceKey(metadata, name) {
  const bare = metadata.labKeys.race.find(({ key }) => key === name);
  const said = WORDS[name];
  if (!bare || !said) throw new Error(`Links of this lab have no key ${name}.`);
  const { label, help, choices } = said;
  const key = { ...bare, unit: null, label, help, choices };
  if (key.type !== 'choice') return key;
  return { ...key, forms: key.forms.map((form) => ({ ...form, label: said.forms[form.name] })) };
}

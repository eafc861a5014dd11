// How values go into a text.
//
// Guarantees: as text, never as markup; no value that is missing is ever written out. The type checker
// refuses texts that are not given what they ask for; what it cannot see shows as a dash, and is an
// error of the page, which no test passes over.

import { NOTHING } from './numbers.js';

/** @typedef {import('./types.d.ts').Values} Values */

/**
 * @param {string} language
 * @param {(count: number) => string} integer how counts are written
 * @returns {(text: string, values: Values) => string}
 */
export function createFill(language, integer) {
  const plural = new Intl.PluralRules(language);
  return (text, values) =>
    text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name, one, many) => {
      const value = values[name];
      if (value === undefined || value === null || Number.isNaN(value)) {
        complain(new Error(`No ${name} for “${text}”`));
        return NOTHING;
      }
      // No sentence has a blank.
      if (many === undefined) return typeof value === 'number' ? integer(value) : value || NOTHING;
      return plural.select(Number(value)) === 'one' ? one : many;
    });
}

/** @param {Error} error */
function complain(error) {
  if (!('reportError' in globalThis)) throw error;
  reportError(error);
}

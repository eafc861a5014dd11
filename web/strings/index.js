// One locale: the page's own words, the metadata's words, and numbers, all in one language.
//
// Guarantees: every language file has exactly the keys of the English one (checked by the type
// checker); a text may hold {name} for a value and {name|one|many} for a word that follows a count.
// Values are inserted as text, never as markup, and an empty one as a dash: no sentence has a blank.

import { en } from './en.js';
import { NOTHING, createNumbers } from './numbers.js';

/** @typedef {keyof typeof en} StringKey */
/** @typedef {Record<string, string | number>} Values */
/** @typedef {'en' | 'zh'} Language */

/** What has been loaded; English always is. @type {Map<Language, Record<StringKey, string>>} */
const loaded = new Map([['en', en]]);

/** Fetches a language's texts, unless they are there. @param {Language} language */
export async function loadLanguage(language) {
  if (!loaded.has(language)) loaded.set(language, (await import('./zh.js')).zh);
}

/** The languages on offer, each under its own name. */
export const LANGUAGES = /** @type {const} */ ([
  ['en', 'English'],
  ['zh', '中文'],
]);

/**
 * The texts of a part of the page that is fetched on its own.
 * @template {string} Key
 * @typedef {object} Texts
 * @property {(key: Key, values?: Values) => string} t
 * @property {(key: string, fallback: string, values?: Values) => string} maybe
 */

/**
 * @typedef {object} Locale
 * @property {Language} language
 * @property {(key: StringKey, values?: Values) => string} t a text of the page
 * @property {(key: string, fallback: string, values?: Values) => string} maybe a text whose key comes from data
 * @property {(words: import('../types.js').Words | string | null | undefined) => string} words a text of the metadata
 * @property {<Key extends string>(tables: Record<Language, Record<Key, string>>) => Texts<Key>} own
 * @property {(items: string[]) => string} list "a, b and c"
 * @property {import('./numbers.js').Numbers} n
 */

/**
 * @param {Language} language a loaded one; English stands in for one that is not
 * @returns {Locale}
 */
export function createLocale(language) {
  const texts = loaded.get(language) ?? en;
  const plural = new Intl.PluralRules(language);
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const n = createNumbers(language);

  /** @param {string} text @param {Values} values */
  const fill = (text, values) =>
    text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name, one, many) => {
      const value = values[name];
      if (value === undefined) return whole;
      if (many === undefined)
        return typeof value === 'number' ? n.integer(value) : value || NOTHING;
      return plural.select(Number(value)) === 'one' ? one : many;
    });

  /** @template {string} Key @param {Record<Key, string>} table @returns {Texts<Key>} */
  const textsOf = (table) => ({
    t: (key, values = {}) => fill(table[key], values),
    maybe: (key, fallback, values = {}) =>
      Object.hasOwn(table, key) ? fill(table[/** @type {Key} */ (key)], values) : fallback,
  });

  return {
    language,
    n,
    ...textsOf(texts),
    own: (tables) => textsOf(tables[language]),
    words: (words) => {
      if (words === null || words === undefined) return '';
      return typeof words === 'string' ? words : (words[language] ?? words.en);
    },
    list: (items) => list.format(items),
  };
}

/**
 * The language asked for by the page's query, else the reader's first that we have, else English.
 * @param {string | null} asked
 * @param {readonly string[]} preferred
 * @returns {Language}
 */
export function chooseLanguage(asked, preferred) {
  for (const tag of [asked, ...preferred]) {
    const base = tag?.toLowerCase().split('-')[0];
    if (base === 'en' || base === 'zh') return base;
  }
  return 'en';
}

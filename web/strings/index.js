// One locale: the page's own words, the metadata's words, and numbers, all in one language.
//
// Guarantees: every language file has exactly the keys of the English one, and a text is given every
// value that it asks for (both checked by the type checker): {name} stands for a value,
// {name|one|many} for a word that follows a count. Values go in as text, never as markup.

import { en } from './en.js';
import { createFill } from './fill.js';
import { createNumbers } from './numbers.js';

/** @typedef {keyof typeof en} StringKey */
/** @typedef {import('./types.d.ts').Language} Language */
/**
 * The texts of a part of the page that is fetched on its own, by its English ones.
 * @template Table
 * @typedef {import('./types.d.ts').Texts<Table>} Texts
 */

/** What has been loaded; English always is. @type {Map<Language, Record<StringKey, string>>} */
const loaded = new Map([['en', en]]);

/**
 * Fetches a language's texts, unless they are there.
 * @param {Language} language
 * @param {Promise<void>} [beside] without which it does not count as loaded either
 */
export async function loadLanguage(language, beside = Promise.resolve()) {
  const texts = language === 'zh' ? import('./zh.js').then(({ zh }) => zh) : en;
  const [table] = await Promise.all([texts, beside]);
  loaded.set(language, table);
}

/** The languages on offer, each under its own name. */
export const LANGUAGES = /** @type {const} */ ([
  ['en', 'English'],
  ['zh', '中文'],
]);

/**
 * @typedef {object} Locale
 * @property {Language} language
 * @property {Texts<typeof en>['t']} t a text of the page
 * @property {Texts<typeof en>['maybe']} maybe a text whose key comes from data
 * @property {(words: import('../types.js').Words | string | null | undefined) => string} words a text of the metadata
 * @property {<Table extends Record<string, string>>(tables: import('./types.d.ts').Tables<Table>) => Texts<Table>} own
 * @property {(items: string[]) => string} list "a, b and c"
 * @property {import('./numbers.js').Numbers} n
 */

/**
 * @param {Language} asked English stands in for one that is not loaded
 * @returns {Locale}
 */
export function createLocale(asked) {
  const language = loaded.has(asked) ? asked : 'en';
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const n = createNumbers(language);
  const fill = createFill(language, n.integer);

  /** @template Table @param {Record<keyof Table, string>} table @returns {Texts<Table>} */
  const textsOf = (table) => ({
    t: (key, values = {}) => fill(table[key], values),
    maybe: (key, fallback, values = {}) =>
      Object.hasOwn(table, key) ? fill(table[/** @type {keyof Table} */ (key)], values) : fallback,
  });

  return {
    language,
    n,
    .../** @type {Texts<typeof en>} */ (textsOf(loaded.get(language) ?? en)),
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

// The Choose lab's texts in the reader's language, and what the crate says of rules, questions and the
// article's table.
//
// Guarantees: both languages come with the lab, so a change of language needs nothing more; the rules'
// words are the command line's.

import choose from '../../generated/choose.json' with { type: 'json' };
import { parseSpec } from '../../link/specs.js';
import { en } from './words/en.js';
import { zh } from './words/zh.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('../../types.js').KeyMeta} KeyMeta */
/** @typedef {import('../../types.js').Words} Words */
/** @typedef {import('../../strings/index.js').Texts<typeof en>} ChooseTexts */
/** @typedef {{ label: Words, help: Words, choices: string[], forms: Record<string, Words> }} KeyWords */

const TABLES = { en, zh };
const KEYS = /** @type {Record<string, KeyWords>} */ (choose.keys);
/** @type {Record<'said' | 'unmet' | 'lacks', Record<string, Words>>} */
const SAID = choose;
const AVAILABLE = /** @type {Record<string, { go: Words | null, rust: Words | null }>} */ (
  choose.available
);

export const ARTICLE = /** @type {import('./types.js').ArticleRow[]} */ (choose.article);

/** @param {Locale} locale @returns {ChooseTexts} */
export function chooseTexts(locale) {
  return locale.own(TABLES);
}

/** What a rule or remark says, why a map is excluded, or what data cannot say. */
/** @param {Locale} locale @param {'said' | 'unmet' | 'lacks'} kind @param {string} id */
export function said(locale, kind, id) {
  return locale.words(SAID[kind][id] ?? id);
}

/** The questions with their words, in the order in which they are asked. */
/** @param {Metadata} metadata @returns {KeyMeta[]} */
export function questions(metadata) {
  return metadata.labKeys.choose.map((bare) => {
    const { label, help, choices, forms } = KEYS[bare.key];
    const key = { ...bare, label, help, choices };
    const worded = (/** @type {import('../../types.js').ChoiceForm} */ form) => ({
      ...form,
      label: forms[form.name],
    });
    if (key.type === 'choice') return { ...key, forms: key.forms.map(worded) };
    return key.type === 'set' ? { ...key, items: key.items.map(worded) } : key;
  });
}

/** What a program has a map by in a language; empty where there is nothing to be had. */
/** @param {Locale} locale @param {Metadata} metadata @param {string} map @param {'go' | 'rust'} language */
export function availableText(locale, metadata, map, language) {
  const id = parseSpec(metadata, map)?.row.id ?? map;
  return locale.words(AVAILABLE[id]?.[language]);
}

/**
 * An answer in words: "Threads: 8"; what must hold goes without saying so.
 * @param {Locale} locale @param {Metadata} metadata @param {string} name @param {string} value
 */
export function answerText(locale, metadata, name, value) {
  const { t } = chooseTexts(locale);
  const key = questions(metadata).find((one) => one.key === name);
  if (!key) return `${name}=${value}`;
  const forms = key.type === 'choice' ? key.forms : key.type === 'set' ? key.items : [];
  const words = value.split(',').map((one) => {
    const form = forms.find((candidate) => candidate.name === one);
    if (form) return locale.words(form.label);
    return /^\d+$/.test(one) ? locale.n.integer(Number(one)) : one;
  });
  const unit = name === 'reads' ? ' %' : '';
  const answer = value === '' ? t('unknown') : locale.list(words) + unit;
  return key.type === 'set'
    ? answer
    : t('answer.pair', { question: locale.words(key.label), answer });
}

// The Guard lab's texts in the reader's language: its own, the words of its keys, and faults in words.
//
// Guarantees: both languages come with the lab, so a change of language needs nothing more.

import guard from '../../generated/guard.json' with { type: 'json' };
import { visible } from '../../strings/visible.js';
import { faultOf } from './look.js';
import { en } from './words/en.js';
import { zh } from './words/zh.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../strings/index.js').Texts<typeof en>} GuardTexts */
/** @typedef {import('../../types.js').KeyMeta} KeyMeta */
/** @typedef {import('../../types.js').Words} Words */

const TABLES = { en, zh };

const KEYS =
  /** @type {Record<string, { label: Words, help: Words, choices: string[], forms: Record<string, Words> }>} */ (
    guard.keys
  );

export const SCENARIOS = /** @type {import('./types.js').Scenario[]} */ (guard.scenarios);

/** @param {Locale} locale @returns {GuardTexts} */
export function guardTexts(locale) {
  return locale.own(TABLES);
}

/** What is said of a key that only this lab has. @param {string} name */
export function keyWords(name) {
  const said = KEYS[name];
  if (!said) throw new Error(`Links of this lab have no key ${name}.`);
  return said;
}

/** A fault in words: what happens, without its time. @param {Locale} locale @param {string} text as links write it */
export function faultText(locale, text) {
  const { kind, argument } = faultOf(text);
  const { maybe } = guardTexts(locale);
  const code = maybe(`code.${argument}`, visible(argument));
  return maybe(`fault.${kind}`, visible(text), { ms: Number(argument), thread: argument, code });
}

/**
 * How long something took; zero is what a clock that goes in steps says of what is shorter.
 * @param {Locale} locale @param {number | null | undefined} nanos a dash, if there is none
 */
export function timeText(locale, nanos) {
  if (nanos === null || nanos === undefined) return '–';
  return nanos > 0 ? locale.n.nanoseconds(nanos) : guardTexts(locale).t('time.short');
}

/**
 * What is said of a map that has no result.
 * @param {Locale} locale @param {Pick<import('./types.js').Runs, 'on' | 'result' | 'failed'>} runs @param {string} map
 */
export function waitsText(locale, { on, result, failed }, map) {
  const { t } = guardTexts(locale);
  if (result || failed) return t('map.never');
  return t(map === on ? 'map.running' : 'map.later');
}

/** Whose lane it is. @param {Locale} locale @param {Pick<import('./types.js').Lane, 'client' | 'number'>} lane */
export function laneText(locale, { client, number }) {
  const { t } = guardTexts(locale);
  return t(client ? 'lane.client' : 'lane.stall', { number: String(number) });
}

/** A fault with its time. @param {Locale} locale @param {string} text */
export function faultTimed(locale, text) {
  const { t } = guardTexts(locale);
  return t('fault.at', {
    what: faultText(locale, text),
    at: locale.n.plain(faultOf(text).at / 1000),
  });
}

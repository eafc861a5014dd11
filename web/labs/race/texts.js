// The Race lab's own texts in the reader's language: statements, micro-steps, cells.
//
// Guarantees: both languages come with the lab, so a change of language needs nothing more.

import { en } from './words/en.js';
import { steps as stepsEn } from './words/steps.en.js';
import { steps as stepsZh } from './words/steps.zh.js';
import { zh } from './words/zh.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../strings/index.js').Texts<typeof en>} RaceTexts */

const TABLES = { en, zh };
const STEPS = { en: stepsEn, zh: stepsZh };

/** @param {Locale} locale @returns {RaceTexts} */
export function raceTexts(locale) {
  return locale.own(TABLES);
}

/** @typedef {import('./types.js').StepInfo} StepInfo */
/** @typedef {import('./types.js').Outcome} Outcome */
/** @typedef {import('./types.js').Answer} Answer */

/**
 * A statement as Go writes it.
 * @param {{ kind: string, key: string | number | null, value: string | number | null }} statement
 */
export function goText({ kind, key, value }) {
  switch (kind) {
    case 'a':
      return `m[${key}] = ${value}`;
    case 'g':
      return `v, ok := m[${key}]`;
    case 'u':
      return `m[${key}]++`;
    case 'd':
      return `delete(m, ${key})`;
    case 'r':
      return 'for k, v := range m';
    case 'x':
      return 'clear(m)';
    default:
      return 'len(m)';
  }
}

/** What a micro-step does, in words. @param {Locale} locale @param {string} kind */
export function stepWords(locale, kind) {
  const words = STEPS[locale.language] ?? STEPS.en;
  return Object.hasOwn(words, kind) ? words[/** @type {keyof typeof words} */ (kind)] : kind;
}

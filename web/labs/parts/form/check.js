// What the reader typed, judged as the same text in a link is.
//
// Guarantees: pure; returns either the canonical text for the link or the reason why not, never
// both. Nothing is clamped silently: the reader sees the bounds instead. Digits that a link would not
// keep are cut off, which the field shows.

import { judgeNumber } from '../../../link/values.js';

/** @typedef {import('../../../link/values.js').NumberRule} NumberRule */
/** @typedef {{ text: string, error: null } | { text: null, error: 'whole' | 'bounds' | 'number' }} Judged */

/** @param {NumberRule} rule @param {string} typed @returns {Judged} */
export function judgeTyped(rule, typed) {
  const judged = judgeNumber(rule, typed.trim().replace(',', '.'));
  if (!judged) return { text: null, error: 'param' in rule ? 'number' : 'whole' };
  return judged.bounded ? { text: null, error: 'bounds' } : { text: judged.used, error: null };
}

/** @param {NumberRule} rule @returns {{ min: number, max: number }} */
export function boundsOf(rule) {
  if (!('param' in rule)) return rule;
  return { min: Number(rule.param.min), max: Number(rule.param.max) };
}

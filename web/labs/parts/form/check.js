// What the reader typed, judged as the same text in a link is.
//
// Guarantees: pure; returns either the canonical text for the link or the reason why not, never
// both. Nothing is clamped silently: the reader sees the bounds instead. Digits that a link would not
// keep are cut off, which the field shows.

import * as values from '../../../link/values.js';

/** @typedef {{ text: string, error: null } | { text: null, error: 'whole' | 'bounds' | 'number' }} Judged */

/**
 * @param {string} typed @param {number} min @param {number} max
 * @returns {Judged}
 */
export function judgeInteger(typed, min, max) {
  return answer(values.judgeInteger(typed.trim(), min, max), 'whole');
}

/**
 * @param {string} typed @param {{ min: string, max: string, digits: number }} param
 * @returns {Judged}
 */
export function judgeDecimal(typed, param) {
  return answer(values.judgeDecimal(typed.trim().replace(',', '.'), param), 'number');
}

/**
 * @param {values.NumberJudgement | null} judged
 * @param {'whole' | 'number'} unreadable
 * @returns {Judged}
 */
function answer(judged, unreadable) {
  if (!judged) return { text: null, error: unreadable };
  return judged.bounded ? { text: null, error: 'bounds' } : { text: judged.used, error: null };
}

// The figures of the benchmarks: estimates over repeats, by the engine, and how they are written.
//
// Guarantees: an interval is the one of the engine's results; below six values there is none, and what
// is written then says so by its brackets.

import { execFileSync } from 'node:child_process';
import { paths } from '../paths.mjs';

/**
 * @typedef {import('../../../web/types.js').Interval & { values?: number[] }} Estimate a median, the ends
 *   of its 95 % interval, null where there are too few values, and those values
 */

/**
 * Of each series, null of one without values.
 * @param {number[][]} series
 * @returns {(Estimate | null)[]}
 */
export function estimates(series) {
  const answer = execFileSync(paths.contend, ['estimate'], { input: JSON.stringify(series) });
  const found = JSON.parse(String(answer));
  return found.map((one, place) => (one ? { ...one, values: series[place] } : null));
}

/** @param {Iterable<number>} values */
export function estimate(values) {
  return estimates([[...values]])[0];
}

/** @param {number[]} values not empty, all above zero */
export function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/**
 * Which side of a value the whole interval lies on: 1 above, -1 below, 0 where it cannot be told.
 * @param {Estimate | null} figure
 * @param {number} value
 */
export function side(figure, value) {
  if (!figure || figure.low === null || figure.high === null) return 0;
  if (figure.low > value) return 1;
  return figure.high < value ? -1 : 0;
}

/** @param {number} value @param {number} digits significant ones */
export function figure(value, digits) {
  if (value !== 0 && Math.abs(value) < 1e-6) return value.toExponential(digits - 1);
  const text = value.toPrecision(digits);
  // Never in powers of ten: 1.2e+3 becomes 1200.
  return text.includes('e') ? String(Number(text)) : text;
}

/**
 * The median with its interval in round brackets; where there is none, lowest and highest in square ones.
 * @param {Estimate | null} figures @param {number} digits
 */
export function written(figures, digits) {
  if (!figures) return '–';
  const { median, low, high, values = [] } = figures;
  const text = (value) => figure(value, digits);
  if (low !== null && high !== null) return `${text(median)} (${text(low)}–${text(high)})`;
  if (values.length < 2) return text(median);
  return `${text(median)} [${text(Math.min(...values))}–${text(Math.max(...values))}]`;
}

/** `1 thread`, `2 threads`. @param {number} count @param {string} noun */
export function counted(count, noun) {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

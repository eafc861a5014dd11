// The arithmetic of the benchmarks: estimates over repeats, ratios within a repeat, and how they are
// written.
//
// Guarantees: pure. An interval is the distribution-free one between two order statistics, as in the
// engine; below six values there is none, and what is written then says so by its brackets. Ratios
// are only ever taken between figures of the same repeat.

import { medianOf, orderInterval } from '../../../web/labs/compare/claim-verdict.js';

/**
 * @typedef {object} Estimate
 * @property {number} median
 * @property {number | null} low ends of the 95 % interval, null where there are too few values
 * @property {number | null} high
 * @property {number} least
 * @property {number} most
 * @property {number} count
 */

/**
 * @param {number[]} values
 * @returns {Estimate | null} null without values
 */
export function estimate(values) {
  if (values.length === 0) return null;
  const interval = orderInterval(values);
  return {
    median: medianOf(values),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    least: Math.min(...values),
    most: Math.max(...values),
    count: values.length,
  };
}

/** @param {number[]} values not empty, all above zero */
export function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

export { medianOf as median };

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
  const { median, low, high, least, most, count } = figures;
  const text = (/** @type {number} */ value) => figure(value, digits);
  if (count === 1) return text(median);
  if (low !== null && high !== null) return `${text(median)} (${text(low)}–${text(high)})`;
  return `${text(median)} [${text(least)}–${text(most)}]`;
}

/**
 * A table in Markdown.
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function table(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** @param {string} text */
export function code(text) {
  return `\`${text}\``;
}

/** `1 thread`, `2 threads`. @param {number} count @param {string} noun */
export function counted(count, noun) {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

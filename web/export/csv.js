// A result as CSV (RFC 4180): one line a trial, so that any tool can group and draw them.
//
// Guarantees: pure; the same columns, in the same order and units, as `contend export --csv` writes of
// the same result. What is not known is empty. Where a build does not look for outliers, none is told.
// No cell is a formula to a spreadsheet.

import { outcomeOf } from '../share/outcome.js';

/** @typedef {import('../types.js').Result} Result */

export const COLUMNS = [
  'experiment',
  'recorded_at',
  'host',
  'map',
  'round',
  'threads',
  'extra_threads',
  'seconds',
  'ops',
  'ops_per_sec',
  'ns_per_op',
  'hit_rate',
  'occupancy',
  'least_occupancy',
  'most_occupancy',
  'fairness',
  'smallest_share',
  'largest_share',
  'lock_waits_per_op',
  'lock_waited_share',
  'outlier',
  'outcome',
  'ok',
  'stream_checksum',
];

/** @param {Result} result @returns {string} header first, each line with its end */
export function csv(result) {
  return text([COLUMNS, ...lines(result)]);
}

/** The same of a result along an axis, each line with its place. */
/** @param {import('../types.js').ScaleResult} result */
export function scaleCsv({ axis, cells }) {
  const all = cells.flatMap(({ value, result }) =>
    lines(result).map((line) => [axis.name, value, ...line]),
  );
  return text([['axis', 'value', ...COLUMNS], ...all]);
}

/** @typedef {string | number | boolean | null} Cell */

/** @param {Cell[][]} rows */
function text(rows) {
  return rows.map((cells) => `${cells.map(cell).join(',')}\n`).join('');
}

/** @param {Result} result @returns {Cell[][]} */
function lines(result) {
  const { experiment, environment } = result;
  return result.strategies.flatMap(({ id, trials, summary, contention }) =>
    trials.map((trial) => [
      experiment,
      environment.recordedAt,
      environment.host,
      id,
      trial.round,
      trial.threads,
      trial.extraThreads,
      trial.seconds,
      trial.ops,
      trial.opsPerSec,
      (1e9 * trial.threads) / trial.opsPerSec,
      trial.hitRate,
      trial.occupancy,
      ...range(trial.overTime?.occupancy ?? []),
      jain(trial.perThread),
      ...shares(trial.perThread),
      contention?.waitsPerOp ?? null,
      contention?.waitedShare ?? null,
      summary?.outliers?.find(({ round }) => round === trial.round)?.severity ?? null,
      outcomeOf(trial.verdict),
      outcomeOf(trial.verdict) === 'passed',
      trial.streamChecksum,
    ]),
  );
}

/** Jain's index over the clients. @param {number[]} counts */
function jain(counts) {
  const sum = counts.reduce((total, count) => total + count, 0);
  const squares = counts.reduce((total, count) => total + count * count, 0);
  return squares > 0 ? (sum * sum) / (counts.length * squares) : null;
}

/** The least and the most of what was noted. @param {number[]} noted */
function range(noted) {
  return noted.length > 0 ? [Math.min(...noted), Math.max(...noted)] : [null, null];
}

/** The smallest and the largest of the whole. @param {number[]} counts */
function shares(counts) {
  const sum = counts.reduce((total, count) => total + count, 0);
  return sum > 0 ? [Math.min(...counts) / sum, Math.max(...counts) / sum] : [null, null];
}

/** @param {Cell} value */
function cell(value) {
  if (value === null) return '';
  const text = typeof value === 'number' ? digits(value) : plain(String(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A text that a spreadsheet takes for one, not for a formula. @param {string} text */
function plain(text) {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** A number with all its digits and no exponent, which not every reader takes. @param {number} value */
function digits(value) {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}

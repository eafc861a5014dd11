// What a run shows while it is on: a row of figures, see `crate/guard/live.rs`.
//
// Guarantees: pure; gives the shape that the same figures have in a result. A row that was cut short gives the
// intervals that are whole.

/** @typedef {import('./types.js').Look} Look */
/** @typedef {import('./types.js').OverTime} OverTime */

const [HEAD, FAULT, INTERVAL] = [7, 4, 10];

/** Kinds of faults, and what their argument is, in the order of their numbers. */
export const KINDS = /** @type {const} */ (['stall', 'slow', 'panic', 'stop']);
export const CODES = /** @type {const} */ (['hash', 'eq', 'clone', 'merge']);

/** @param {readonly number[]} figures @returns {Look | null} null before there are any */
export function lookOf(figures) {
  if (figures.length < HEAD) return null;
  const [place = 0, interval = 0, now = 0, waiting = 0, clients = 0, faults = 0] = figures;
  const rows = pieces(figures.slice(HEAD + faults * FAULT), INTERVAL);
  return {
    ...{ place, now, waiting, clients },
    faults: pieces(figures.slice(HEAD, HEAD + faults * FAULT), FAULT).map(
      ([kind = 0, argument = 0, at = 0, stage = 0], i) => ({
        id: i + 1,
        fault: [KINDS[kind], kind === 2 ? CODES[argument] : argument, at].join(':'),
        stage: /** @type {const} */ (['pending', 'on', 'over'])[stage] ?? 'over',
      }),
    ),
    overTime: rows.map((row, i) => intervalOf(row, i * interval)),
  };
}

/** @param {number[]} row @param {number} fromMs @returns {OverTime} */
function intervalOf(row, fromMs) {
  const [hit = 0, miss = 0, done = 0, timeout = 0, panic = 0, overruns = 0, waiting = 0] = row;
  const [p50 = 0, p99 = 0, p999 = 0] = row.slice(7);
  const ended = hit + miss + done + timeout + panic > 0;
  return {
    ...{ fromMs, hit, miss, done, timeout, panic, overruns, waiting },
    took: ended ? { p50, p99, p999 } : null,
  };
}

/** @param {readonly number[]} figures @param {number} size @returns {number[][]} */
function pieces(figures, size) {
  return Array.from({ length: Math.floor(figures.length / size) }, (_, i) =>
    figures.slice(i * size, (i + 1) * size),
  );
}

/** The number by which a fault is asked for. @param {string} kind @param {string | number} argument */
export function wordOf(kind, argument) {
  const number = KINDS.findIndex((name) => name === kind) + 1;
  const code = CODES.findIndex((name) => name === argument);
  return number * 0x10000 + (code < 0 ? Number(argument) : code);
}

/** A fault as links write it, taken apart. @param {string} text */
export function faultOf(text) {
  const [kind = '', argument = '', at = '0'] = text.split(':');
  const lasts = kind === 'stall' || kind === 'slow' ? Number(argument) : kind === 'stop' ? null : 0;
  return { kind, argument, at: Number(at), lasts };
}

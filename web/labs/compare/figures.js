// What tables of results share: which columns an experiment has, and how figures are written.
//
// Guarantees: pure; an interval that does not exist is shown as missing. What the experiment leaves nothing
// to say of has no column: the hit rate without reads, how full a map is that stays as it is, fairness of
// one thread, the ratio of one map to itself.

import { html } from 'lit';
import { NOTHING } from '../../strings/numbers.js';

/** @typedef {import('../../types.js').Interval} Interval */

/**
 * Which columns say something of an experiment.
 * @param {import('../../types.js').LinkState} state
 */
export function columnsOf({ maps, values }) {
  const has = (/** @type {string} */ letters) =>
    values.mix.split(',').some(([letter]) => letters.includes(letter));
  return {
    ratio: maps.length > 1,
    hits: has('rc'),
    // Where the map starts at the mix's equilibrium it stays there.
    full: has('x') || (has('iugd') && values.prefill !== 'eq'),
    fair: Number(values.threads) > 1,
  };
}

/**
 * A median with its interval below.
 * @param {Interval | null | undefined} figures @param {(value: number) => string} write
 * @param {(value: number) => string} [writeEnds]
 */
export function interval(figures, write, writeEnds = write) {
  if (!figures) return html`${NOTHING}<small>&nbsp;</small>`;
  const { median, low, high } = figures;
  return html`${write(median)}<small
      >${low === null || high === null ? html`&nbsp;` : `${writeEnds(low)} – ${writeEnds(high)}`}</small
    >`;
}

/** @param {number | null | undefined} value @param {(value: number) => string} write */
export function share(value, write) {
  return value === null || value === undefined ? NOTHING : write(value);
}

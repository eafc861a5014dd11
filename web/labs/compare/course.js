// What changed over a map's trials, put together.
//
// Guarantees: pure; a place that was noted in no round is left out; a share that stays as it is, is no
// change.

import { median } from '../parts/median.js';

/** @typedef {import('../../types.js').Trial} Trial */

/**
 * Medians over the rounds, place by place.
 * @param {Trial[]} trials
 * @returns {{ occupancy: number[], hitRate: number[] }} empty if nothing was noted
 */
export function medians(trials) {
  const noted = trials.flatMap(({ overTime }) => overTime ?? []);
  return {
    occupancy: byPlace(noted.map(({ occupancy }) => occupancy)),
    hitRate: byPlace(noted.map(({ hitRate }) => hitRate)),
  };
}

/** Less may be chance: a slow map reads but some hundred keys in a tenth of a short trial. */
const LEAST_CHANGE = 0.05;

/** Whether a share went anywhere. @param {number[]} shares */
export function changes(shares) {
  return Math.max(...shares) - Math.min(...shares) >= LEAST_CHANGE;
}

/** @param {(number | null)[][]} rounds @returns {number[]} */
function byPlace(rounds) {
  return (rounds[0] ?? []).flatMap(
    (_, place) => median(rounds.flatMap((round) => round[place] ?? [])) ?? [],
  );
}

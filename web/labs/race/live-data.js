// The settings of a ladder, and runs on the page put together by setting, while they come and when they
// are over.
//
// Guarantees: what the engine described at the end is taken as it is; before that there are counts
// and curves without intervals, and nothing that would take statistics.

import { PLAN } from './keys.js';

/** @typedef {import('../../race-results.js').RaceRun} RaceRun */
/** @typedef {import('../../race-results.js').RaceResult} RaceResult */
/** @typedef {import('../../race-results.js').Cell} Cell */
/** @typedef {import('../../race-results.js').CellSummary} CellSummary */
/** @typedef {import('../../race-results.js').SurvivalStep} SurvivalStep */
/**
 * What is known of a setting.
 * @typedef {Cell & { runs: number, deaths: number, crashes: number, steps: Pick<SurvivalStep, 'at' | 'alive' | 'low' | 'high'>[],
 *   summary: CellSummary | null }} Rung
 */

/**
 * @param {Cell[]} cells @param {RaceRun[]} runs @param {RaceResult | null} result
 * @returns {Rung[]}
 */
export function rungsOf(cells, runs, result) {
  return cells.map((cell, place) => {
    const summary = result?.cells[place] ?? null;
    if (summary) {
      const { runs, deaths, crashes = 0, survival } = summary;
      return { ...cell, runs, deaths, crashes, steps: survival, summary };
    }
    const here = runs.filter((run) => run.cell === place);
    const crashes = here.filter(({ ended }) => ended === 'crash').length;
    const lives = here.filter(isDeath).map(({ ms }) => ms);
    return {
      ...{ ...cell, runs: here.length, deaths: lives.length, crashes, summary },
      steps: stepsOf(lives, here.length),
    };
  });
}

/** By the fatal error, or where that comes too late by a crash. @param {RaceRun} run */
const isDeath = ({ ended }) => ended === 'fatal' || ended === 'crash';

/**
 * The share alive after each death, where all others are watched longer.
 * @param {number[]} lives @param {number} runs
 */
function stepsOf(lives, runs) {
  return [...lives]
    .sort((a, b) => a - b)
    .map((at, i) => ({ at, alive: 1 - (i + 1) / runs, low: null, high: null }));
}

/** The shortest life of any. @param {Rung[]} rungs @param {number} most */
export function shortest(rungs, most) {
  return Math.min(most / 10, ...rungs.flatMap(({ steps }) => steps.map(({ at }) => at || most)));
}

/** The settings of the ladder, as the engine has them. @param {Record<string, string>} values @returns {Cell[]} */
export function cellsOf({ ladder, threads, goroutines, load }) {
  const workers = Number(threads);
  const number = goroutines === 'each' ? null : Number(goroutines);
  const least = /^(readers|iterators):/.test(load) ? 2 : 1;
  const cell = (/** @type {number} */ count, /** @type {number | null} */ given) => ({
    workers: count,
    goroutines: Math.max(given ?? Math.max(count, 2), least),
  });
  const rungs = (/** @type {number} */ top) => [...PLAN.rungs.filter((one) => one < top), top];
  const all =
    ladder === 'goroutines'
      ? rungs(number ?? workers).map((one) => cell(workers, one))
      : rungs(workers).map((one) => cell(one, number));
  return all.filter(
    (one, i) => one.workers !== all[i - 1]?.workers || one.goroutines !== all[i - 1].goroutines,
  );
}

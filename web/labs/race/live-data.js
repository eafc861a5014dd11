// Runs on the page put together by setting, while they come and when they are over.
//
// Guarantees: what the engine described at the end is taken as it is; before that there are counts
// and curves without intervals, and nothing that would take statistics.

/** @typedef {import('./live-types.js').RaceRun} RaceRun */
/** @typedef {import('./live-types.js').RaceResult} RaceResult */
/** @typedef {import('./live-types.js').Cell} Cell */
/** @typedef {import('./live-types.js').CellSummary} CellSummary */
/** @typedef {import('./live-types.js').SurvivalStep} SurvivalStep */
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

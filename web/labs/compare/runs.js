// The runs of this tab: how many are kept, and what they say together.
//
// Guarantees: pure.

/** @typedef {import('../../types.js').Result} Result */
/** @typedef {import('../../types.js').LinkState} LinkState */
/** @typedef {{ number: number, link: string, state: LinkState, result: Result }} TabRun */

/** A tab keeps this many; a careful run of many maps is a megabyte. */
export const MOST_RUNS = 20;

/**
 * A run to which rounds were added takes its own place.
 * @param {TabRun[]} runs @param {Omit<TabRun, 'number'>} run @returns {TabRun[]} oldest first
 */
export function withRun(runs, run) {
  const last = runs.at(-1);
  const begun = run.result.environment.recordedAt;
  if (last && last.link === run.link && last.result.environment.recordedAt === begun) {
    return [...runs.slice(0, -1), { ...run, number: last.number }];
  }
  const number = (runs.at(-1)?.number ?? 0) + 1;
  return [...runs, { ...run, number }].slice(-MOST_RUNS);
}

/** @param {TabRun} run @param {string} id */
function summaryOf({ result }, id) {
  return result.strategies.find((strategy) => strategy.id === id)?.summary ?? null;
}

/** What stands for several ratios at once: twice as fast here and half as fast there is 1. */
/** @param {number[]} ratios */
function geometricMean(ratios) {
  const logs = ratios.map(Math.log).reduce((sum, log) => sum + log, 0);
  return ratios.length > 0 ? Math.exp(logs / ratios.length) : null;
}

/**
 * Each map's ratio to the baseline over all experiments of the tab that have the last one's: of every
 * experiment the latest run, and of its maps those that all of them have and that failed no check.
 * @param {TabRun[]} runs oldest first
 * @returns {{ baseline: string, count: number, means: { id: string, mean: number }[] } | null}
 *   null unless there are two such experiments with a map besides the baseline
 */
export function acrossExperiments(runs) {
  const measured = runs.filter(({ result }) => result.environment.mode === 'threads');
  const baseline = measured.at(-1)?.state.values.baseline;
  if (baseline === undefined) return null;
  const latest = new Map(
    measured
      .filter(({ state }) => state.values.baseline === baseline)
      .map((run) => [run.link, run]),
  );
  const all = [...latest.values()];
  const means = (measured.at(-1)?.state.maps ?? []).flatMap((id) => {
    const summaries = all.map((run) => summaryOf(run, id));
    const ratios = summaries.flatMap((summary) =>
      summary?.ratio && summary.outcome !== 'failed' ? summary.ratio.median : [],
    );
    const mean = ratios.length === all.length ? geometricMean(ratios) : null;
    return mean === null || id === baseline ? [] : [{ id, mean }];
  });
  return all.length > 1 && means.length > 0 ? { baseline, count: all.length, means } : null;
}

// The runs of this tab, and what two of them may say of each other.
//
// Guarantees: pure. A ratio is given only where both runs had the same settings in everything that
// decides a map's speed, were measured on threads by the same build, and the map passed its checks
// in both. It is a ratio of two medians of different runs, not a paired one; its range is the
// widest that the two intervals allow.

/** @typedef {import('../../types.js').Result} Result */
/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('../../types.js').LinkState} LinkState */
/** @typedef {import('../../types.js').Summary} Summary */
/** @typedef {import('../../types.js').Interval} Interval */
/** @typedef {{ number: number, link: string, state: LinkState, result: Result }} TabRun */
/** @typedef {{ id: string, a: Summary | null, b: Summary | null, ratio: Interval | null }} Pair */
/** @typedef {'settings' | 'build' | 'simulated' | null} Obstacle why there is no ratio */

/** A tab keeps this many; a careful run of many maps is a megabyte. */
export const MOST_RUNS = 20;

/** Which maps, against which baseline and how often: none changes how fast one map is. */
const INDIFFERENT_TYPES = ['maps', 'baseline', 'preset'];
const INDIFFERENT_KEYS = ['rounds'];

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

/**
 * The settings that keep two runs from being compared.
 * @param {Metadata} metadata @param {TabRun} a @param {TabRun} b
 */
export function differing(metadata, a, b) {
  return metadata.keys.filter(
    ({ key, type }) =>
      !INDIFFERENT_TYPES.includes(type) &&
      !INDIFFERENT_KEYS.includes(key) &&
      a.state.values[key] !== b.state.values[key],
  );
}

/** @param {Metadata} metadata @param {TabRun} a @param {TabRun} b @returns {Obstacle} */
export function obstacle(metadata, a, b) {
  const [one, other] = [a.result.environment, b.result.environment];
  if (one.mode === 'simulated' || other.mode === 'simulated') return 'simulated';
  if (differing(metadata, a, b).length > 0) return 'settings';
  return one.build === other.build ? null : 'build';
}

/**
 * Every map of either run: those of A in its order, then those that only B has.
 * @param {Metadata} metadata @param {TabRun} a @param {TabRun} b
 * @returns {Pair[]} `ratio`: B to A
 */
export function pairs(metadata, a, b) {
  const ids = [...new Set([...a.state.maps, ...b.state.maps])];
  const free = obstacle(metadata, a, b) === null;
  return ids.map((id) => {
    const [one, other] = [summaryOf(a, id), summaryOf(b, id)];
    const sound = one && other && ![one.outcome, other.outcome].includes('failed');
    const ratio = free && sound ? ratioOf(other.opsPerSec, one.opsPerSec) : null;
    return { id, a: one, b: other, ratio };
  });
}

/** @param {TabRun} run @param {string} id */
function summaryOf({ result }, id) {
  return result.strategies.find((strategy) => strategy.id === id)?.summary ?? null;
}

/** @param {Interval} over @param {Interval} under @returns {Interval | null} */
export function ratioOf(over, under) {
  if (!(under.median > 0)) return null;
  const bounded = over.low !== null && over.high !== null && under.low && under.high;
  return {
    median: over.median / under.median,
    low: bounded ? /** @type {number} */ (over.low) / /** @type {number} */ (under.high) : null,
    high: bounded ? /** @type {number} */ (over.high) / /** @type {number} */ (under.low) : null,
  };
}

/** What stands for several ratios at once: twice as fast here and half as fast there is 1. */
/** @param {number[]} ratios */
export function geometricMean(ratios) {
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

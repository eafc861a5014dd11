// A claim of the article held against a result: what was measured, and what that says of the claim.
//
// Guarantees: pure; never says more than was measured. There is a verdict only for the claim's own
// settings, on maps that failed no check, with an interval; two maps count as apart only where
// the bootstrap's interval and the distribution-free one both exclude "no difference" (or the bound
// that was claimed), as in the engine's own conclusions.

import { median } from '../parts/median.js';

/** @typedef {Extract<import('../../types.js').Claim, { about: 'throughput' }>} Claim */
/** @typedef {import('../../types.js').Interval} Interval */
/** @typedef {import('../../types.js').LinkState} LinkState */
/** @typedef {import('../../types.js').Result} Result */
/** @typedef {import('../../types.js').StrategyResult} StrategyResult */
/**
 * @typedef {'unmeasured' | 'broken' | 'other-settings' | 'other-baseline' | 'too-few-rounds' |
 *   'inseparable' | 'supported' | 'direction' | 'unsupported'} VerdictKind
 */
/** @typedef {{ kind: VerdictKind, ratio: Interval | null, rounds: number, settings: string[] }} ClaimVerdict */

/**
 * @param {Claim} claim
 * @param {Result | null} result whole
 * @param {string} baseline the run's
 * @param {string[]} settings keys at which the run differs from the claim's link
 * @returns {ClaimVerdict}
 */
export function judgeClaim(claim, result, baseline, settings) {
  const map = strategyOf(result, claim.map);
  const base = strategyOf(result, claim.baseline);
  const ratios = pairedRatios(map, base);
  const about = { rounds: ratios.length, settings };
  if (!map || !base || ratios.length === 0 || result?.environment.mode === 'simulated') {
    return { kind: 'unmeasured', ratio: null, ...about };
  }
  const own = claim.baseline === baseline ? (map.summary?.ratio ?? null) : null;
  const ratio = own ?? { median: median(ratios) ?? NaN, low: null, high: null };
  return {
    kind: kindOf(claim, [map, base], ratios, ratio, own !== null, settings),
    ratio,
    ...about,
  };
}

/**
 * @param {Claim} claim @param {StrategyResult[]} pair @param {number[]} ratios
 * @param {Interval} ratio @param {boolean} own the ratio is the result's @param {string[]} settings
 * @returns {VerdictKind}
 */
function kindOf(claim, pair, ratios, ratio, own, settings) {
  if (pair.some(({ summary }) => summary?.outcome === 'failed')) return 'broken';
  if (settings.length > 0) return 'other-settings';
  if (!own) return 'other-baseline';
  const { median, low, high } = ratio;
  const free = orderInterval(ratios);
  if (low === null || high === null || free === null) return 'too-few-rounds';
  const exact = claim.relation === 'equals';
  const bound = exact ? 1 : claim.ratio;
  const apart = excludes(low, high, bound) && excludes(free.low, free.high, bound);
  if (!apart) return 'inseparable';
  if (!exact) {
    return median > bound === (claim.relation === 'above') ? 'supported' : 'unsupported';
  }
  if (!excludes(low, high, claim.ratio)) return 'supported';
  return claim.ratio > 1 === median > 1 && claim.ratio !== 1 ? 'direction' : 'unsupported';
}

/** @param {number} low @param {number} high @param {number} value */
function excludes(low, high, value) {
  return value < low || value > high;
}

/** @param {Result | null} result @param {string | null} id */
function strategyOf(result, id) {
  return result?.strategies.find((strategy) => strategy.id === id) ?? null;
}

/** Throughput over the baseline's in the same round. */
/** @param {StrategyResult | null} map @param {StrategyResult | null} base */
function pairedRatios(map, base) {
  return (map?.trials ?? []).flatMap((trial) => {
    const other = base?.trials.find(({ round }) => round === trial.round);
    return other && other.opsPerSec > 0 ? [trial.opsPerSec / other.opsPerSec] : [];
  });
}

const LARGE = 2 ** 500;

/**
 * The distribution-free interval of a median, from order statistics, with at least 95 % confidence;
 * null where there are too few values for any.
 * @param {number[]} values
 */
export function orderInterval(values) {
  const count = values.length;
  // Times 2^exponent, which alone is below all floats from 1,075 values on.
  let [next, below, exponent] = [1, 0, -count];
  let rank = 0;
  while (rank < count && (below + next) * 2 ** exponent <= 0.025) {
    below += next;
    next *= (count - rank) / (rank + 1);
    rank += 1;
    if (next > LARGE) [next, below, exponent] = [next / LARGE, below / LARGE, exponent + 500];
  }
  if (rank === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return { low: sorted[rank - 1], high: sorted[count - rank] };
}

/** What a claim is about besides its maps; how long and how often is measured is not part of it. */
const NOT_CLAIMED = ['maps', 'baseline', 'preset'];

/**
 * The keys in which a run differs from what a claim is about.
 * @param {import('../../types.js').Metadata} metadata @param {LinkState} claimed @param {LinkState} run
 */
export function otherSettings(metadata, claimed, run) {
  return metadata.keys
    .filter(({ key, type, group }) => {
      if (NOT_CLAIMED.includes(type)) return false;
      return group === 'workload' || key === 'threads';
    })
    .filter(({ key }) => claimed.values[key] !== run.values[key])
    .map(({ key }) => key);
}

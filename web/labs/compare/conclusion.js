// One sentence that says what the result says.
//
// Guarantees: pure; made from the result's conclusion alone, which the engine derived from the
// figures. It never ranks what could not be separated, what ran too few rounds, what failed its
// checks, or what was simulated.

import { specLabel } from '../../app/specs.js';

/** @typedef {import('../../types.js').Result} Result */
/** @typedef {Pick<import('../../types.js').StrategyResult, 'id' | 'summary'>} Summarised */
/** @typedef {{ conclusion: Result['conclusion'], strategies: Summarised[] }} Concluded */
/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('../../strings/index.js').Locale} Locale */

/** @param {Metadata} metadata @param {Locale} locale @param {Result} result */
export function conclusionText(metadata, locale, result) {
  const rounds = Math.max(0, ...result.strategies.map((strategy) => strategy.trials.length));
  return concludedText(metadata, locale, result, rounds);
}

/**
 * @param {Metadata} metadata @param {Locale} locale @param {Concluded} result
 * @param {number} rounds of the map that had the most
 */
export function concludedText(metadata, locale, result, rounds) {
  const { t, n, list } = locale;
  const { kind, best, other, ratio, tied, broken } = result.conclusion;
  const name = (/** @type {string | null} */ id) => (id ? specLabel(metadata, locale, id) : '');
  const summaryOf = (/** @type {string | null} */ id) =>
    result.strategies.find((strategy) => strategy.id === id)?.summary ?? null;
  const rate = n.rate(summaryOf(best)?.opsPerSec.median ?? NaN, 'ops/s');

  switch (kind) {
    case 'single':
      return t('conclusion.single', { best: name(best), rate, rounds });
    case 'wins':
      return ratio && ratio.low !== null && ratio.high !== null
        ? t('conclusion.wins', {
            best: name(best),
            other: name(other),
            ratio: n.plainRatio(ratio.median),
            low: n.plainRatio(ratio.low),
            high: n.plainRatio(ratio.high),
          })
        : t('conclusion.winsPlain', { best: name(best), rate });
    case 'tied': {
      const others = tied.filter((id) => id !== best);
      return t('conclusion.tied', { best: name(best), rate, tied: list(others.map(name)) });
    }
    case 'too-few-rounds':
      return t('conclusion.few', { best: name(best), rate, rounds });
    case 'broken':
      return t('conclusion.broken', { broken: list(broken.map(name)), count: broken.length });
    case 'simulated':
      return t('conclusion.simulated');
    default:
      return t('conclusion.none');
  }
}

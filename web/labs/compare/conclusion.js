// What the result says, in a sentence, and how the best map stands to every other map, a line each.
//
// Guarantees: pure; made from the result's conclusion alone, which the engine derived from the
// figures. It never ranks what could not be told apart, what ran too few rounds, what failed its
// checks, or what was simulated. A result of an older build, which does not say how the best stands
// to each map, has the sentence and no lines.

import { specLabel } from '../../link/specs.js';
import { resultTexts } from '../parts/result-texts.js';

/** @typedef {import('../../types.js').Result} Result */
/** @typedef {import('../../types.js').Interval} Interval */
/** @typedef {{ id: string, summary: { opsPerSec: Interval } | null }} Summarised */
/** @typedef {{ conclusion: Result['conclusion'], strategies: Summarised[] }} Concluded */
/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('../../strings/index.js').Locale} Locale */

/** Of the map that had the most. @param {Result} result */
export function roundsOf({ continued, strategies }) {
  return continued ?? Math.max(0, ...strategies.map(({ trials }) => trials.length));
}

/** @param {Metadata} metadata @param {Locale} locale @param {Result} result */
export function conclusionText(metadata, locale, result) {
  return concludedText(metadata, locale, result, roundsOf(result));
}

/**
 * @param {Metadata} metadata @param {Locale} locale @param {Concluded} result
 * @param {number} rounds of the map that had the most
 */
export function concludedText(metadata, locale, { conclusion, strategies }, rounds) {
  const { n, list } = locale;
  const { t } = resultTexts(locale);
  const { kind, best, other, ratio, tied, broken, rule, others = [] } = conclusion;
  const name = (/** @type {string | null} */ id) => (id ? specLabel(metadata, locale, id) : '');
  const summary = strategies.find(({ id }) => id === best)?.summary;
  const rate = n.rate(summary?.opsPerSec.median ?? NaN, 'ops/s');
  const leader = { best: name(best), rate };

  switch (kind) {
    case 'single':
      return t('conclusion.single', { ...leader, rounds });
    case 'wins': {
      const figures = ratio && ends(locale, ratio);
      if (!figures) return t('conclusion.winsPlain', leader);
      const alone = (others.length || strategies.length - 1) === 1;
      const text = alone ? 'conclusion.winsOne' : 'conclusion.wins';
      return t(text, { ...leader, other: name(other), ...figures });
    }
    case 'tied': {
      const equal = others.filter(({ answer }) => answer === 'equal').map(({ map }) => map);
      const open = tied.filter((id) => id !== best && !equal.includes(id));
      const rest = { ...leader, rounds, tied: list(open.map(name)) };
      if (open.length) return t('conclusion.tied', rest);
      const text = equal.length === others.length ? 'conclusion.equal' : 'conclusion.equalAhead';
      return t(text, { ...leader, equal: list([best, ...equal].map(name)) });
    }
    case 'too-few-rounds':
      return t(rule === 'sequential' ? 'conclusion.early' : 'conclusion.few', {
        ...leader,
        rounds,
      });
    case 'broken':
      return t('conclusion.broken', { broken: list(broken.map(name)), count: broken.length });
    case 'simulated':
      return t('conclusion.simulated');
    default:
      return t('conclusion.none');
  }
}

/**
 * A line for each other map; none where the sentence says it all.
 * @param {Metadata} metadata @param {Locale} locale @param {Result['conclusion']} conclusion
 */
export function standingTexts(metadata, locale, { kind, others = [] }) {
  const { t } = resultTexts(locale);
  if (others.length < 2 || kind === 'broken' || kind === 'simulated') return [];
  return others.map(({ map, ratio, answer }) => {
    const figures = ends(locale, ratio);
    const words = {
      map: specLabel(metadata, locale, map),
      ratio: locale.n.plainRatio(ratio.median),
      answer: t(`standing.${answer}`),
    };
    const text = figures
      ? t('standing.line', { ...words, ...figures })
      : t('standing.plain', words);
    return { answer, text };
  });
}

/** @param {Locale} locale @param {Interval} ratio */
function ends({ n }, { median, low, high }) {
  if (low === null || high === null) return null;
  return { ratio: n.plainRatio(median), low: n.plainRatio(low), high: n.plainRatio(high) };
}

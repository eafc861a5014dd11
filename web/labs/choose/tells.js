// What a program's own data say beside answers, and why a file of them is refused, in words.
//
// Guarantees: pure; names that come from a file have what cannot be seen in them made visible.

import { visible } from '../../strings/visible.js';
import { chooseTexts } from './texts.js';

/** @typedef {import('../../types.js').Tell} Tell */

/**
 * @param {import('../../strings/index.js').Locale} locale @param {import('../../types.js').Metadata} metadata
 * @param {Tell} tell
 */
export function tellText(locale, metadata, tell) {
  const { t } = chooseTexts(locale);
  const { n } = locale;
  switch (tell.kind) {
    case 'operations': {
      const mix = metadata.keys.find(({ type }) => type === 'mix');
      const operations = mix?.type === 'mix' ? mix.operations : [];
      const shares = tell.shares.map(([letter, share]) => {
        const label = operations.find((operation) => operation.letter === letter)?.label;
        return `${locale.words(label) || letter} ${n.share(share)}`;
      });
      const { operations: count, threads } = tell;
      return t('tell.operations', { count, threads, shares: shares.join(', ') });
    }
    case 'keys':
      return t('tell.keys', { keys: tell.keys });
    case 'even':
      return t('tell.even', { space: tell.space });
    case 'zipf':
      return t('tell.zipf', { exponent: tell.exponent.toFixed(2) });
    case 'skewed':
      return t('tell.skewed', { share: n.share(tell.hottestFifth) });
    case 'rate':
      return t('tell.rate', { rate: n.rate(tell.perSecond, 'ops/s') });
    case 'benchmark': {
      const { name, times, speedup } = tell;
      const shown = times.map(([processors, ns]) =>
        t('tell.time', { time: n.nanoseconds(ns), processors }),
      );
      const says =
        speedup === null
          ? t('tell.once')
          : t(speedup < 1 ? 'tell.slower' : 'tell.faster', { ratio: n.plainRatio(speedup) });
      return `${visible(name)}: ${shown.join(', ')}. ${says}`;
    }
    case 'waited':
      return t('tell.waited', {
        time: n.nanoseconds(tell.ms * 1e6),
        contentions: tell.contentions,
      });
    case 'place': {
      const { share, function: name, released } = tell;
      const by = released ? ` (${visible(released)})` : '';
      return t('tell.place', { share: n.share(share), function: visible(name) + by });
    }
    default:
      return tell.kind;
  }
}

/**
 * Why a file was refused; empty of any other error.
 * @param {import('../../strings/index.js').Locale} locale @param {Error} error
 */
export function refusalText(locale, error) {
  /** @type {{ kind?: string, values?: Record<string, string | number> }} */
  const { kind, values = {} } = /** @type {any} */ (error).seen ?? {};
  const shown = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? visible(value) : value,
  ]);
  return chooseTexts(locale).maybe(`refusal.${kind}`, '', Object.fromEntries(shown));
}

// What a run says of a choice, in words.
//
// Guarantees: pure; an ending that this page has no words for is said by its name.

import { specLabel } from '../../link/specs.js';
import { chooseTexts } from './texts.js';

/** @typedef {import('../../types.js').Confirmed} Confirmed */

/**
 * @param {import('../../strings/index.js').Locale} locale @param {import('../../types.js').Metadata} metadata
 * @param {Confirmed} confirmed
 */
export function verdictText(locale, metadata, confirmed) {
  const { t, maybe } = chooseTexts(locale);
  const { n } = locale;
  const name = (/** @type {string} */ map) => specLabel(metadata, locale, map);
  switch (confirmed.verdict) {
    case 'confirmed':
      return t('verdict.confirmed');
    case 'tie':
      return t('verdict.tie', { map: name(confirmed.stands) });
    case 'contradiction':
      return t('verdict.contradiction', {
        map: name(confirmed.best),
        ratio: n.plainRatio(confirmed.ratio),
      });
    case 'refused':
      return t('verdict.refused', {
        map: name(confirmed.map),
        ns: n.nanoseconds(confirmed.ns),
        harness: n.nanoseconds(confirmed.harnessNs),
      });
    default: {
      const { reason, ...values } = confirmed.why;
      const why = maybe(`why.${reason}`, reason, /** @type {Record<string, number>} */ (values));
      return t('verdict.cannot-tell', { why });
    }
  }
}

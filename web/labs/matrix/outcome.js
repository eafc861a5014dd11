// What a matrix has come to, in a sentence.
//
// Guarantees: pure; claims no order that the intervals of the means do not support, and says of how many
// presets it speaks.

import { specLabel } from '../../link/specs.js';
import { matrixTexts } from './texts.js';

/**
 * @param {import('../../strings/index.js').Locale} locale @param {import('../../types.js').Metadata} metadata
 * @param {import('./types.js').Grid} grid @param {boolean} busy
 */
export function outcomeText(locale, metadata, { result, state }, busy) {
  const { t } = matrixTexts(locale);
  const { n } = locale;
  if (!result) return t(busy ? 'outcome.wait' : 'outcome.none');
  const failed = result.cells.filter(({ outcome }) => outcome === 'failed');
  const name = (/** @type {string} */ map) => specLabel(metadata, locale, map);
  if (failed.length > 0) {
    return t('outcome.failedMaps', {
      maps: locale.list([...new Set(failed.map(({ map }) => name(map)))]),
    });
  }
  const complete = result.presets.filter((preset) => preset.complete).length;
  const means = result.maps.flatMap(({ map, mean }) => (mean ? { map, ...mean } : []));
  means.sort((a, b) => b.median - a.median);
  const [best, next] = means;
  if (complete === 0 || !best) return t(busy ? 'outcome.wait' : 'outcome.none');
  if (!next) return t('outcome.single', { presets: complete });
  const level = means.filter(
    ({ high, low }) => low === null || high === null || best.low === null || high >= best.low,
  );
  const { baseline } = state.values;
  if (level.length < 2) {
    const said = { best: name(best.map), presets: complete };
    // Of the baseline it would be one time itself.
    return best.map === baseline
      ? t('outcome.baselineWins', {
          ...said,
          next: name(next.map),
          ratio: n.plainRatio(next.median),
        })
      : t('outcome.wins', { ...said, ratio: n.plainRatio(best.median), baseline: name(baseline) });
  }
  return t('outcome.tied', {
    maps: locale.list(level.map(({ map }) => name(map))),
    presets: complete,
  });
}

// A map against itself: the experiment that shows what this machine makes of no difference at all.
//
// Guarantees: pure; the same settings as the experiment on the page, and only maps of it.

/**
 * @param {Pick<import('../../link/codec.js').Codec, 'format'>} codec
 * @param {import('../../types.js').LinkState} state
 * @returns {string} its link
 */
export function againstItself(codec, { values }) {
  const [map] = values.baseline.split('*');
  return codec.format('compare', { ...values, baseline: map, maps: `${map},${map}*2` });
}

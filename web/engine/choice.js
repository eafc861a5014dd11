/**
 * Which of the page's modules an experiment needs.
 *
 * The first knows the maps of the landing experiment; the full one every strategy and what looks into
 * maps; the wide one the same for keys, values and hash functions beyond the usual. The metadata says
 * what is where, and what none knows is for the full one to refuse.
 */

import { createCodec } from '../link/codec.js';

/** @typedef {import('../types.js').Metadata} Metadata */
/** @typedef {import('./protocol.js').ModuleName} ModuleName */

/**
 * @param {Metadata} metadata
 * @returns {(state: import('../types.js').LinkState, least: ModuleName) => ModuleName} `state`: what the
 *   experiment's link reads as; `least`: what the module must know in any case
 */
export function moduleChooser(metadata) {
  const codec = createCodec(metadata);
  const core = new Set(metadata.core);

  /** @param {string} map */
  const inCore = (map) => {
    const spec = codec.spec(map);
    if (spec === null || spec.decorators.length > 0) return false;
    const variant = spec.row.variants.find(({ id }) => id === spec.variant);
    return core.has(spec.row.id) && variant?.core !== false;
  };

  return ({ maps, values, axis, problems }, least) => {
    const asked = (/** @type {string} */ key) =>
      values[key] !== codec.defaults[key] || axis?.spec.key === key;
    if (metadata.wide.some(asked)) return 'wide';
    const unknown = problems.some(({ kind }) => kind === 'unknown-map');
    return maps.every(inCore) && !unknown ? least : 'full';
  };
}

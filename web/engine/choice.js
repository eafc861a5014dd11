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
 * @returns {(link: string, least: ModuleName) => ModuleName} `least`: what it must know in any case
 */
export function moduleChooser(metadata) {
  const codec = createCodec(metadata);
  const core = new Set(metadata.core);

  /** @param {string} map */
  const inCore = (map) => {
    const spec = codec.spec(map);
    const variant = spec?.strategy.variants.find(({ id }) => id === spec.variant);
    if (spec === null || spec.decorators.length > 0) return false;
    return core.has(spec.strategy.id) && variant?.core !== false;
  };

  return (link, least) => {
    const { maps, values, axis, problems } = codec.parse(link);
    const asked = (/** @type {string} */ key) =>
      values[key] !== codec.defaults[key] || axis?.spec.key === key;
    if (metadata.wide.some(asked)) return 'wide';
    const unknown = problems.some(({ kind }) => kind === 'unknown-map');
    return maps.every(inCore) && !unknown ? least : 'full';
  };
}

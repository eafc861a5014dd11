/**
 * Which of the page's two modules an experiment needs.
 *
 * The first module knows the maps of the landing experiment; the full one knows every strategy and
 * what looks into maps. The metadata says which is where, and what neither knows is for the full
 * one to refuse.
 */

import { createCodec } from '../link/codec.js';

/** @typedef {import('../types.js').Metadata} Metadata */
/** @typedef {import('./protocol.js').ModuleName} ModuleName */

/**
 * @param {Metadata} metadata
 * @returns {(link: string) => ModuleName}
 */
export function moduleChooser(metadata) {
  const codec = createCodec(metadata);
  const core = new Set(metadata.core);

  /** @param {string} map */
  const inCore = (map) => {
    const spec = codec.spec(map);
    const variant = spec?.strategy.variants.find(({ id }) => id === spec.variant);
    return spec !== null && core.has(spec.strategy.id) && variant?.core !== false;
  };

  return (link) => {
    const { maps, problems } = codec.parse(link);
    const unknown = problems.some(({ kind }) => kind === 'unknown-map');
    return maps.every(inCore) && !unknown ? 'core' : 'full';
  };
}

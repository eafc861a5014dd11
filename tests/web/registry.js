/** The registry's maps as the tests run them: every strategy with its default, and every variant. */

import { fullOnlyMaps, offeredMaps, readMetadata } from '../../tools/lib/registry.mjs';

const metadata = readMetadata();

/** The most that one link may name. */
const MOST = metadata.keys.find((key) => key.type === 'maps')?.max ?? 1;

/** Canonical specs. */
export const MAPS = offeredMaps(metadata);

/** Those that the page's first module does not have. */
export const FULL_ONLY = fullOnlyMaps(metadata);

/**
 * Whether a trial can tell what the map must hold at its end.
 * @param {string} map
 */
export function isCounted(map) {
  const row = metadata.strategies.find(({ id }) => id === map.split(':')[0]);
  return Boolean(row?.guarantees.stores && row.guarantees.displaced);
}

/** Those whose wait a deadline bounds altogether, with the threads that they have of their own. */
export const BOUNDED = MAPS.flatMap((map) => {
  const row = metadata.strategies.find(({ id }) => id === map.split(':', 1)[0]);
  const isBounded = row?.guarantees.stores && row.guarantees.deadline === 'full';
  return isBounded ? [{ map, extraThreads: row.extraThreads }] : [];
});

/** All of them, in as few links' `maps` as they take. */
export const MAP_LISTS = Array.from({ length: Math.ceil(MAPS.length / MOST) }, (_, part) =>
  MAPS.slice(part * MOST, (part + 1) * MOST),
);

// A saved result of runs under faults, read back as the lab's views show it.
//
// Guarantees: its maps are exactly those of the experiment that the file names, in its order, as far as they
// were complete.

import schema from '../../../pkg/guard.schema.json' with { type: 'json' };
import { reader } from '../parts/saved.js';
import { NONE } from './acts.js';

/** @typedef {import('./types.js').GuardResult} GuardResult */

export const read = reader(
  schema,
  (/** @type {GuardResult} */ { maps, stopped }, { maps: asked }) =>
    (stopped ? maps.length < asked.length : maps.length === asked.length) &&
    maps.every(({ id }, place) => id === asked[place]),
  (/** @type {GuardResult} */ result, asked) => ({
    runs: {
      ...{ ...asked, on: null, result, failed: false, opened: true },
      maps: asked.state.maps.map((map) => ({
        ...{ ...NONE, map },
        figures: result.maps.find(({ id }) => id === map) ?? null,
      })),
    },
  }),
);

// A saved result of this lab, read back as its views show it.
//
// Guarantees: the maps of runs are exactly those of the experiment that the file names, in its order, as far as they
// were complete. Of a simulation nothing is taken but its link, which comes to the same everywhere.

import schema from '../../../pkg/guard.schema.json' with { type: 'json' };
import { reader } from '../parts/saved.js';
import { NONE } from './acts.js';

/** @typedef {import('./types.js').GuardResult} GuardResult */

const readRuns = reader(
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

/** @param {any} result @param {import('../../link/codec.js').Codec} codec */
export function read(result, codec) {
  if (result.schema !== 'contend/incident/1') return readRuns(result, codec);
  const { lab, values } = codec.parse(result.experiment);
  if (values.view !== 'incident') throw new TypeError('another experiment');
  return { address: codec.format(lab, values) };
}

// A saved matrix, read back as the lab shows it.
//
// Guarantees: its cells are of exactly the experiment that the file names, in its order.

import schema from '../../../pkg/matrix.schema.json' with { type: 'json' };
import { reader } from '../parts/saved.js';

/** @typedef {import('../../types.js').MatrixResult} MatrixResult */
/** @typedef {import('../../types.js').LinkState} LinkState */

export const read = reader(schema, isOf, (result, asked) => ({
  grid: { ...asked, rates: {}, result, failed: false, opened: true },
}));

/** @param {MatrixResult} result @param {LinkState} state */
function isOf({ maps, presets, cells }, { maps: asked, values }) {
  const places = presets.flatMap(({ preset }) => maps.map(({ map }) => `${preset} ${map}`));
  return (
    asked.join() === maps.map(({ map }) => map).join() &&
    values.presets === presets.map(({ preset }) => preset).join() &&
    places.join() === cells.map(({ preset, map }) => `${preset} ${map}`).join()
  );
}

// A saved result along an axis, read back as the Scale lab shows it.
//
// Guarantees: its cells are of exactly the experiment that the file names, in the axis' order.

import schema from '../../../pkg/scale.schema.json' with { type: 'json' };
import { reader, sweepOf } from '../parts/saved.js';

/** @typedef {import('../../types.js').ScaleResult} ScaleResult */
/** @typedef {import('../../types.js').LinkState} LinkState */

export const read = reader(schema, isOf, sweepOf(trialsOf));

/** @param {ScaleResult} result @param {LinkState} state */
function isOf({ axis, cells, scaling }, { axis: asked, maps }) {
  const values = asked?.values.join();
  return (
    values === axis.values.join() &&
    values === cells.map(({ value }) => value).join() &&
    maps.join() === scaling.curves.map(({ map }) => map).join() &&
    cells.every(({ result }) => result.strategies.length === maps.length)
  );
}

/** @param {ScaleResult} result @returns {import('../../types.js').SweepTrial[]} */
function trialsOf({ cells }) {
  return cells.flatMap(({ value, result: { strategies } }, cell) =>
    strategies.flatMap(({ id, trials }) => trials.map((one) => ({ ...one, map: id, cell, value }))),
  );
}

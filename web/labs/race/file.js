// A saved result of live races, read back as the Race lab's measured views show it.
//
// Guarantees: its settings are exactly those of the experiment that the file names.

import schema from '../../../pkg/race.schema.json' with { type: 'json' };
import { reader, sweepOf } from '../parts/saved.js';
import { cellsOf } from './live-data.js';

/** @typedef {import('../../race-results.js').RaceResult} RaceResult */

/** @param {import('../../race-results.js').Cell[]} cells */
const written = (cells) =>
  cells.map(({ workers, goroutines }) => `${workers} ${goroutines}`).join();

export const read = reader(
  schema,
  (/** @type {RaceResult} */ { view, cells, damage, runs }, { values }) =>
    values.view === view &&
    written(cells) === written(cellsOf(values)) &&
    (damage ?? cells).length === cells.length &&
    runs.every(({ cell }) => cell < cells.length),
  sweepOf(({ runs }) => runs),
);

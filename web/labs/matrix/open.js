// Whether more rounds may change what a matrix says.
//
// Guarantees: pure; false where nothing can be told at all, and where there are as many rounds as there may be.

/** @typedef {import('../../types.js').MatrixResult} MatrixResult */

/** As in the engine. */
const MOST_ROUNDS = 1000;

/** @param {MatrixResult} result */
export function isOpen({ environment, presets, cells }) {
  if (environment.mode !== 'threads') return false;
  const undecided = presets.some(({ kind, decided }) => kind !== 'broken' && !decided);
  return undecided && cells.every(({ rounds }) => rounds < MOST_ROUNDS);
}

/**
 * Whether more rounds may change what a result says, for the page that offers them and the
 * coordinator that adds them.
 */

/** As many as the engine takes. */
const MOST_ROUNDS = 1000;

/** @param {import('../../types.js').Result} result */
export function isOpen({ conclusion: { others = [] }, environment, continued = 0 }) {
  const undecided = others.some(({ answer }) => answer === 'undecided');
  return undecided && environment.mode === 'threads' && continued < MOST_ROUNDS;
}

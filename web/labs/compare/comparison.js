// Two results held against each other, by the code of the command line's `compare`.
//
// Guarantees: what differs besides the speeds is in it, and so is each map that has no speed to compare;
// results that cannot be compared are an error that says why. Costs the full module, where the page has not
// fetched it before.

import { callOnce } from '../../engine/calls.js';
import { visible } from '../../strings/visible.js';

/** @typedef {{ name: string, result: import('../../types.js').Result }} Named */

/** @param {Named} old @param {Named} now @returns {Promise<import('./types.js').Comparison>} */
export const comparisonOf = (old, now) =>
  callOnce('compareResults', visible(old.name), old.result, visible(now.name), now.result);

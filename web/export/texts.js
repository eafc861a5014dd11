// A result as text, made by the code that makes the command line's.
//
// Costs the full module where the page has not fetched it before, in a worker that ends with the answer.

import { callOnce } from '../engine/calls.js';

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').MatrixResult} MatrixResult */
/** @typedef {import('./export-menu.js').Exported} Exported */

/** One line a trial, or a cell of a matrix, as CSV. @param {Exported} result @returns {Promise<string>} */
export const csvOf = (result) => callOnce('resultCsv', result);

/** A Markdown table with the words around it that make it quotable. @param {Result | MatrixResult} result @returns {Promise<string>} */
export const markdownOf = (result) => callOnce('resultMarkdown', result);

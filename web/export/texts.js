// A result as text, made by the code that makes the command line's.
//
// Costs the full module where the page has not fetched it before, in a worker that ends with the answer.

import { callOnce } from '../engine/calls.js';

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').ScaleResult} ScaleResult */

/** One line a trial, as CSV. @param {Result | ScaleResult} result @returns {Promise<string>} */
export const csvOf = (result) => callOnce('resultCsv', result);

/** A Markdown table with the words around it that make it quotable. @param {Result} result @returns {Promise<string>} */
export const markdownOf = (result) => callOnce('resultMarkdown', result);

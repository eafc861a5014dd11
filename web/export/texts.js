// A result as text, made by the code that makes the command line's.
//
// Costs the full module where the page has not fetched it before, in a worker that ends with the answer.

import { Calls } from '../engine/calls.js';

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').ScaleResult} ScaleResult */

/** One line a trial, as CSV. @param {Result | ScaleResult} result */
export const csvOf = (result) => asked('resultCsv', result);

/** A Markdown table with the words around it that make it quotable. @param {Result} result */
export const markdownOf = (result) => asked('resultMarkdown', result);

/** @param {string} name @param {Result | ScaleResult} result @returns {Promise<string>} */
async function asked(name, result) {
  const module = new Calls();
  try {
    return await module.call(name, result);
  } finally {
    module.end();
  }
}

// What a reader chooses by environment variables.
//
// Guarantees: what is given and cannot be meant is an error that names it and says what can.

import { ToolError } from './shell.mjs';

/** @typedef {Record<string, string | undefined>} Environment */

/** @param {string | undefined} text names between commas or blanks */
export function list(text) {
  return (text ?? '').split(/[\s,]+/).filter(Boolean);
}

/**
 * Some of all names; the usual ones, or all, where nothing is said.
 * @param {Environment} env @param {string} variable
 * @param {string[]} all @param {string[]} [usual]
 */
export function names(env, variable, all, usual = all) {
  const wanted = list(env[variable]);
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown) {
    throw new ToolError(`${variable} names ${unknown}; there are ${all.join(', ')}.`);
  }
  return wanted.length > 0 ? wanted : usual;
}

export function number(env, variable, usual, least) {
  const given = env[variable];
  const value = given ? Number(given) : usual;
  if (!(value >= least)) {
    throw new ToolError(`${variable}=${given} is not a number from ${least} on.`);
  }
  return value;
}

/** Those that were given, as they would be typed. @param {Environment} env @param {string[]} variables */
export function given(env, variables) {
  const set = variables.filter((variable) => env[variable]);
  return set.map((variable) => `${variable}=${env[variable]}`).join(' ');
}

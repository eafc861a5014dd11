/**
 * The engine's named errors: everything that can keep a run from its result, each with the remedy in
 * its message.
 *
 * The names are part of the page's contract, and messages are English for whoever handles them. What
 * was seen is kept as data beside the message, so that the page says it in the reader's language.
 * Whatever a worker or the wasm instance throws becomes exactly one of them; none leaves the next run
 * unable to start.
 */

import { en } from '../strings/errors/en.js';
import { createFill } from '../strings/fill.js';

/** @typedef {import('../strings/errors/types.d.ts').ErrorName} ErrorName */
/** @typedef {import('../strings/errors/types.d.ts').Seen} Seen */

/** @type {readonly string[]} */
const NAMES = [
  ...['Busy', 'Unsupported', 'OutOfMemory', 'Trapped', 'WorkerFailed', 'Timeout', 'BadExperiment'],
];

/** @type {Record<string, string | undefined>} */
const TEXTS = en;
const fill = createFill('en', String);

/** An error of the engine. */
export class ContendError extends Error {
  /** @param {ErrorName} name @param {Seen} [seen] */
  constructor(name, seen = {}) {
    const what = inEnglish(seen) || `${TEXTS[`error.${name}`]}.`;
    const remedy = TEXTS[`remedy.${seen.kind}`] ?? TEXTS[`remedy.${name}`];
    super([what, remedy].filter(Boolean).join(' '));
    /** @type {ErrorName} */
    this.name = name;
    this.seen = seen;
  }
}

/**
 * For a part of the engine that did not arrive.
 * @param {{ why: import('../arrival/arrival.js').Why, message: string }} cause
 */
export function notFetched({ why, message }) {
  return new ContendError('WorkerFailed', { kind: `fetch-${why}`, raw: message });
}

/**
 * The named error for what something threw, here or in a worker.
 * @param {string} name the `name` of what was thrown
 * @param {Seen} seen
 * @param {boolean} [outOfMemory] an allocation failed in the instance
 * @returns {ContendError}
 */
export function namedError(name, seen, outOfMemory = false) {
  // What was refused beforehand comes by that name; anything else failed in the midst of a run.
  if (outOfMemory && name !== 'OutOfMemory') {
    return new ContendError('OutOfMemory', ranOut(seen));
  }
  if (isErrorName(name)) return new ContendError(name, seen);
  return new ContendError('Trapped', { raw: `${name}: ${seen.raw}` });
}

/**
 * What was thrown as plain data, for `namedError` on the other side of a message or on this one.
 * @param {unknown} thrown
 * @returns {{ name: string, seen: Seen }}
 */
export function asData(thrown) {
  const { name, message, seen } = /** @type {Error & { seen?: Seen }} */ (
    thrown instanceof Error ? thrown : new Error(String(thrown))
  );
  return { name, seen: seen ?? { raw: message } };
}

/**
 * @param {string} name
 * @returns {name is ErrorName}
 */
function isErrorName(name) {
  return NAMES.includes(name);
}

/** @param {Seen} seen @returns {Seen} */
function ranOut(seen) {
  if (seen.kind === 'panicked') return { kind: 'ran-out-in', values: seen.values };
  return { kind: 'ran-out', raw: inEnglish(seen) };
}

/** @param {Seen} seen */
function inEnglish({ kind, values, raw = '' }) {
  const said = fill(TEXTS[`seen.${kind}`] ?? '', values ?? {});
  return [said, sentence(raw)].filter(Boolean).join(' ');
}

/** @param {string} text */
function sentence(text) {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

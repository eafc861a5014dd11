// How many threads the machine runs at once, as it was measured.
//
// Guarantees: pure; where fewer were tried than there are cores and all of them ran, no limit is known.

/** @typedef {import('../../types.js').Environment} Environment */

/** More than these are oversubscribed; null where that is not known. @param {Environment} environment */
export function parallelLimit({ parallelism, parallelismTested = Infinity, cores }) {
  return parallelism < parallelismTested || parallelismTested >= cores ? parallelism : null;
}

/**
 * What was measured, and when.
 * @param {import('../../strings/index.js').Locale} locale
 * @param {Environment | null} environment null: it is being measured
 */
export function machineText({ t, n }, environment) {
  if (!environment) return t('threads.measuring');
  const { parallelism, parallelismTested: tested = 0, parallelismAt } = environment;
  if (!parallelismAt) return t('threads.machine', { parallelism });
  const text = parallelLimit(environment) === null ? 'threads.machineAll' : 'threads.machineAt';
  return t(text, { parallelism, tested, time: n.clock(parallelismAt) });
}

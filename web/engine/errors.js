/**
 * The engine's named errors: everything that can keep a run from its result, each with the remedy in
 * its message.
 *
 * The names are part of the page's contract. Whatever a worker or the wasm instance throws becomes
 * exactly one of them; none leaves the next run unable to start.
 */

/**
 * @typedef {'Busy' | 'Unsupported' | 'OutOfMemory' | 'Trapped' | 'WorkerFailed' | 'Timeout'
 *   | 'BadExperiment'} ErrorName
 */

/** @type {Readonly<Record<ErrorName, string>>} */
const REMEDIES = {
  Busy: 'A run is already on. Wait for its result or stop it first.',
  Unsupported:
    'This browser cannot run the engine. Use a current Chromium, Firefox or Safari with ' +
    'WebAssembly and module workers enabled.',
  OutOfMemory:
    'The experiment does not fit into the memory this browser grants. Choose a smaller key space, ' +
    'fewer threads or a smaller prefill.',
  Trapped:
    'The engine stopped on an internal fault. Run again (it starts afresh); if it happens again, ' +
    'leave out the map that was running.',
  WorkerFailed:
    'A worker did not start. Check the connection and any content blocker, then run again.',
  Timeout:
    'The engine made no progress. Close other busy tabs or choose fewer threads, then run again.',
  BadExperiment: 'The experiment cannot be run as it stands. Correct the part that is named.',
};

/** What this page lacks when it cannot share memory. */
const REAL_THREADS =
  'Open the page in a tab of its own, on a host that sends the isolation headers or where service ' +
  'workers are allowed.';

/** What helps where the memory was granted and a map wanted more of it than its row says. */
const RAN_OUT =
  'The map that was running needed more memory than is set aside for it, as when threads that wait ' +
  'for a processor keep it from freeing what it removed. Choose no more threads than run at once, or ' +
  'leave out that map, and run again.';

/** An error of the engine. `detail` is what was seen, without the remedy. */
export class ContendError extends Error {
  /**
   * @param {ErrorName} name
   * @param {string} [detail]
   * @param {string} [remedy] where the name's usual one does not fit
   */
  constructor(name, detail = '', remedy = REMEDIES[name]) {
    super(detail ? `${sentence(detail)} ${remedy}` : remedy);
    /** @type {ErrorName} */
    this.name = name;
    this.detail = detail;
    /** Whose remedy it is: the name's, or that of a cause of its own. @type {string} */
    this.cure = remedy === RAN_OUT ? 'ranOut' : name;
  }
}

/**
 * For what can only be done where memory is shared.
 * @param {string} what
 * @returns {ContendError}
 */
export function needsThreads(what) {
  const detail = `${what} needs real threads, and this page did not get them.`;
  return new ContendError('Unsupported', detail, REAL_THREADS);
}

/**
 * The named error for a failure that a worker reported.
 * @param {string} name the `name` of what was thrown there
 * @param {string} message
 * @param {boolean} outOfMemory whether an allocation failed in the instance
 * @returns {ContendError}
 */
export function namedError(name, message, outOfMemory) {
  // What was refused beforehand comes by that name; anything else failed in the midst of a run.
  if (outOfMemory && name !== 'OutOfMemory')
    return new ContendError('OutOfMemory', message, RAN_OUT);
  if (isErrorName(name)) return new ContendError(name, message);
  return new ContendError('Trapped', `${name}: ${message}`);
}

/**
 * @param {string} name
 * @returns {name is ErrorName}
 */
function isErrorName(name) {
  return Object.hasOwn(REMEDIES, name);
}

/** @param {string} text */
function sentence(text) {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

// Runs experiments for the page: readiness, one run at a time, samples while it lasts, stop.
//
// Guarantees: `run` waits until the engine is ready, rejects with `Busy` while another run is on
// or waiting, and leaves the driver able to run again whatever happened; a start-up that failed is
// tried again by the next run. Samples come from one timer of the page, 15 a second, and never
// from the animation frame.

import { ensureIsolation } from '../isolation/isolation.js';
import { Runner } from '../engine/runner.js';
import { ContendError, namedError } from '../engine/errors.js';

/** @typedef {import('../types.js').Environment} Environment */
/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').Sample} Sample */
/** @typedef {'booting' | 'reloading' | 'ready' | 'failed' | 'waiting' | 'running' | 'stopping'} Phase */

export const SAMPLE_MS = 66;

/**
 * @typedef {object} Listener
 * @property {(phase: Phase) => void} phase
 * @property {(environment: Environment) => void} ready
 * @property {(link: string) => void} start a run begins
 * @property {(sample: Sample) => void} sample
 * @property {(trial: import('../types.js').Trial, partial: Result) => void} trial
 * @property {(result: Result) => void} result
 * @property {(error: Error) => void} error
 */

export class Driver {
  #runner = new Runner();
  #listener;
  /** @type {Promise<Environment> | null} */
  #ready = null;
  #stopAsked = false;
  /** @type {Promise<void> | null} */
  #stopped = null;
  /** @type {Phase} */
  #phase = 'booting';

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
    this.#runner.addEventListener('trial', (event) => {
      const { map, trial, partial } = /** @type {CustomEvent} */ (event).detail;
      listener.trial({ ...trial, map }, partial);
    });
  }

  get phase() {
    return this.#phase;
  }

  get environment() {
    return /** @type {Environment | null} */ (this.#runner.environment);
  }

  get busy() {
    return ['waiting', 'running', 'stopping'].includes(this.#phase);
  }

  /** Starts the engine; resolves when it can run. Never settles when the page is about to reload. */
  boot() {
    this.#ready ??= this.#boot();
    return this.#ready;
  }

  async #boot() {
    try {
      const { reloading } = await ensureIsolation();
      if (reloading) {
        this.#enter('reloading');
        return await /** @type {Promise<never>} */ (new Promise(() => {}));
      }
      const environment = await this.#runner.boot();
      if (!this.busy) this.#enter('ready');
      this.#listener.ready(environment);
      return environment;
    } catch (thrown) {
      this.#ready = null;
      const error = asNamed(thrown);
      if (!this.busy) {
        this.#enter('failed');
        this.#listener.error(error);
      }
      throw error;
    }
  }

  /**
   * @param {string} link canonical; empty when the link on the page cannot be read
   * @returns {Promise<Result>}
   */
  async run(link) {
    if (this.busy) {
      throw new ContendError('Busy');
    }
    this.#stopAsked = false;
    this.#enter('waiting');
    let sampling = 0;
    try {
      if (!link) {
        throw new ContendError('BadExperiment', 'The link on the page cannot be read');
      }
      await this.boot();
      this.#enter('running');
      this.#listener.start(link);
      const run = this.#runner.run(link);
      if (this.#stopAsked) this.#stopRunner();
      sampling = window.setInterval(() => this.#sample(), SAMPLE_MS);
      const result = await run;
      this.#end(sampling);
      this.#listener.result(result);
      return result;
    } catch (thrown) {
      const error = asNamed(thrown);
      this.#end(sampling);
      this.#listener.error(error);
      throw error;
    }
  }

  /** Resolves when every worker is idle; without a run it resolves at once. */
  async stop() {
    if (!this.busy) return;
    this.#stopAsked = true;
    if (this.#phase !== 'waiting') await this.#stopRunner();
  }

  #stopRunner() {
    if (this.#stopped) return this.#stopped;
    this.#enter('stopping');
    this.#stopped = this.#runner.stop();
    return this.#stopped;
  }

  #sample() {
    const sample = this.#runner.sample();
    if (sample) this.#listener.sample(sample);
  }

  /** @param {number} sampling */
  #end(sampling) {
    window.clearInterval(sampling);
    this.#stopped = null;
    this.#enter(this.#ready ? 'ready' : 'failed');
  }

  /** @param {Phase} phase */
  #enter(phase) {
    this.#phase = phase;
    this.#listener.phase(phase);
  }
}

/** @param {unknown} thrown */
function asNamed(thrown) {
  if (thrown instanceof ContendError) return thrown;
  return thrown instanceof Error
    ? namedError(thrown.name, thrown.message, false)
    : namedError('Error', String(thrown), false);
}

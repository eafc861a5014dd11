// Runs experiments for the page, checks them deeply and looks inside their maps: readiness, one
// task at a time, samples while it lasts, stop.
//
// Guarantees: a task waits until the engine is ready, rejects with `Busy` while another one is on
// or waiting, and leaves the driver able to do the next whatever happened; a start-up that failed
// is tried again by the next task. Samples of a run come from one timer of the page, 15 a second,
// and as a step begins; never from the animation frame.

import { ensureIsolation } from '../isolation/isolation.js';
import { Runner } from '../engine/runner.js';
import { ContendError, asData, namedError } from '../engine/errors.js';

/** @typedef {import('../types.js').Environment} Environment */
/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').Sample} Sample */
/** @typedef {'booting' | 'reloading' | 'ready' | 'failed' | 'waiting' | 'running' | 'stopping'} Phase */

/** @typedef {import('../types.js').Passes} Passes */
/** @typedef {import('../types.js').VerifyReport} VerifyReport */
/** @typedef {import('../types.js').ScaleResult} ScaleResult */
/** What keeps the engine busy. @typedef {'run' | 'sweep' | 'verify' | 'inspect'} Task */

export const SAMPLE_MS = 66;
/** How long a map is looked into. */
export const INSPECT_MS = 5000;

/**
 * @typedef {object} Listener
 * @property {(phase: Phase, task: Task | null) => void} phase
 * @property {(environment: Environment) => void} ready
 * @property {(link: string) => void} start a run begins
 * @property {(link: string) => void} goOn rounds are added to the last run
 * @property {(sample: Sample) => void} sample
 * @property {(trial: import('../types.js').Trial, partial: Result | null) => void} trial
 * @property {(result: Result) => void} result
 * @property {(link: string) => void} sweepStart a scale experiment begins
 * @property {(trial: import('../types.js').SweepTrial) => void} sweepTrial
 * @property {(result: ScaleResult) => void} swept
 * @property {(link: string) => void} verifyStart
 * @property {(progress: import('../types.js').VerifyProgress) => void} verifyProgress
 * @property {(report: VerifyReport) => void} verifyReport
 * @property {(reports: VerifyReport[], stopped: boolean) => void} verified
 * @property {(link: string, map: string) => void} inspectStart
 * @property {(sample: import('../types.js').InsideSample) => void} insideSample
 * @property {(stopped: boolean) => void} inspected
 * @property {(error: Error, task: Task | null) => void} error null: starting up
 */

export class Driver {
  /**
   * Where other pages share the machine: resolves when it is this one's turn, with what ends it;
   * rejects if the wait is given up.
   * @type {(signal: AbortSignal) => Promise<() => void>}
   */
  turn = async () => () => {};

  #runner = new Runner();
  #listener;
  /** @type {Promise<Environment> | null} */
  #ready = null;
  /** @type {Promise<unknown> | null} */
  #isolated = null;
  #lazy = false;
  #stopAsked = false;
  #waits = new AbortController();
  /** @type {Promise<void> | null} */
  #stopped = null;
  /** @type {Phase} */
  #phase = 'booting';
  /** @type {Task | null} */
  #task = null;

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
    this.#runner.addEventListener('trial', (event) => {
      const { map, trial, partial } = /** @type {CustomEvent} */ (event).detail;
      listener.trial({ ...trial, map }, partial);
    });
    this.#runner.addEventListener('sweep-trial', (event) => {
      listener.sweepTrial(/** @type {CustomEvent} */ (event).detail);
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

  /**
   * Gets the page isolated, and leaves the engine to the first task. Never settles when the page
   * is about to reload.
   */
  async prepare() {
    this.#lazy = true;
    await this.#isolate();
    if (!this.busy) this.#enter('ready');
  }

  #isolate() {
    this.#isolated ??= ensureIsolation().then(({ reloading }) => {
      if (reloading) {
        this.#enter('reloading');
        return new Promise(() => {});
      }
    });
    return this.#isolated;
  }

  async #boot() {
    try {
      await this.#isolate();
      const environment = await this.#runner.boot();
      if (!this.busy) this.#enter('ready');
      this.#listener.ready(environment);
      return environment;
    } catch (thrown) {
      this.#ready = null;
      const error = asNamed(thrown);
      if (!this.busy) {
        this.#enter('failed');
        this.#listener.error(error, null);
      }
      throw error;
    }
  }

  /** Which passes besides a run this engine has. */
  get can() {
    const { verify, inspect } = this.#passes;
    return { verify: typeof verify === 'function', inspect: typeof inspect === 'function' };
  }

  /**
   * @param {string} link canonical; empty when the link on the page cannot be read
   * @returns {Promise<Result>}
   */
  async run(link) {
    const result = await this.#sampled('run', link, () => {
      this.#listener.start(link);
      return this.#runner.run(link);
    });
    this.#listener.result(result);
    return result;
  }

  /**
   * Whether `keepGoing` can do something: that result's run is still there, and undecided.
   * @param {string} link canonical
   * @param {Result | null} result
   */
  canKeepGoing(link, result) {
    return !this.busy && this.#runner.canKeepGoing(link, result);
  }

  /**
   * Adds rounds to the last run until there is an answer for each map.
   * @param {string} link canonical, of that run
   * @returns {Promise<Result>}
   */
  async keepGoing(link) {
    const result = await this.#sampled('run', link, () => {
      this.#listener.goOn(link);
      return this.#runner.keepGoing(link);
    });
    this.#listener.result(result);
    return result;
  }

  /**
   * Runs a scale experiment.
   * @param {string} link canonical
   * @returns {Promise<ScaleResult>}
   */
  async sweep(link) {
    const result = await this.#sampled('sweep', link, () => {
      this.#listener.sweepStart(link);
      return this.#runner.sweep(link);
    });
    this.#listener.swept(result);
    return result;
  }

  /**
   * Performs what has counters to read while it lasts.
   * @template T
   * @param {Task} task @param {string} link @param {() => Promise<T>} begin
   */
  #sampled(task, link, begin) {
    let [timer, last] = [0, -Infinity];
    const sample = () => {
      last = performance.now();
      this.#sample();
    };
    const start = () => {
      window.clearInterval(timer);
      timer = window.setInterval(sample, SAMPLE_MS);
    };
    // A step is seen as it begins: drawing that takes no time from its operations.
    const stepped = () => {
      if (performance.now() - last < SAMPLE_MS / 2) return;
      start();
      sample();
    };
    return this.#perform(
      task,
      link,
      () => {
        const running = begin();
        start();
        this.#runner.addEventListener('step', stepped);
        return running;
      },
      () => {
        window.clearInterval(timer);
        this.#runner.removeEventListener('step', stepped);
      },
    );
  }

  /**
   * Checks that every map of the experiment is linearizable, over many short recorded histories.
   * @param {string} link
   * @returns {Promise<VerifyReport[]>} those that were complete when it was stopped
   */
  async verify(link) {
    const reports = await this.#perform('verify', link, () => {
      this.#listener.verifyStart(link);
      return this.#pass('verify')(link, {
        onReport: this.#listener.verifyReport,
        onProgress: this.#listener.verifyProgress,
      });
    });
    this.#listener.verified(reports, this.#stopAsked);
    return reports;
  }

  /**
   * Lets one map work with its own counting on, and shows what it counts.
   * @param {string} link
   * @param {string} map one of the link's
   */
  async inspect(link, map) {
    await this.#perform('inspect', link, () => {
      this.#listener.inspectStart(link, map);
      const onSample = this.#listener.insideSample;
      return this.#pass('inspect')(link, map, { ms: INSPECT_MS, onSample });
    });
    this.#listener.inspected(this.#stopAsked);
  }

  /** @returns {Partial<Passes>} an engine may lack either */
  get #passes() {
    return /** @type {Partial<Passes>} */ (/** @type {unknown} */ (this.#runner));
  }

  /** @template {keyof Passes} Name @param {Name} name @returns {Passes[Name]} */
  #pass(name) {
    const pass = this.#passes[name];
    if (!pass) throw new ContendError('Unsupported', { kind: 'no-pass', values: { pass: name } });
    return /** @type {Passes[Name]} */ (pass.bind(this.#runner));
  }

  /**
   * One task at a time, from waiting for the engine to its end.
   * @template T
   * @param {Task} task @param {string} link @param {() => Promise<T>} begin
   * @param {() => void} [end] whatever happened
   * @returns {Promise<T>}
   */
  async #perform(task, link, begin, end = () => {}) {
    if (this.busy) {
      throw new ContendError('Busy');
    }
    this.#stopAsked = false;
    this.#waits = new AbortController();
    this.#task = task;
    this.#enter('waiting');
    const leave = await this.turn(this.#waits.signal).catch((thrown) => {
      this.#settle();
      throw asNamed(thrown);
    });
    try {
      if (!link) {
        throw new ContendError('BadExperiment', { kind: 'unreadable-link' });
      }
      await this.boot();
      this.#enter('running');
      const under = begin();
      if (this.#stopAsked) this.#stopRunner();
      const outcome = await under;
      end();
      this.#settle();
      return outcome;
    } catch (thrown) {
      const error = asNamed(thrown);
      end();
      this.#settle();
      this.#listener.error(error, task);
      throw error;
    } finally {
      leave();
    }
  }

  /** Resolves when every worker is idle; without a run it resolves at once. */
  async stop() {
    if (!this.busy) return;
    this.#stopAsked = true;
    this.#waits.abort();
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

  #settle() {
    this.#stopped = null;
    this.#task = null;
    this.#enter(this.#ready || this.#lazy ? 'ready' : 'failed');
  }

  /** @param {Phase} phase */
  #enter(phase) {
    this.#phase = phase;
    this.#listener.phase(phase, this.#task);
  }
}

/** @param {unknown} thrown */
function asNamed(thrown) {
  if (thrown instanceof ContendError) return thrown;
  const { name, seen } = asData(thrown);
  return namedError(name, seen);
}

// Runs experiments for the page, checks them deeply and looks inside their maps: readiness, one
// task at a time, samples while it lasts, stop, and rest.
//
// Guarantees: a task belongs to the session that asked for it, and only that one hears of it. It waits
// until the engine is ready and no other page of this browser measures, rejects with `Busy` while
// another one of this page is on or waiting, and leaves the driver able to do the next whatever
// happened; a start-up that failed is tried again by the next task, and by itself if it was for want of
// something to be fetched. Once stopped, it is over. Samples of a run come from one timer of the page, 15 a
// second, and as a step begins; never from the animation frame. After a while of rest the engine's workers
// and memory are given back.

import { pause } from '../arrival/arrival.js';
import { ensureIsolation } from '../isolation/isolation.js';
import { Rest } from '../engine/rest.js';
import { PATIENCE_MS, Runner } from '../engine/runner.js';
import { takeTurn } from '../engine/turn.js';
import { ContendError, asData, namedError } from '../engine/errors.js';

/** @typedef {import('../types.js').Environment} Environment */
/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').VerifyReport} VerifyReport */
/** @typedef {import('../types.js').ScaleResult} ScaleResult */
/** @typedef {import('./sessions.js').Session} Session */
/**
 * How the engine is, or how far the task that is on; to all others but its session that is `elsewhere`.
 * @typedef {'booting' | 'reloading' | 'ready' | 'failed' | 'waiting' | 'running' | 'stopping' | 'elsewhere'} Phase
 */
/** What keeps the engine busy. @typedef {'run' | 'sweep' | 'verify' | 'inspect'} Task */
/** @typedef {{ session: Session, task: Task, link: string, stop: AbortController, over: Promise<void> }} On */

export const SAMPLE_MS = 66;
/** How long a map is looked into. */
export const INSPECT_MS = 5000;

/**
 * What concerns the page as a whole.
 * @typedef {object} Listener
 * @property {() => void} changed the phase, or what can be done
 * @property {(environment: Environment) => void} ready
 * @property {(error: Error) => void} error of starting up
 */

/** Attempts to start up: more than half an hour of them. */
const MOST_TRIES = 64;

export class Driver {
  #runner = new Runner();
  #listener;
  /** @type {Promise<Environment> | null} */
  #ready = null;
  /** @type {Promise<unknown> | null} */
  #isolated = null;
  #lazy = false;
  /** @type {On | null} */
  #on = null;
  /** Start-up is tried again and again. */
  #insists = false;
  /** @type {Phase} */
  #phase = 'booting';
  #rest = new Rest(() => this.release());

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
    this.#runner.addEventListener('trial', (event) => {
      const { map, trial, partial } = /** @type {CustomEvent} */ (event).detail;
      this.#on?.session.trial({ ...trial, map }, partial);
    });
    this.#runner.addEventListener('sweep-trial', (event) => {
      this.#on?.session.sweepTrial(/** @type {CustomEvent} */ (event).detail);
    });
  }

  get phase() {
    return this.#phase;
  }

  /** What is on, and whose it is. */
  get on() {
    return this.#on;
  }

  get environment() {
    return /** @type {Environment | null} */ (this.#runner.environment);
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
    if (!this.#on) this.#enter('ready');
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
      if (!this.#on) this.#enter('ready');
      this.#listener.ready(environment);
      return environment;
    } catch (thrown) {
      this.#ready = null;
      const error = asNamed(thrown);
      if (!this.#on) {
        this.#enter('failed');
        this.#listener.error(error);
      }
      if (error.name === 'WorkerFailed' && !this.#lazy) this.#insist();
      throw error;
    }
  }

  async #insist() {
    if (this.#insists) return;
    this.#insists = true;
    for (let tries = 0; this.#insists && !this.#ready && tries < MOST_TRIES; tries += 1) {
      await pause(tries);
      if (this.#on || !this.#insists) continue;
      const environment = await this.#runner.boot().catch(() => null);
      if (!environment || this.#ready) continue;
      this.#ready = Promise.resolve(environment);
      if (!this.#on) this.#enter('ready');
      this.#listener.ready(environment);
    }
    this.#insists = false;
  }

  /**
   * @param {string} link canonical; empty when the link on the page cannot be read
   * @param {Session} session
   * @returns {Promise<Result>}
   */
  run(link, session) {
    const begin = () => {
      session.start(link);
      return this.#runner.run(link);
    };
    return this.#sampled('run', link, session, begin, (result) => session.result(result));
  }

  /**
   * Whether `keepGoing` can do something: that result's run is still there, and undecided.
   * @param {string} link canonical
   * @param {Result | null} result
   */
  canKeepGoing(link, result) {
    return !this.#on && this.#runner.canKeepGoing(link, result);
  }

  /**
   * Adds rounds to the last run until there is an answer for each map.
   * @param {string} link canonical, of that run
   * @param {Session} session
   * @returns {Promise<Result>}
   */
  keepGoing(link, session) {
    const begin = () => {
      session.goOn(link);
      return this.#runner.keepGoing(link);
    };
    return this.#sampled('run', link, session, begin, (result) => session.result(result));
  }

  /**
   * Runs a scale experiment, or one of the Race lab.
   * @param {string} link canonical
   * @param {Session} session
   * @returns {Promise<ScaleResult>}
   */
  sweep(link, session) {
    const begin = () => {
      session.sweepStart(link);
      return this.#runner.sweep(link);
    };
    return this.#sampled('sweep', link, session, begin, (result) => session.swept(result));
  }

  /**
   * Checks that every map of the experiment is linearizable, over many short recorded histories.
   * @param {string} link
   * @param {Session} session
   * @returns {Promise<VerifyReport[]>} those that were complete when it was stopped
   */
  verify(link, session) {
    const begin = () => {
      session.verifyStart(link);
      return this.#runner.verify(link, {
        onReport: (report) => session.verifyReport(report),
        onProgress: (progress) => session.verifyProgress(progress),
      });
    };
    return this.#perform('verify', link, session, begin, (reports, stopped) =>
      session.verified(reports, stopped),
    );
  }

  /**
   * Lets one map work with its own counting on, and shows what it counts.
   * @param {string} link
   * @param {string} map one of the link's
   * @param {Session} session
   * @returns {Promise<unknown>}
   */
  inspect(link, map, session) {
    const begin = () => {
      session.inspectStart(map);
      const onSample = (/** @type {import('../types.js').InsideSample} */ sample) =>
        session.insideSample(sample);
      return this.#runner.inspect(link, map, { ms: INSPECT_MS, onSample });
    };
    return this.#perform('inspect', link, session, begin, (_figures, stopped) =>
      session.inspected(stopped),
    );
  }

  /**
   * Performs what has counters to read while it lasts.
   * @template T
   * @param {Task} task @param {string} link @param {Session} session
   * @param {() => Promise<T>} begin
   * @param {(outcome: T) => void} done
   */
  #sampled(task, link, session, begin, done) {
    let [timer, last] = [0, -Infinity];
    const sample = () => {
      last = performance.now();
      const taken = this.#runner.sample();
      if (taken) session.sample(taken);
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
    const work = async () => {
      try {
        const running = begin();
        start();
        this.#runner.addEventListener('step', stepped);
        return await running;
      } finally {
        window.clearInterval(timer);
        this.#runner.removeEventListener('step', stepped);
      }
    };
    return this.#perform(task, link, session, work, done);
  }

  /**
   * One task at a time, from waiting for its turn to its end.
   * @template T
   * @param {Task} task @param {string} link @param {Session} session
   * @param {() => Promise<T>} begin
   * @param {(outcome: T, stopped: boolean) => void} done
   * @returns {Promise<T>}
   */
  async #perform(task, link, session, begin, done) {
    if (this.#on) throw new ContendError('Busy');
    const stop = new AbortController();
    let end = () => {};
    const over = /** @type {Promise<void>} */ (new Promise((resolve) => (end = resolve)));
    this.#on = { session, task, link, stop, over };
    this.#rest.end();
    session.waits(null);
    this.#enter('waiting');
    try {
      const outcome = await this.#carryOut(session, link, stop.signal, begin);
      this.#settle();
      done(outcome, stop.signal.aborted);
      return outcome;
    } catch (thrown) {
      const error = asNamed(thrown);
      this.#settle();
      // That the reader waited no longer is no fault.
      if (error.name !== 'Busy') session.fail(error, task);
      throw error;
    } finally {
      end();
    }
  }

  /**
   * @template T
   * @param {Session} session @param {string} link @param {AbortSignal} stopped @param {() => Promise<T>} begin
   */
  async #carryOut(session, link, stopped, begin) {
    if (!link) throw new ContendError('BadExperiment', { kind: 'unreadable-link' });
    const turn = await takeTurn(stopped, (holder) => session.waits(holder)).catch(() => {
      throw new ContendError('Busy', { kind: 'given-up' });
    });
    session.has(turn);
    try {
      await Promise.race([this.boot(), givenUp(stopped)]);
      if (!stopped.aborted) this.#enter('running');
      const work = begin();
      if (stopped.aborted) this.#runner.stop();
      return await work;
    } finally {
      turn.leave();
    }
  }

  /** Resolves when what was on is over and the next task may begin; without one, at once. */
  async stop() {
    const on = this.#on;
    if (!on) return;
    on.stop.abort();
    this.#enter('stopping');
    this.#runner.stop();
    await on.over;
  }

  /** Ends what is on and gives workers and memory back; the next task starts afresh. */
  async release() {
    this.#rest.end();
    this.#insists = false;
    await this.stop();
    if (this.#on) return;
    await this.#runner.release();
    this.#listener.changed();
  }

  #settle() {
    this.#on = null;
    this.#rest.begin();
    this.#enter(this.#ready || this.#lazy ? 'ready' : 'failed');
  }

  /** @param {Phase} phase */
  #enter(phase) {
    this.#phase = phase;
    this.#listener.changed();
  }
}

/** Rejects some time after a stop. @param {AbortSignal} stopped @returns {Promise<never>} */
function givenUp(stopped) {
  return new Promise((_, reject) => {
    const giveUp = () => reject(new ContendError('Busy', { kind: 'not-begun' }));
    const soon = () => setTimeout(giveUp, PATIENCE_MS);
    if (stopped.aborted) soon();
    else stopped.addEventListener('abort', soon, { once: true });
  });
}

/** @param {unknown} thrown */
function asNamed(thrown) {
  if (thrown instanceof ContendError) return thrown;
  const { name, seen } = asData(thrown);
  return namedError(name, seen);
}

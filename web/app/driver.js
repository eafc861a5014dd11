// Does for the page what its labs ask of the engine: readiness, one task at a time, samples while it
// lasts, stop, and rest.
//
// Guarantees: a task belongs to the session that asked for it, and only that one hears of it. It waits
// until the engine is ready and no other page of this browser measures, rejects with `Busy` while
// another one of this page is on or waiting, and leaves the driver able to do the next whatever
// happened; a start-up that failed is tried again by the next task, and by itself if it was for want of
// something to be fetched. Once stopped, it is over. Samples come from one timer of the page, 15 a second
// for a run, and as a step begins; never from the animation frame. After a while of rest the engine's
// workers and memory are given back.

import { pause } from '../arrival/arrival.js';
import { ensureIsolation } from '../isolation/isolation.js';
import { Rest } from '../engine/rest.js';
import { PATIENCE_MS, Runner } from '../engine/runner.js';
import { takeTurn } from '../engine/turn.js';
import { ContendError, asData, namedError } from '../engine/errors.js';

/** @typedef {import('../types.js').Environment} Environment */
/** @typedef {import('../types.js').Asked} Asked */
/** @typedef {import('../labs/types.js').Lab} Lab */
/** @typedef {import('../labs/types.js').Act} Act */
/** @typedef {import('../labs/types.js').ActOptions} ActOptions */
/** @typedef {import('../labs/types.js').Phase} Phase */
/** @typedef {import('./sessions.js').Session} Session */
/**
 * What is on: whose it is, and which of the lab's acts.
 * @typedef {{ session: Session, task: string, link: string, stop: AbortController, over: Promise<void> }} On
 */

const SAMPLE_MS = 66;

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
   * Whether rounds can be added to that result: its steps are still there.
   * @param {string} link canonical
   * @param {unknown} result
   */
  canGoOn(link, result) {
    return !this.#on && this.#runner.canGoOn(link, result);
  }

  /**
   * Has the engine do one of a lab's acts.
   * @param {Session} session whose it is
   * @param {string} name of the act
   * @param {() => Lab | Promise<Lab>} fetched the lab, which may still be on its way
   * @param {Asked} asked the link is empty when the one on the page cannot be read
   * @param {ActOptions} [options]
   * @returns {Promise<any>} what the act makes of its end
   */
  async perform(session, name, fetched, asked, options = {}) {
    if (this.#on) throw new ContendError('Busy');
    const stop = new AbortController();
    let end = () => {};
    const over = /** @type {Promise<void>} */ (new Promise((resolve) => (end = resolve)));
    this.#on = { session, task: name, link: asked.link, stop, over };
    this.#rest.end();
    session.set({ error: null, queued: null });
    this.#enter('waiting');
    /** @type {{ act?: Act }} */
    const begun = {};
    try {
      if (!asked.link) throw new ContendError('BadExperiment', { kind: 'unreadable-link' });
      const act = (await Promise.race([fetched(), givenUp(stop.signal)])).acts[name];
      const wanted = await (typeof act === 'function' ? act() : act);
      if ('work' in wanted) return await this.#work(session, wanted, asked, stop.signal);
      const ended = await this.#inTurn(session, stop.signal, () => {
        begun.act = wanted;
        wanted.begin(session, asked, options);
        return this.#carryOut(session, wanted, asked, options, stop.signal);
      });
      this.#settle();
      const stopped = ended.stopped || stop.signal.aborted;
      return wanted.end(session, { ...ended, stopped });
    } catch (thrown) {
      const error = asNamed(thrown);
      this.#settle();
      // That the reader waited no longer is no fault.
      if (error.name !== 'Busy') {
        begun.act?.fail?.(session);
        session.fail(error);
      }
      throw error;
    } finally {
      end();
    }
  }

  /**
   * When it is this page's turn, and the engine and the act are there.
   * @template T
   * @param {Session} session @param {AbortSignal} stopped @param {() => Promise<T>} work
   */
  async #inTurn(session, stopped, work) {
    // A run that was stopped before it asked for its turn still takes a free one, and ends as a stopped run.
    const patience = stopped.aborted ? AbortSignal.timeout(PATIENCE_MS) : stopped;
    const turn = await takeTurn(patience, (holder) => session.waits(holder)).catch(() => {
      throw new ContendError('Busy', { kind: 'given-up' });
    });
    session.has(turn);
    try {
      await Promise.race([this.boot(), givenUp(stopped)]);
      if (!stopped.aborted) this.#enter('running');
      return await work();
    } finally {
      turn.leave();
    }
  }

  /**
   * From its begin to its end, with live figures meanwhile if the act wants them.
   * @param {Session} session @param {Act} act @param {Asked} asked @param {ActOptions} options
   * @param {AbortSignal} stopped
   */
  async #carryOut(session, act, asked, options, stopped) {
    const { task, isOpen, everyMs = SAMPLE_MS } = act;
    let [timer, last] = [0, -Infinity];
    const sample = () => {
      last = performance.now();
      const taken = this.#runner.sample();
      if (taken) act.sample?.(session, taken);
    };
    const start = () => {
      window.clearInterval(timer);
      if (act.sample) timer = window.setInterval(sample, everyMs);
    };
    const hear = (/** @type {import('../engine/protocol.js').Notice} */ notice) => {
      act.hear?.(session, notice);
      // A step is seen as it begins: drawing that takes no time from its operations.
      if (notice.type !== 'step' || performance.now() - last < everyMs / 2) return;
      start();
      sample();
    };
    try {
      const work =
        options.more && isOpen
          ? this.#runner.goOn(asked.link, isOpen, hear)
          : this.#runner.perform(task, asked, { options: options.with, hear });
      start();
      if (stopped.aborted) this.#runner.stop();
      return await work;
    } finally {
      window.clearInterval(timer);
    }
  }

  /**
   * What a lab does without the engine: it waits for nobody.
   * @param {Session} session @param {import('../labs/types.js').Work} act @param {Asked} asked
   * @param {AbortSignal} stopped
   */
  async #work(session, act, asked, stopped) {
    this.#enter('running');
    const result = await act.work(session, asked, stopped);
    this.#settle();
    return result;
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

/**
 * The page's side of one coordinator worker and its pool: requests with a watchdog, live state, and
 * an orderly end.
 *
 * Every request settles: with the coordinator's reply, with the error it reports, or with the named
 * error of what the watchdog sees (a trap written to the board, or no progress for as long as the
 * request may go without any). After an error the host is `broken`; nothing is to be asked of it
 * again but `retire`.
 */

import { Board } from './board.js';
import { ContendError, namedError } from './errors.js';
import { Pool } from './pool.js';

/** @typedef {import('./errors.js').ErrorName} ErrorName */
/** @typedef {import('./protocol.js').Request} Request */
/** @typedef {import('./protocol.js').FromCoordinator} FromCoordinator */
/** @typedef {import('./protocol.js').Notice} Notice */
/** @typedef {import('./protocol.js').ModuleName} ModuleName */
/** @typedef {import('./protocol.js').Task} Task */
/** @typedef {import('./protocol.js').Ended} Ended */

/**
 * How long a request may show no sign of progress, and what it is called when it does not.
 * @typedef {{ seconds: number, error: ErrorName, kind: 'silent' | 'still' }} Patience
 */

/** @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void }} Waiting */

const WATCH_MS = 100;

/** Terminating busy workers leaves them burning a core for seconds, so they get time to stop. */
const GRACE_MS = 300;

/** @type {Patience} */
const START = { seconds: 15, error: 'WorkerFailed', kind: 'silent' };

/** @type {Patience} */
const WORK = { seconds: 10, error: 'Timeout', kind: 'still' };

export class Host {
  #worker;
  #pool = new Pool(
    (message) => this.#worker.postMessage(message),
    (error) => this.#break(this.#trap() ?? error),
  );
  /** @type {Waiting | null} */
  #waiting = null;
  /** @type {Board | null} */
  #board = null;
  /** @type {(notice: Notice) => void} */
  #onNotice = () => {};
  #messages = 0;
  /** Whether the coordinator has yet to answer, even if nobody waits for it any more. */
  #occupied = false;

  /** Whether this host failed and must be retired. */
  broken = false;
  clockStepNs = 0;
  /** Size of the started pool. */
  workers = 0;
  /** Bytes the heap was grown by before the pool was started. */
  bytes = 0;

  /**
   * Use `Host.start`.
   * @param {ModuleName} name
   */
  constructor(name) {
    /** Which module it runs. */
    this.name = name;
    this.#worker = new Worker(new URL('./coordinator.js', import.meta.url), {
      type: 'module',
      name: 'contend-coordinator',
    });
    this.#worker.addEventListener('message', ({ data }) => this.#receive(data));
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#break(new ContendError('WorkerFailed', { kind: 'no-script', raw: event.message }));
    });
  }

  /**
   * A fresh instance, without a pool.
   * @param {ModuleName} name
   * @param {WebAssembly.Module} module
   * @param {boolean} shared whether the page wants to share the instance's memory
   * @returns {Promise<Host>}
   */
  static async start(name, module, shared) {
    const host = new Host(name);
    try {
      await host.#start(module, shared);
      return host;
    } catch (error) {
      await host.retire();
      throw error;
    }
  }

  /** The live state; null where the memory is not shared. */
  get board() {
    return this.#board;
  }

  /**
   * @param {string} link
   * @returns {Promise<import('./protocol.js').Requirements>}
   */
  requirements(link) {
    return this.#call('requirements', [link], START);
  }

  /** @param {number} bytes the heap's growth before any worker runs, so that it need not grow later */
  async reserve(bytes) {
    await this.#call('reserve', [bytes], START);
    this.bytes = bytes;
  }

  /** @param {number} workers */
  async startPool(workers) {
    await this.#call('initThreadPool', [workers], START);
    this.workers = workers;
  }

  /**
   * @param {number} workers
   * @returns {Promise<number>}
   */
  parallelism(workers) {
    return this.#call('parallelism', [workers], WORK);
  }

  /**
   * Does a task over an experiment.
   * @param {Task} task
   * @param {string} link
   * @param {object} how
   * @param {import('../types.js').Environment} how.environment
   * @param {unknown[]} how.options what the task's function is told beside the link
   * @param {(notice: Notice) => void} how.onNotice
   * @returns {Promise<Ended>}
   */
  async perform({ steps, call, args = [], partials = false, seconds }, link, how) {
    const { environment, options, onNotice } = how;
    this.#onNotice = onNotice;
    const patience = { ...WORK, ...(seconds ? { seconds } : {}) };
    if (steps) return this.#ask({ type: 'begin', steps, link, environment, partials }, patience);
    const result = await this.#call(String(call), [link, ...options, ...args], patience);
    return { stopped: false, extends: false, result };
  }

  /**
   * Adds a round to what was gone through, if nothing was asked since.
   * @param {(notice: Notice) => void} onNotice
   * @returns {Promise<Ended>}
   */
  more(onNotice) {
    this.#onNotice = onNotice;
    return this.#ask({ type: 'more', rounds: 1 }, WORK);
  }

  /** Makes a run under way end early, or one about to begin end at once. */
  requestStop() {
    if (this.#board) this.#board.requestStop();
    else this.#worker.postMessage({ type: 'stop' });
  }

  /** Tells that the page is alive, and whether nobody sees it, so that trials meanwhile are done again. */
  /** @param {boolean} hidden */
  tellAlive(hidden) {
    this.#worker.postMessage({ type: 'page', hidden, at: performance.now() });
  }

  /** Ends the worker and its pool; resolves when they are gone. */
  async retire() {
    this.broken = true;
    this.requestStop();
    const deadline = performance.now() + GRACE_MS;
    while (this.#occupied && performance.now() < deadline) await pause(10);
    this.#worker.terminate();
    this.#pool.end();
    this.#settle()?.reject(new ContendError('WorkerFailed', { kind: 'ended' }));
  }

  /**
   * @param {WebAssembly.Module} module
   * @param {boolean} shared
   */
  async #start(module, shared) {
    /** @type {import('./protocol.js').Instance} */
    const instance = await this.#ask({ type: 'init', name: this.name, module, shared }, START);
    this.clockStepNs = instance.clockStepNs;
    if (instance.memory) this.#board = new Board(instance.memory, instance.layout);
  }

  /** @param {string} name of one of the module's functions @param {unknown[]} args @param {Patience} patience */
  #call(name, args, patience) {
    return this.#ask({ type: 'call', name, args }, patience);
  }

  /**
   * @param {Request} request
   * @param {Patience} patience
   * @returns {Promise<any>}
   */
  async #ask(request, patience) {
    if (this.broken || this.#waiting) throw new ContendError('WorkerFailed', { kind: 'ended' });
    const reply = new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
    this.#occupied = true;
    this.#worker.postMessage(request);
    const unwatch = this.#watch(patience);
    try {
      return await reply;
    } finally {
      unwatch();
    }
  }

  /** @param {FromCoordinator} message */
  #receive(message) {
    this.#messages += 1;
    if (message.type === 'reply' || message.type === 'failed') this.#occupied = false;
    if (this.broken) return;
    switch (message.type) {
      case 'reply':
        this.#settle()?.resolve(message.value);
        return;
      case 'failed':
        this.#break(this.#trap() ?? namedError(message.name, message.seen, message.outOfMemory));
        return;
      case 'pool-start':
      case 'pool-send':
        this.#pool.obey(message);
        return;
      default:
        this.#onNotice(message);
    }
  }

  /**
   * @param {Patience} patience
   * @returns {() => void} ends the watch
   */
  #watch({ seconds, error, kind }) {
    let still = 0;
    let pulse = this.#pulse();
    let last = performance.now();
    const timer = setInterval(() => {
      const trap = this.#trap();
      if (trap) this.#break(trap);
      const now = performance.now();
      const next = this.#pulse();
      // Only time seen counts: a hidden page's timers and workers may be held back for long.
      still = next === pulse ? still + Math.min(visible() ? now - last : 0, 10 * WATCH_MS) : 0;
      pulse = next;
      last = now;
      if (still > seconds * 1000)
        this.#break(new ContendError(error, { kind, values: { seconds } }));
    }, WATCH_MS);
    return () => clearInterval(timer);
  }

  #pulse() {
    return `${this.#messages} ${this.#board?.pulse ?? ''}`;
  }

  /** @returns {ContendError | null} */
  #trap() {
    const text = this.#board?.trap ?? null;
    if (text === null) return null;
    return namedError('Trapped', { raw: text }, this.#board?.outOfMemory);
  }

  /** @param {ContendError} error */
  #break(error) {
    this.broken = true;
    this.#settle()?.reject(error);
  }

  /** @returns {Waiting | null} who waits for the answer, who then waits no more */
  #settle() {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }
}

function visible() {
  return document.visibilityState === 'visible';
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Runs experiments: the page's one entrance to the engine.
 *
 * One run at a time. A coordinator with its pool is used again while it has workers and memory
 * enough; otherwise, and after any error, the next run gets a fresh instance of the module, which
 * was compiled once. Without isolation the same engine interleaves logical threads in one worker
 * (`mode: "simulated"`).
 *
 * Events: `step` (detail: Step) as a step begins, `trial` (detail: { map, trial, partial }) after each
 * complete trial.
 */

import { detectIsolation } from '../isolation/detect.js';
import { ContendError } from './errors.js';
import { Host } from './host.js';
import { assertSupported, compileEngine } from './module.js';
import { Sampler } from './sampler.js';

export { ContendError } from './errors.js';
export { PHASE } from './board.js';

/** @typedef {import('../types.js').Environment} Environment */
/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').Sample} Sample */
/** @typedef {import('./protocol.js').Notice} Notice */

/** As many spinning workers as can tell anything: an experiment has no more clients than this. */
const MAX_CLIENTS = 64;

export class Runner extends EventTarget {
  /** @type {Promise<Environment> | null} */
  #booting = null;
  /** @type {Environment | null} */
  #environment = null;
  /** @type {WebAssembly.Module | null} */
  #module = null;
  /** @type {Host | null} */
  #host = null;
  /** @type {Promise<Result> | null} */
  #running = null;
  #stopping = false;
  #sampler = new Sampler();
  /** Counters as posted, where they cannot be read. */
  #posted = { phase: 0, perThread: /** @type {number[]} */ ([]) };

  /** What runs will say about where they ran; null until `boot` is through. */
  get environment() {
    return this.#environment;
  }

  get busy() {
    return this.#running !== null;
  }

  /** Size of the present instance's memory; null where it is not shared or there is none. */
  get memoryBytes() {
    return this.#host?.board?.memoryBytes ?? null;
  }

  /**
   * Compiles the engine, starts it and finds out what this machine gives. Idempotent; may be called
   * again after it failed.
   * @returns {Promise<Environment>}
   */
  boot() {
    this.#booting ??= this.#boot().catch((error) => {
      this.#booting = null;
      throw error;
    });
    return this.#booting;
  }

  /**
   * @param {string} link
   * @returns {Promise<Result>} rejects with a ContendError
   */
  async run(link) {
    if (this.#running) throw new ContendError('Busy');
    this.#stopping = false;
    this.#running = this.#run(link);
    try {
      return await this.#running;
    } finally {
      this.#running = null;
      this.#sampler = new Sampler();
    }
  }

  /** @returns {Promise<void>} resolves when every worker is idle */
  async stop() {
    const running = this.#running;
    if (!running) return;
    this.#stopping = true;
    this.#host?.requestStop();
    await running.catch(() => {});
  }

  /** @returns {Sample | null} live figures; null unless a step is under way */
  sample() {
    if (!this.#running) return null;
    const board = this.#host?.board;
    const counts = board?.counters(this.#sampler.clients) ?? this.#posted.perThread;
    return this.#sampler.sample(counts, board?.phase ?? this.#posted.phase, performance.now());
  }

  /** @returns {Promise<Environment>} */
  async #boot() {
    assertSupported();
    this.#module ??= await compileEngine();
    const host = await this.#freshHost();
    try {
      const cores = navigator.hardwareConcurrency || 1;
      this.#environment = {
        host: 'browser',
        userAgent: navigator.userAgent,
        cores,
        parallelism: await measureParallelism(host, cores),
        isolation: detectIsolation(),
        mode: host.board ? 'threads' : 'simulated',
        clockStepNs: host.clockStepNs,
        build: '',
        allocator: '',
        hasher: '',
        recordedAt: '',
      };
      return this.#environment;
    } finally {
      // Its pool was started before any memory was reserved, so no run can have it.
      await host.retire();
    }
  }

  /**
   * @param {string} link
   * @returns {Promise<Result>}
   */
  async #run(link) {
    try {
      const environment = await this.boot();
      const host = await this.#hostFor(link);
      const recordedAt = new Date().toISOString();
      const hear = (/** @type {Notice} */ notice) => this.#hear(notice);
      host.board?.clearStop();
      const result = host.run(link, { ...environment, recordedAt }, hear);
      if (this.#stopping) host.requestStop();
      return await result;
    } catch (error) {
      await this.#discard();
      throw error instanceof ContendError ? error : new ContendError('Trapped', String(error));
    }
  }

  /**
   * A host with workers and memory enough for the experiment.
   * @param {string} link
   */
  async #hostFor(link) {
    if (this.#host?.broken) await this.#discard();
    let host = (this.#host ??= await this.#freshHost());
    const { workers, bytes } = await host.requirements(link);
    const threads = host.board !== null;
    const unfit = host.bytes < bytes || host.workers < workers;
    if (threads && unfit && host.workers > 0) {
      await this.#discard();
      host = this.#host = await this.#freshHost();
    }
    if (host.bytes < bytes) await host.reserve(bytes);
    if (threads && host.workers < workers) await host.startPool(workers);
    return host;
  }

  #freshHost() {
    if (!this.#module) throw new ContendError('Unsupported', 'The engine was never compiled.');
    return Host.start(this.#module, canShare());
  }

  async #discard() {
    const host = this.#host;
    this.#host = null;
    await host?.retire();
  }

  /** @param {Notice} notice */
  #hear(notice) {
    switch (notice.type) {
      case 'step':
        this.#posted = { phase: 0, perThread: [] };
        this.#sampler.begin(notice.step, performance.now());
        this.dispatchEvent(new CustomEvent('step', { detail: notice.step }));
        return;
      case 'working':
        this.#posted = notice;
        return;
      case 'trial': {
        const { map, trial, partial } = notice;
        this.dispatchEvent(new CustomEvent('trial', { detail: { map, trial, partial } }));
      }
    }
  }
}

/** Whether memory may be posted to the page: a shared one may not unless the page is isolated. */
function canShare() {
  return crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined';
}

/**
 * How many threads really run at once here.
 * @param {Host} host
 * @param {number} cores
 */
async function measureParallelism(host, cores) {
  if (!host.board) return 1;
  const workers = Math.min(cores, MAX_CLIENTS);
  await host.startPool(workers);
  return host.parallelism(workers);
}

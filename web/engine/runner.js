/**
 * Runs experiments, verifies their maps and shows them from inside: the page's one entrance to the
 * engine.
 *
 * One of these at a time. A coordinator with its pool is used again while it runs the module asked
 * for and has workers and memory enough; otherwise, and after any error, the next run gets a fresh
 * instance of the module, which was compiled once. Without isolation the same engine interleaves
 * logical threads in one worker (`mode: "simulated"`) and does nothing but run.
 *
 * Events: `step` (detail: Step) as a step begins, `trial` (detail: { map, trial, partial }) after each
 * complete trial, with the result so far about once a second, else null; `sweep-trial` (detail:
 * SweepTrial) after each of a scale experiment.
 */

import { building } from '../building/flag.js';
import { detectIsolation } from '../isolation/detect.js';
import { metadata } from '../metadata.js';
import { moduleChooser } from './choice.js';
import { ContendError } from './errors.js';
import { Host } from './host.js';
import { InsideWatch } from './inside.js';
import { startingWorkers } from './mending.js';
import { assertSupported, compiledModule } from './module.js';
import { isOpen } from './open.js';
import { Sampler } from './sampler.js';

export { ContendError } from './errors.js';
export { PHASE } from './board.js';

/** @typedef {import('../types.js').Environment} Environment */
/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').Sample} Sample */
/** @typedef {import('../types.js').ScaleResult} ScaleResult */
/** @typedef {import('../types.js').VerifyReport} VerifyReport */
/** @typedef {import('../types.js').VerifyProgress} VerifyProgress */
/** @typedef {import('../types.js').InsideSample} InsideSample */
/** @typedef {import('./protocol.js').ModuleName} ModuleName */
/** @typedef {import('./protocol.js').Notice} Notice */
/** @typedef {import('./protocol.js').Requirements} Requirements */

/** @typedef {{ host: Host, link: string, result: Result }} Kept */

/** As many spinning workers as can tell anything: an experiment has no more clients than this. */
const MAX_CLIENTS = 64;

/** A verification's own workers and heap: histories and the search through their orders. */
const VERIFY_WORKERS = 4;
const VERIFY_BYTES = 96 * 1024 * 1024;

/** Time between two samples of a map's inside. */
const INSIDE_MS = 50;

/** Time between two signs of life, by which the coordinator tells a frozen page. */
const BEAT_MS = 250;

/** The bundler knows it; a page that is served unbundled does not say. */
const built = String(import.meta.env?.VITE_COMMIT ?? '');
const BUILT_FROM = built ? { commit: built.replace('+', ''), dirty: built.endsWith('+') } : {};

/** What a stop waits for before it gives up what has not arrived: usually the engine is there by then. */
export const PATIENCE_MS = 3_000;

const moduleFor = moduleChooser(metadata);

export class Runner extends EventTarget {
  /** @type {Promise<Environment> | null} */
  #booting = null;
  /** @type {Environment | null} */
  #environment = null;
  /** @type {Host | null} */
  #host = null;
  /** @type {Promise<unknown> | null} */
  #running = null;
  #stopping = false;
  /** Lets what waits for scripts or a module go. */
  #abandon = () => {};
  /** Rejects then. @type {Promise<never>} */
  #abandoned = new Promise(() => {});
  /** The last run, while the host still has its session. @type {Kept | null} */
  #kept = null;
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
  run(link) {
    return this.#alone(async (environment) => {
      const host = await this.#hostFor(link, moduleFor(link, canShare() ? 'core' : 'full'));
      const recordedAt = new Date().toISOString();
      const result = await this.#seen(host, () =>
        host.run(link, { ...environment, recordedAt }, (notice) => this.#hear(notice)),
      );
      this.#keep({ host, link, result });
      return result;
    });
  }

  /**
   * Whether rounds may be added to that result: it is the last run's of that link, nothing else was
   * done since, and more rounds may change what it says.
   * @param {string} link
   * @param {Result | null} [result] any of that link, unless one is named
   */
  canKeepGoing(link, result) {
    const kept = this.#kept;
    if (!kept || this.#running || kept.host.broken || kept.link !== link) return false;
    return (result === undefined || result === kept.result) && isOpen(kept.result);
  }

  /**
   * Adds rounds to the last run until there is an answer for each map; a run that was stopped goes
   * on where it was. Events, errors and `stop` are as for `run`.
   * @param {string} link of that run
   * @returns {Promise<Result>} of all rounds
   */
  async keepGoing(link) {
    const kept = this.#kept;
    if (this.#running) throw new ContendError('Busy');
    if (!kept || !this.canKeepGoing(link)) {
      throw new ContendError('Unsupported', { kind: 'no-run' });
    }
    const { host } = kept;
    return this.#alone(async () => {
      const result = await this.#seen(host, () => host.keepGoing((notice) => this.#hear(notice)));
      this.#keep({ host, link, result });
      return result;
    });
  }

  /**
   * Runs a scale experiment: the maps at each value of its axis. Errors and `stop` are as for
   * `run`, and it needs real threads.
   * @param {string} link
   * @returns {Promise<ScaleResult>}
   */
  sweep(link) {
    return this.#alone(async (environment) => {
      if (environment.mode === 'simulated') throw needsThreads();
      const host = await this.#hostFor(link, moduleFor(link, 'full'));
      const recordedAt = new Date().toISOString();
      const result = await this.#seen(host, () =>
        host.sweep(link, { ...environment, recordedAt }, (notice) => this.#hear(notice)),
      );
      this.#learn(result.environment);
      return result;
    });
  }

  /**
   * Verifies the experiment's maps deeply: whether histories of real threads can be explained by
   * single steps in some order. Errors and `stop` are as for `run`, and it needs real threads.
   * @param {string} link
   * @param {{ onReport?: (report: VerifyReport) => void,
   *   onProgress?: (progress: VerifyProgress) => void }} [listener] a report comes with each map done
   * @returns {Promise<VerifyReport[]>} one a map in the link's order; fewer if it was stopped
   */
  verify(link, { onReport, onProgress } = {}) {
    return this.#alone(async ({ mode }) => {
      if (mode === 'simulated') throw needsThreads();
      const host = await this.#hostFor(link, 'full', ({ workers, bytes }) => ({
        workers: Math.max(workers, VERIFY_WORKERS),
        bytes: bytes + VERIFY_BYTES,
      }));
      return this.#start(host, () =>
        host.verify(link, (notice) => {
          if (notice.type === 'report') onReport?.(notice.report);
          if (notice.type === 'verifying') onProgress?.(notice.progress);
        }),
      );
    });
  }

  /**
   * Shows one map of the experiment from inside while all clients play on it, untimed. Errors and
   * `stop` are as for `run`, and it needs real threads. The figures are those that the row's
   * `inside` names: the gauges of the map, then the part gauges of each part in turn.
   * @param {string} link
   * @param {string} map as the canonical link writes it
   * @param {{ ms: number, onSample?: (sample: InsideSample) => void }} options `onSample`: some 20
   *   times a second once the map has shown something; never for a map without an inside
   * @returns {Promise<number[]>} the figures at the end
   */
  inspect(link, map, { ms, onSample }) {
    return this.#alone(async ({ mode }) => {
      if (mode === 'simulated') throw needsThreads();
      const host = await this.#hostFor(link, moduleFor(link, 'full'));
      const watch = host.board && new InsideWatch(host.board);
      const timer = setInterval(() => {
        const sample = watch?.sample(performance.now());
        if (sample) onSample?.(sample);
      }, INSIDE_MS);
      try {
        return await this.#start(host, () => host.inspect(link, map, ms));
      } finally {
        clearInterval(timer);
      }
    });
  }

  /** @returns {Promise<void>} resolves when every worker is idle */
  async stop() {
    const running = this.#running;
    if (!running) return;
    this.#stopping = true;
    this.#host?.requestStop();
    if (building) (await import('../building/building.js')).giveUp();
    else setTimeout(this.#abandon, PATIENCE_MS);
    await running.catch(() => {});
  }

  /** Ends the workers at rest and gives their memory back; the next task starts afresh. */
  async release() {
    if (this.#running) return;
    this.#kept = null;
    await this.#discard();
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
    return startingWorkers(() => this.#look());
  }

  /** @returns {Promise<Environment>} */
  async #look() {
    // Only the full module can simulate.
    const name = canShare() ? 'core' : 'full';
    const host = await start(name, await compiledModule(name));
    try {
      const cores = navigator.hardwareConcurrency || 1;
      this.#environment = {
        host: 'browser',
        userAgent: navigator.userAgent,
        cores,
        ...(await measureParallelism(host, cores)),
        parallelismAt: new Date().toISOString(),
        isolation: detectIsolation(),
        mode: host.board ? 'threads' : 'simulated',
        clockStepNs: host.clockStepNs,
        build: '',
        ...BUILT_FROM,
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

  /** @param {Kept} kept */
  #keep(kept) {
    this.#kept = kept;
    this.#learn(kept.result.environment);
  }

  /**
   * What a run's own workers found is newer; but of fewer workers, as many as there are say nothing
   * of more.
   * @param {Environment} found
   */
  #learn({ parallelism, parallelismTested = 0, parallelismAt }) {
    const known = this.#environment;
    if (!known || known.mode === 'simulated') return;
    if (parallelismTested < (known.parallelismTested ?? 0) && parallelism <= known.parallelism)
      return;
    this.#environment = { ...known, parallelism, parallelismTested, parallelismAt };
  }

  /**
   * Does the only thing that is done at a time.
   * @template T
   * @param {(environment: Environment) => Promise<T>} task
   * @returns {Promise<T>} rejects with a ContendError
   */
  async #alone(task) {
    if (this.#running) throw new ContendError('Busy');
    this.#stopping = false;
    this.#kept = null;
    this.#abandoned = new Promise((_, reject) => {
      this.#abandon = () => reject(new ContendError('Busy', { kind: 'not-begun' }));
    });
    this.#abandoned.catch(() => {});
    const running = this.#attempt(task);
    this.#running = running;
    try {
      return await running;
    } finally {
      this.#running = null;
      this.#sampler = new Sampler();
    }
  }

  /**
   * @template T
   * @param {(environment: Environment) => Promise<T>} task
   */
  async #attempt(task) {
    try {
      return await task(await this.boot());
    } catch (error) {
      await this.#discard();
      throw error instanceof ContendError
        ? error
        : new ContendError('Trapped', { raw: String(error) });
    }
  }

  /**
   * Starts work that a stop, even one asked for already, is to end.
   * @template T
   * @param {Host} host
   * @param {() => Promise<T>} work
   */
  async #start(host, work) {
    host.board?.clearStop();
    const begin = () => {
      const outcome = work();
      if (this.#stopping) host.requestStop();
      return outcome;
    };
    if (!building) return begin();
    return (await import('../building/building.js')).undisturbed(begin);
  }

  /**
   * Starts work that is told that the page is alive, and whether anybody sees it.
   * @template T
   * @param {Host} host
   * @param {() => Promise<T>} work
   */
  async #seen(host, work) {
    const tell = () => host.tellAlive(document.visibilityState === 'hidden');
    const beats = setInterval(tell, BEAT_MS);
    document.addEventListener('visibilitychange', tell);
    tell();
    try {
      return await this.#start(host, work);
    } finally {
      clearInterval(beats);
      document.removeEventListener('visibilitychange', tell);
    }
  }

  /**
   * A host of that module with workers and memory enough for the experiment.
   * @param {string} link
   * @param {ModuleName} name
   * @param {(needed: Requirements) => Requirements} [more] what there must be beyond that
   */
  #hostFor(link, name, more = (needed) => needed) {
    return startingWorkers(() => this.#prepared(link, name, more), this.#abandoned);
  }

  /**
   * @param {string} link
   * @param {ModuleName} name
   * @param {(needed: Requirements) => Requirements} more
   */
  async #prepared(link, name, more) {
    if (this.#host?.broken || this.#host?.name !== name) await this.#discard();
    let host = (this.#host ??= await this.#freshHost(name));
    const { workers, bytes } = more(await host.requirements(link));
    const threads = host.board !== null;
    const unfit = host.bytes < bytes || host.workers < workers;
    if (threads && unfit && host.workers > 0) {
      await this.#discard();
      host = this.#host = await this.#freshHost(name);
    }
    if (host.bytes < bytes) await host.reserve(bytes);
    if (threads && host.workers < workers) await host.startPool(workers);
    return host;
  }

  /** @param {ModuleName} name */
  async #freshHost(name) {
    return start(name, await Promise.race([compiledModule(name), this.#abandoned]));
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
        return;
      }
      case 'sweep-trial':
        this.dispatchEvent(new CustomEvent('sweep-trial', { detail: notice.trial }));
    }
  }
}

/** For what can only be done where memory is shared. */
function needsThreads() {
  return new ContendError('Unsupported', { kind: 'needs-threads' });
}

/** @param {ModuleName} name @param {WebAssembly.Module} module */
function start(name, module) {
  return Host.start(name, module, canShare());
}

/** Whether memory may be posted to the page: a shared one may not unless the page is isolated. */
function canShare() {
  return crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined';
}

/**
 * How many threads really run at once here, of how many.
 * @param {Host} host
 * @param {number} cores
 */
async function measureParallelism(host, cores) {
  if (!host.board) return { parallelism: 1, parallelismTested: 1 };
  const parallelismTested = Math.min(cores, MAX_CLIENTS);
  await host.startPool(parallelismTested);
  return { parallelism: await host.parallelism(parallelismTested), parallelismTested };
}

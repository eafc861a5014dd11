/**
 * Does what labs ask of the engine: the page's one entrance to it.
 *
 * One task at a time, whichever it is: what it is made of comes with it (`Task`, see protocol.js), so
 * no lab is known here. A coordinator with its pool is used again while it runs the module asked for
 * and has workers and memory enough; otherwise, and after any error, the next task gets a fresh
 * instance of the module, which was compiled once. Without isolation the same engine interleaves
 * logical threads in one worker (`mode: "simulated"`), where a task can do with that.
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
import { Sampler } from './sampler.js';

export { ContendError } from './errors.js';
export { PHASE } from './board.js';

/** @typedef {import('../types.js').Environment} Environment */
/** @typedef {import('../types.js').Asked} Asked */
/** @typedef {import('./protocol.js').ModuleName} ModuleName */
/** @typedef {import('./protocol.js').Task} Task */
/** @typedef {import('./protocol.js').Ended} Ended */
/** @typedef {import('./protocol.js').Notice} Notice */
/** @typedef {import('./protocol.js').Requirements} Requirements */
/** @typedef {(notice: Notice) => void} Hear told of the steps while a task lasts */

/** @typedef {{ host: Host, link: string, result: unknown }} Kept */

/** As many spinning workers as can tell anything: an experiment has no more clients than this. */
const MAX_CLIENTS = 64;

/** Time between two signs of life, by which the coordinator tells a frozen page. */
const BEAT_MS = 250;

/** The bundler knows it; a page that is served unbundled does not say. */
const built = String(import.meta.env?.VITE_COMMIT ?? '');
const BUILT_FROM = built ? { commit: built.replace('+', ''), dirty: built.endsWith('+') } : {};

/** What a stop waits for before it gives up what has not arrived: usually the engine is there by then. */
export const PATIENCE_MS = 3_000;

const moduleFor = moduleChooser(metadata);

export class Runner {
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
  /** The last task, while the host still has its steps. @type {Kept | null} */
  #kept = null;
  #sampler = new Sampler();
  /** @type {InsideWatch | null} */
  #inside = null;
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
   * Does a task over an experiment, of which only the link goes to the worker.
   * @param {Task} task
   * @param {Asked} asked
   * @param {{ options?: unknown[], hear?: Hear }} [how] `options`: for a task that is one call
   * @returns {Promise<Ended>} rejects with a ContendError
   */
  perform(task, { link, state }, { options = [], hear = () => {} } = {}) {
    return this.#alone(async (known) => {
      if (task.threads && known.mode === 'simulated') {
        throw new ContendError('Unsupported', { kind: 'needs-threads' });
      }
      const host = await this.#hostFor(link, moduleOf(task, state), task.room);
      const environment = { ...known, recordedAt: new Date().toISOString() };
      const onNotice = (/** @type {Notice} */ notice) => this.#hear(notice, hear);
      task.live?.(host.board);
      this.#inside = task.inside && host.board ? new InsideWatch(host.board) : null;
      const ended = await this.#start(host, () =>
        host.perform(task, link, { environment, options, onNotice }),
      );
      this.#keep(host, link, ended);
      return ended;
    });
  }

  /**
   * Whether rounds may be added to that result: it is the last task's, of that link, and nothing else was
   * done since.
   * @param {string} link
   * @param {unknown} [result] any of that link, unless one is named
   */
  canGoOn(link, result) {
    const kept = this.#kept;
    if (!kept || this.#running || kept.host.broken || kept.link !== link) return false;
    return result === undefined || result === kept.result;
  }

  /**
   * Adds rounds to the last task as long as its result is open, one at a time; one that was stopped goes
   * on where it was. Errors and `stop` are as for `perform`.
   * @param {string} link of that task
   * @param {(result: any) => boolean} isOpen more rounds may change what the result says
   * @param {Hear} [hear]
   * @returns {Promise<Ended>} of all rounds
   */
  async goOn(link, isOpen, hear = () => {}) {
    const kept = this.#kept;
    if (this.#running) throw new ContendError('Busy');
    if (!kept || !this.canGoOn(link) || !isOpen(kept.result)) {
      throw new ContendError('Unsupported', { kind: 'no-run' });
    }
    const { host } = kept;
    const onNotice = (/** @type {Notice} */ notice) => this.#hear(notice, hear);
    return this.#alone(async () => {
      const ended = await this.#start(host, async () => {
        for (;;) {
          const ended = await host.more(onNotice);
          if (ended.stopped || !isOpen(ended.result)) return ended;
        }
      });
      this.#keep(host, link, ended);
      return ended;
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

  /**
   * Live figures: of the step under way or, where the task is one of those, of a map's inside.
   * @returns {import('../types.js').Sample | import('../types.js').InsideSample | null} null while there are none
   */
  sample() {
    const now = performance.now();
    if (!this.#running) return null;
    if (this.#inside) return this.#inside.sample(now);
    const board = this.#host?.board;
    const counts = board?.counters(this.#sampler.clients) ?? this.#posted.perThread;
    return this.#sampler.sample(counts, board?.phase ?? this.#posted.phase, now);
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

  /** @param {Host} host @param {string} link @param {Ended} ended */
  #keep(host, link, { extends: open, result }) {
    this.#kept = open ? { host, link, result } : null;
    if (result?.environment) this.#learn(result.environment);
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
      this.#inside = null;
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
   * Starts work that a stop, even one asked for already, is to end, and that is told while it lasts that
   * the page is alive, and whether anybody sees it.
   * @template T
   * @param {Host} host
   * @param {() => Promise<T>} work
   */
  async #start(host, work) {
    const tell = () => host.tellAlive(document.visibilityState === 'hidden');
    const beats = setInterval(tell, BEAT_MS);
    document.addEventListener('visibilitychange', tell);
    tell();
    host.board?.clearStop();
    const begin = () => {
      const outcome = work();
      if (this.#stopping) host.requestStop();
      return outcome;
    };
    try {
      if (!building) return await begin();
      return await (await import('../building/building.js')).undisturbed(begin);
    } finally {
      clearInterval(beats);
      document.removeEventListener('visibilitychange', tell);
    }
  }

  /**
   * A host of that module with workers and memory enough for the experiment.
   * @param {string} link
   * @param {ModuleName} name
   * @param {Requirements} [room] workers at least, and bytes beyond what it needs
   */
  #hostFor(link, name, room = { workers: 0, bytes: 0 }) {
    return startingWorkers(() => this.#prepared(link, name, room), this.#abandoned);
  }

  /**
   * @param {string} link
   * @param {ModuleName} name
   * @param {Requirements} room
   */
  async #prepared(link, name, room) {
    if (this.#host?.broken || this.#host?.name !== name) await this.#discard();
    let host = (this.#host ??= await this.#freshHost(name));
    const needed = await host.requirements(link);
    const workers = Math.max(needed.workers, room.workers);
    const bytes = needed.bytes + room.bytes;
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

  /** @param {Notice} notice @param {Hear} hear */
  #hear(notice, hear) {
    if (notice.type === 'step') {
      this.#posted = { phase: 0, perThread: [] };
      this.#sampler.begin(notice.step, performance.now());
    } else if (notice.type === 'working') {
      this.#posted = { phase: notice.phase, perThread: notice.outcome.perThread ?? [] };
    }
    hear(notice);
  }
}

/** @param {Task} task @param {import('../types.js').LinkState} state @returns {ModuleName} */
function moduleOf({ least, only }, state) {
  // Only the full module can simulate.
  return only ? least : moduleFor(state, canShare() ? least : 'full');
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

/**
 * Calls into a module for what needs neither threads nor isolation: an instance of its own, in a worker without
 * a pool. Of the full module, unless told otherwise.
 *
 * Every call settles, with its value or a named error; a worker that failed, or was given back after a
 * while of rest, is replaced by the next call.
 */

import { ContendError, namedError } from './errors.js';
import { startingWorkers } from './mending.js';
import { assertSupported, compiledModule } from './module.js';
import { Rest } from './rest.js';

/**
 * @typedef {{ type: 'start', module: WebAssembly.Module }
 *   | { type: 'call', name: string, args: unknown[] }
 *   | { type: 'advance', name: string, args: unknown[] }} Request
 */
/** @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void }} Waiting */

/**
 * Which module, and the worker that has an instance of it.
 * @typedef {{ module: import('./module.js').ModuleName, worker: () => Worker }} Kind
 */

/** @type {Kind} */
const FULL = {
  module: 'full',
  worker: () =>
    new Worker(new URL('./calls-worker.js', import.meta.url), {
      type: 'module',
      name: 'contend-calls',
    }),
};

/** Those that have a worker, or will. @type {Set<Calls>} */
const living = new Set();

/** A worker that has not answered for so long has not arrived. */
const START_MS = 15_000;

/** Ends all workers of this kind. */
export function endCalls() {
  for (const calls of living) calls.end();
}

export class Calls {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Promise<unknown> | null} */
  #started = null;
  /** Ends the waiting for the worker that it has, or will: another one each time. @type {AbortController | null} */
  #life = null;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #last = 0;
  /** A start is under way, however often it is tried. */
  #starting = false;
  /** @type {(progress: any) => void} */
  #onProgress = () => {};
  #rest = new Rest(() => this.end());
  #kind;

  /** @param {Kind} [kind] */
  constructor(kind = FULL) {
    this.#kind = kind;
  }

  /** One of the module's functions. @param {string} name @param {unknown[]} args @returns {Promise<any>} */
  call(name, ...args) {
    return this.#ask({ type: 'call', name, args });
  }

  /**
   * The same for one that says how far it is. Only `end` stops it.
   * @param {(progress: any) => void} onProgress @param {string} name @param {unknown[]} args
   * @returns {Promise<any>}
   */
  follow(onProgress, name, ...args) {
    this.#onProgress = onProgress;
    return this.#ask({ type: 'call', name, args });
  }

  /**
   * Makes one of the module's classes and advances it, slice by slice, as far as it goes.
   * @param {string} name @param {unknown[]} args
   * @param {(progress: any) => void} onProgress
   * @param {AbortSignal} signal stops it
   * @returns {Promise<any>} its result, also when it is stopped; rejects if it was before it had begun
   */
  advance(name, args, onProgress, signal) {
    let begun = false;
    this.#onProgress = (progress) => {
      begun = true;
      onProgress(progress);
    };
    // Before it has begun, be it that the module is still on its way, there is nothing to keep.
    signal.addEventListener('abort', () =>
      begun ? this.#worker?.postMessage({ type: 'stop' }) : this.end(),
    );
    return this.#ask({ type: 'advance', name, args });
  }

  /** Ends the worker; what is under way is given up. */
  end() {
    this.#rest.end();
    living.delete(this);
    this.#started = null;
    this.#life?.abort(ended());
    this.#life = null;
    this.#drop(ended());
  }

  /** @param {Error} error for whoever waits for the worker */
  #drop(error) {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** @param {Request} request @returns {Promise<any>} */
  async #ask(request) {
    this.#rest.end();
    try {
      this.#started ??= this.#begin();
      await this.#started;
      return await this.#send(request);
    } finally {
      if (this.#worker && this.#waiting.size === 0) this.#rest.begin();
    }
  }

  async #begin() {
    const life = (this.#life = new AbortController());
    living.add(this);
    // What it starts with may take long to come, or never do.
    const over = new Promise((_, reject) =>
      life.signal.addEventListener('abort', () => reject(life.signal.reason)),
    );
    this.#starting = true;
    try {
      await Promise.race([startingWorkers(() => this.#start(life.signal)), over]);
    } catch (error) {
      if (this.#life === life) this.end();
      throw error;
    } finally {
      if (this.#life === life || !this.#life) this.#starting = false;
    }
  }

  /** @param {AbortSignal} life */
  async #start(life) {
    assertSupported();
    const module = await compiledModule(this.#kind.module);
    life.throwIfAborted();
    const worker = this.#kind.worker();
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => this.#hear(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#fail(new ContendError('WorkerFailed', { kind: 'no-script', raw: event.message }));
    });
    const late = setTimeout(() => {
      const values = { seconds: START_MS / 1_000 };
      this.#fail(new ContendError('WorkerFailed', { kind: 'silent', values }));
    }, START_MS);
    await this.#send({ type: 'start', module }).finally(() => clearTimeout(late));
  }

  /** @param {Request} request @returns {Promise<any>} */
  #send(request) {
    return new Promise((resolve, reject) => {
      if (!this.#worker) throw ended();
      const id = (this.#last += 1);
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, request });
    });
  }

  /** @param {{ id?: number, value?: unknown, error?: ReturnType<typeof import('./errors.js').asData>, progress?: unknown }} data */
  #hear({ id, value, error, progress }) {
    if (progress) this.#onProgress(progress);
    if (id === undefined) return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!error) waiting?.resolve(value);
    else {
      waiting?.reject(namedError(error.name, error.seen));
      // What is refused leaves the instance as it was; anything else has broken it.
      if (error.name !== 'BadExperiment') this.end();
    }
  }

  /** @param {Error} error */
  #fail(error) {
    this.#drop(error);
    // A start is tried more than once.
    if (!this.#starting) this.end();
  }
}

/** One call, in a worker that ends with the answer. @param {string} name @param {unknown[]} args */
export async function callOnce(name, ...args) {
  const calls = new Calls();
  try {
    return await calls.call(name, ...args);
  } finally {
    calls.end();
  }
}

function ended() {
  return new ContendError('WorkerFailed', { kind: 'ended' });
}

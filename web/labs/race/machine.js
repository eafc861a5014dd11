// The map model for the page: traces, presets and searches, worked out in a worker.
//
// Guarantees: every request settles, with its value or a named error; a worker that failed is
// replaced by the next request. Nothing of this needs threads, so it works on any page.

import { ContendError, namedError } from '../../engine/errors.js';
import { assertSupported, compiledModule } from '../../engine/module.js';

/** @typedef {import('./types.js').Trace} Trace */
/** @typedef {import('./types.js').RacePreset} RacePreset */
/** @typedef {import('./types.js').SearchProgress & { ms: number }} Progress */
/** @typedef {import('./types.js').SearchResult & { stopped: boolean, ms: number }} Found */
/**
 * @typedef {{ type: 'start', module: WebAssembly.Module }
 *   | { type: 'trace', program: string, schedule: string, detect: boolean }
 *   | { type: 'presets' }
 *   | { type: 'search', program: string, detect: boolean, most: number }} Request
 */
/** @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void }} Waiting */

export class Machine {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Promise<unknown> | null} */
  #started = null;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #last = 0;
  /** @type {(progress: Progress) => void} */
  #onProgress = () => {};

  /** @param {string} program @param {string} schedule @param {boolean} detect @returns {Promise<Trace>} */
  trace(program, schedule, detect) {
    return this.#ask({ type: 'trace', program, schedule, detect });
  }

  /** @returns {Promise<RacePreset[]>} */
  presets() {
    return this.#ask({ type: 'presets' });
  }

  /**
   * Every interleaving of a program, as far as the bound goes.
   * @param {{ program: string, detect: boolean, most: number }} what `most`: states
   * @param {(progress: Progress) => void} onProgress
   * @returns {Promise<Found>} what was found, also when it is stopped
   */
  search(what, onProgress) {
    this.#onProgress = onProgress;
    return this.#ask({ type: 'search', ...what });
  }

  /** Has the search that is on end with what it has found. */
  stop() {
    this.#worker?.postMessage({ type: 'stop' });
  }

  /** Ends the worker; what is under way is given up. */
  end() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#started = null;
    const given = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of given) {
      reject(new ContendError('WorkerFailed', { kind: 'ended' }));
    }
  }

  /** @param {Request} request @returns {Promise<any>} */
  async #ask(request) {
    this.#started ??= this.#start();
    await this.#started;
    return this.#send(request);
  }

  async #start() {
    try {
      assertSupported();
      const module = await compiledModule('full');
      const worker = new Worker(new URL('./machine-worker.js', import.meta.url), {
        type: 'module',
        name: 'contend-race',
      });
      this.#worker = worker;
      worker.addEventListener('message', ({ data }) => this.#hear(data));
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        this.#fail(new ContendError('WorkerFailed', { kind: 'no-script', raw: event.message }));
      });
      await this.#send({ type: 'start', module });
    } catch (error) {
      this.end();
      throw error;
    }
  }

  /** @param {Request} request @returns {Promise<any>} */
  #send(request) {
    return new Promise((resolve, reject) => {
      const id = (this.#last += 1);
      this.#waiting.set(id, { resolve, reject });
      this.#worker?.postMessage({ id, request });
    });
  }

  /** @param {{ id?: number, value?: unknown, error?: ReturnType<typeof import('../../engine/errors.js').asData>, progress?: Progress }} data */
  #hear({ id, value, error, progress }) {
    if (progress) this.#onProgress(progress);
    if (id === undefined) return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!error) waiting?.resolve(value);
    else {
      waiting?.reject(namedError(error.name, error.seen));
      // What the model refuses leaves it as it was; anything else has broken its instance.
      if (error.name !== 'BadExperiment') this.end();
    }
  }

  /** @param {Error} error */
  #fail(error) {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.end();
  }
}

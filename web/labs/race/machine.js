// The map model for the page: traces, presets and searches, worked out in a worker.
//
// Guarantees: every request settles, with its value or a named error; a worker that failed, or was
// given back after a while of rest, is replaced by the next request. Nothing of this needs threads, so
// it works on any page.

import { ContendError, namedError } from '../../engine/errors.js';
import { assertSupported, compiledModule } from '../../engine/module.js';
import { Rest } from '../../engine/rest.js';

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

/** Those that have a worker, or will. @type {Set<Machine>} */
const living = new Set();

/** Ends every machine of the page. */
export function endMachines() {
  for (const machine of living) machine.end();
}

export class Machine {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Promise<unknown> | null} */
  #started = null;
  /** Ends the waiting for the worker that it has, or will: another one each time. @type {AbortController | null} */
  #life = null;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #last = 0;
  /** @type {(progress: Progress) => void} */
  #onProgress = () => {};
  #rest = new Rest(() => this.end());

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
   * @param {AbortSignal} signal stops it
   * @returns {Promise<Found>} what was found, also when it is stopped; rejects if it was before it had begun
   */
  search(what, onProgress, signal) {
    let begun = false;
    this.#onProgress = (progress) => {
      begun = true;
      onProgress(progress);
    };
    // Before it has begun, be it that the module is still on its way, there is nothing to keep.
    signal.addEventListener('abort', () =>
      begun ? this.#worker?.postMessage({ type: 'stop' }) : this.end(),
    );
    return this.#ask({ type: 'search', ...what });
  }

  /** Ends the worker; what is under way is given up. */
  end() {
    this.#rest.end();
    living.delete(this);
    this.#worker?.terminate();
    this.#worker = null;
    this.#started = null;
    this.#life?.abort(ended());
    this.#life = null;
    const given = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of given) reject(ended());
  }

  /** @param {Request} request @returns {Promise<any>} */
  async #ask(request) {
    this.#rest.end();
    try {
      this.#started ??= this.#start();
      await this.#started;
      return await this.#send(request);
    } finally {
      if (this.#worker && this.#waiting.size === 0) this.#rest.begin();
    }
  }

  async #start() {
    const life = (this.#life = new AbortController());
    living.add(this);
    try {
      assertSupported();
      // The module may take long to come, or never do.
      const over = new Promise((_, reject) =>
        life.signal.addEventListener('abort', () => reject(life.signal.reason)),
      );
      const module = await Promise.race([compiledModule('full'), over]);
      life.signal.throwIfAborted();
      const worker = new Worker(new URL('./machine-worker.js', import.meta.url), {
        type: 'module',
        name: 'contend-race',
      });
      this.#worker = worker;
      worker.addEventListener('message', ({ data }) => this.#hear(data));
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        this.#fail(new ContendError('WorkerFailed', event.message || 'The script did not load.'));
      });
      await this.#send({ type: 'start', module });
    } catch (error) {
      if (this.#life === life) this.end();
      throw error;
    }
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

  /** @param {{ id?: number, value?: unknown, error?: { name: string, message: string }, progress?: Progress }} data */
  #hear({ id, value, error, progress }) {
    if (progress) this.#onProgress(progress);
    if (id === undefined) return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!error) waiting?.resolve(value);
    else {
      waiting?.reject(namedError(error.name, error.message, false));
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

function ended() {
  return new ContendError('WorkerFailed', 'The model’s worker was ended.');
}

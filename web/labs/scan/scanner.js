// The scanner as the page uses it: one worker for findings, another for colours.
//
// Guarantees: what is asked anew ends what was under way, so an answer is always of the newest source; colours
// come while a scan is on. A worker that failed is replaced by the next question.

import { Calls, endCalls } from '../../engine/calls.js';
import labData from '../../generated/scan.json' with { type: 'json' };

/** @typedef {import('./types.js').Files} Files */
/** @typedef {import('./types.js').Seen} Seen */
/** @typedef {import('./types.js').Progress} Progress */

/** @type {import('../../engine/calls.js').Kind} */
const SCAN = {
  module: 'scan',
  worker: () =>
    new Worker(new URL('./scanner-worker.js', import.meta.url), {
      type: 'module',
      name: 'contend-scan',
    }),
};

/** The maps that findings name, by the rules of the Choose lab. */
const INSTEAD = JSON.stringify(labData.instead);

/** Ends all workers. */
export const endScanners = endCalls;

export class Scanner {
  #findings = new Calls(SCAN);
  #colours = new Calls(SCAN);
  #busy = false;

  /**
   * @param {Files} files @param {{ language: string, baseline: string }} options
   * @param {(progress: Progress) => void} onProgress
   * @returns {Promise<Seen>} rejects when it is cancelled
   */
  async scan(files, { language, baseline }, onProgress) {
    this.cancel();
    this.#busy = true;
    const calls = this.#findings;
    try {
      return await calls.follow(onProgress, 'scan', files, INSTEAD, language, baseline);
    } finally {
      if (calls === this.#findings) this.#busy = false;
    }
  }

  cancel() {
    if (!this.#busy) return;
    this.#busy = false;
    const given = this.#findings;
    this.#findings = new Calls(SCAN);
    given.end();
  }

  /** @param {string} text @returns {Promise<Uint32Array>} start, end, which, for each token in turn */
  colours(text) {
    return this.#colours.call('colours', text);
  }
}

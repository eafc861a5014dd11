// Whom the lab asks for advice: the crate's rules, in a worker of their own.
//
// Guarantees: as those of `Calls`; a link that is asked for again is answered at once.

import { Calls } from '../../engine/calls.js';

/** @typedef {import('../../types.js').ChooseResult} ChooseResult */
/** @typedef {import('./types.js').Evidence} Evidence */

const MOST_KEPT = 100;

class Adviser extends Calls {
  /** @type {Map<string, ChooseResult>} */
  #known = new Map();

  /** The answer to that link, if it was asked for before. @param {string} link */
  known(link) {
    return this.#known.get(link) ?? null;
  }

  /** @param {string} link canonical, of this lab @returns {Promise<ChooseResult>} */
  async advice(link) {
    const known = this.known(link);
    if (known) return known;
    const advice = await this.call('advice', link);
    if (this.#known.size === MOST_KEPT) this.#known.clear();
    this.#known.set(link, advice);
    return advice;
  }

  /**
   * What a program's own data say, and the question that they make of that link.
   * @param {Uint8Array} bytes @param {string} link @returns {Promise<Evidence>}
   */
  evidence(bytes, link) {
    return this.call('evidence', bytes, link);
  }
}

export const adviser = new Adviser();

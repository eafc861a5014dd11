// Whom the lab asks for simulations of the incident: the crate, in a worker of its own.
//
// Guarantees: as those of `Calls`; a link that is asked for again is answered at once.

import { Calls } from '../../engine/calls.js';

/** @typedef {import('./types.js').Incident} Incident */

const MOST_KEPT = 60;

class Simulator extends Calls {
  /** @type {Map<string, { text: string, incident: Incident }>} */
  #known = new Map();

  /** What that link comes to, if it was asked for before. @param {string} link */
  known(link) {
    return this.#known.get(link)?.incident ?? null;
  }

  /** The same as the bytes that the command line writes. @param {string} link */
  text(link) {
    return this.#known.get(link)?.text ?? null;
  }

  /** @param {string} link canonical, of this view @returns {Promise<Incident>} */
  async incident(link) {
    const known = this.known(link);
    if (known) return known;
    const text = await this.call('incident', link);
    const incident = JSON.parse(text);
    if (this.#known.size === MOST_KEPT) this.#known.clear();
    this.#known.set(link, { text, incident });
    return incident;
  }
}

export const simulator = new Simulator();

// The labs that were fetched, and those that could not be.
//
// Guarantees: a lab is fetched when it is first asked for, and again after it could not be; what draws it
// only when it is shown, so nothing that scripts ask for waits for that.

import { LABS } from '../labs/registry.js';

/** @typedef {import('../labs/types.js').Lab} Lab */

export class Labs {
  /** @type {Map<string, Lab>} */
  #there = new Map();
  /** Whether it can be drawn, or could not be fetched. @type {Map<string, 'shown' | 'failed'>} */
  #shown = new Map();
  #changed;

  /** @param {() => void} changed one more can be drawn, or could not be had */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @param {string} id @returns {Lab | 'failed' | null} null while it cannot be drawn */
  shown(id) {
    const how = this.#shown.get(id);
    return how === 'shown' ? (this.#there.get(id) ?? null) : (how ?? null);
  }

  /** @param {string} id @returns {Lab | undefined} once it was fetched */
  there(id) {
    return this.#there.get(id);
  }

  /** @param {string} id @returns {Lab | Promise<Lab>} at once, if it is there */
  load(id) {
    const known = this.#there.get(id);
    if (known) return known;
    const row = LABS.find((lab) => lab.id === id);
    if (!row) throw new Error(`There is no lab ${id}.`);
    const lab = row.load();
    if (lab instanceof Promise) return lab.then((found) => this.#keep(id, found));
    return this.#keep(id, lab);
  }

  /** Has it drawn as soon as it is there. @param {string} id */
  show(id) {
    if (this.#shown.get(id) === 'shown') return;
    const lab = this.#there.get(id);
    if (lab && !lab.open) this.#shown.set(id, 'shown');
    else this.#open(id);
  }

  /** @param {string} id */
  async #open(id) {
    /** @type {'shown' | 'failed'} */
    let how = 'shown';
    try {
      await (await this.load(id)).open?.();
    } catch {
      how = 'failed';
    }
    if (this.#shown.get(id) === how) return;
    this.#shown.set(id, how);
    this.#changed();
  }

  /** Ends what works for them beside the engine. */
  release() {
    for (const lab of this.#there.values()) lab.release?.();
  }

  /** @param {string} id @param {Lab} lab */
  #keep(id, lab) {
    this.#there.set(id, lab);
    return lab;
  }
}

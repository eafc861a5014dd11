/**
 * Samples of a map's inside while it is inspected, taken from the board.
 *
 * Rates are taken over at least 200 ms, so that they show the map and not the batches in which
 * clients count.
 */

import { PHASE } from './board.js';

/** @typedef {import('../types.js').InsideSample} InsideSample */
/** @typedef {Pick<import('./board.js').Board, 'phase' | 'inside' | 'operations'>} Source */

const WINDOW_MS = 200;

export class InsideWatch {
  #board;
  /** @type {number | null} */
  #began = null;
  /** @type {{ at: number, operations: number }[]} oldest first */
  #readings = [];

  /** @param {Source} board */
  constructor(board) {
    this.#board = board;
  }

  /**
   * @param {number} now
   * @returns {InsideSample | null} null before the map has shown anything, and when a reading falls
   *   into a writing
   */
  sample(now) {
    if (this.#board.phase !== PHASE.measuring) return null;
    const figures = this.#board.inside;
    if (!figures?.length) return null;
    this.#began ??= now;
    return { elapsedMs: now - this.#began, figures, opsPerSec: this.#rate(now) };
  }

  /** @param {number} now */
  #rate(now) {
    const { operations } = this.#board;
    this.#readings.push({ at: now, operations });
    for (
      let [, next] = this.#readings;
      next && now - next.at >= WINDOW_MS;
      [, next] = this.#readings
    )
      this.#readings.shift();
    const [first] = this.#readings;
    if (!first || first.at === now) return 0;
    return ((operations - first.operations) / (now - first.at)) * 1000;
  }
}

// When live figures are worth drawing anew.
//
// A redraw costs a browser's threads several milliseconds. Where a core is free they take them from
// nobody, and every sample is drawn. Where every core has a client they take them from what is being
// measured: there the figures are drawn as a step begins, before its operations count, and within a step
// only once a second.

/** Between two redraws within a step. */
const LONG_MS = 1000;

export class RedrawPace {
  #step = '';
  #last = -Infinity;

  /**
   * @param {import('../types.js').Step} step under way
   * @param {number} cores that run at once
   */
  isDue({ index, cell, threads }, cores, now = performance.now()) {
    const step = `${cell} ${index}`;
    const due = threads < cores || step !== this.#step || now - this.#last >= LONG_MS;
    if (due) [this.#step, this.#last] = [step, now];
    return due;
  }
}

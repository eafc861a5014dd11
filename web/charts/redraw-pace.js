// When live figures are worth drawing anew.
//
// A redraw costs a browser's threads several milliseconds. Where a core is free they take them from
// nobody, and every sample is drawn. Where every core has a client they take them from what is being
// measured: there the figures are drawn as a step begins, before its operations count, but not at each of
// many short ones, and within a step only once a second.

/** Between two redraws within a step, and at the beginnings of two. */
const LONG_MS = 1000;
const SHORT_MS = 300;

export class RedrawPace {
  #step = '';
  #last = -Infinity;

  /**
   * @param {import('../types.js').Step} step under way
   * @param {number} cores that run at once
   */
  isDue({ index, cell, threads }, cores, now = performance.now()) {
    const step = `${cell} ${index}`;
    const since = now - this.#last;
    const due = threads < cores || since >= (step === this.#step ? LONG_MS : SHORT_MS);
    // A step that was not drawn as it began is not drawn late either.
    this.#step = step;
    if (due) this.#last = now;
    return due;
  }
}

// Counts the redraws of the live figures and what each cost, so that a test can hold the page to
// its promise of staying responsive while every core is busy.
//
// Guarantees: measures the synchronous work only, which is what blocks the page's thread.

export class RedrawCounter {
  #count = 0;
  #total = 0;
  #max = 0;

  reset() {
    this.#count = 0;
    this.#total = 0;
    this.#max = 0;
  }

  /** @param {() => void} redraw */
  measure(redraw) {
    const before = performance.now();
    redraw();
    const cost = performance.now() - before;
    this.#count += 1;
    this.#total += cost;
    this.#max = Math.max(this.#max, cost);
  }

  get figures() {
    return {
      count: this.#count,
      meanMs: this.#count ? this.#total / this.#count : 0,
      maxMs: this.#max,
    };
  }
}

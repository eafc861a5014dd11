// Draws, soon, what changes faster than anybody reads: some hundred runs a second of a race.
//
// Guarantees: so asked, however often, it acts at most once in a while; the last change is never left
// out. What draws meanwhile for another reason counts as that.

/** As the plots: drawing takes time from those that measure. */
const PAUSE_MS = 300;

export class Soon {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #last = -Infinity;
  #act;

  /** @param {() => void} act */
  constructor(act) {
    this.#act = act;
  }

  ask() {
    if (this.#timer !== undefined) return;
    const left = PAUSE_MS - (performance.now() - this.#last);
    this.#timer = setTimeout(() => this.#act(), Math.max(0, left));
  }

  /** It was done. */
  done() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = performance.now();
  }
}

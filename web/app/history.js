// Keeps the address bar and the experiment in step, in both directions.
//
// Guarantees: in embed mode the address is never written; a change made by going back or forward,
// or by typing a fragment, is reported once; steps made quickly on one control become one entry of
// the history, so that going back undoes a decision and not a keystroke.

const MERGE_MS = 2500;

export class LinkHistory {
  #onOpen;
  #writes;
  #last = '';
  #lastKey = '';
  #lastAt = -Infinity;

  /**
   * @param {(fragment: string) => void} onOpen
   * @param {{ embedded: boolean }} options
   */
  constructor(onOpen, { embedded }) {
    this.#onOpen = onOpen;
    this.#writes = !embedded;
  }

  /** Begins to listen; the fragment that is there is the caller's to read. */
  start() {
    this.#last = location.hash;
    window.addEventListener('popstate', this.#moved);
    window.addEventListener('hashchange', this.#moved);
  }

  stop() {
    window.removeEventListener('popstate', this.#moved);
    window.removeEventListener('hashchange', this.#moved);
  }

  /**
   * The reader changed something.
   * @param {string} fragment @param {string} key what was changed
   */
  push(fragment, key) {
    if (!this.#writes || fragment === location.hash) return;
    const now = performance.now();
    const same = key === this.#lastKey && now - this.#lastAt < MERGE_MS;
    this.#lastKey = key;
    this.#lastAt = now;
    this.#write(fragment, same ? 'replaceState' : 'pushState');
  }

  /** The same experiment in another spelling, or one that a script set. @param {string} fragment */
  replace(fragment) {
    this.#lastKey = '';
    if (this.#writes && fragment !== location.hash) this.#write(fragment, 'replaceState');
  }

  /** @param {string} fragment @param {'pushState' | 'replaceState'} how */
  #write(fragment, how) {
    try {
      history[how](null, '', location.pathname + location.search + fragment);
    } catch {
      // Browsers limit how often an address may change; the experiment counts, not its address.
    }
    this.#last = location.hash;
  }

  #moved = () => {
    if (location.hash === this.#last) return;
    this.#last = location.hash;
    this.#lastKey = '';
    this.#onOpen(location.hash);
  };
}

/**
 * Gives back what nobody has used for a while: workers at rest still hold threads and memory, and a page may
 * have many frames with an engine each.
 */

export class Rest {
  /** How long that is, for everything of the page. */
  static ms = 60_000;

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #give;

  /** @param {() => void} give */
  constructor(give) {
    this.#give = give;
  }

  /** Nothing is under way from now on. */
  begin() {
    this.end();
    this.#timer = setTimeout(this.#give, Rest.ms);
  }

  /** It is in use. */
  end() {
    clearTimeout(this.#timer);
  }
}

// Base of what draws into a canvas: it fits its host, now and whenever that changes its size.

export class Fitted {
  #observer = new ResizeObserver(() => this.fit());

  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.#observer.observe(host);
  }

  /** The host has another size. */
  fit() {}

  destroy() {
    this.#observer.disconnect();
  }
}

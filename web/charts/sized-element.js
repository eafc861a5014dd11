// Base of the charts that are drawn in pixels: an element that knows how wide it is.
//
// Guarantees: `width` is whole pixels, 0 until it was first measured, and a change of it renders
// again.

import { LightElement } from '../dom.js';

export class SizedElement extends LightElement {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = { width: { state: true } };

  #observer = new ResizeObserver(([entry]) => {
    this.width = Math.floor(entry.contentRect.width);
  });

  constructor() {
    super();
    this.width = 0;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }
}

// <contend-lab>: one live experiment inside anyone's page, as a frame of a playground.
//
// Guarantees: nothing is loaded before the element is near the viewport or told to run, and nothing
// moves then: its height is reserved, the fallback stands until the frame says that it is ready,
// and it grows only where that pushes nothing from under the reader's eyes. Text is never markup.
// Costs: under 5 KB with all it imports, so it knows no link and no strategy. Without a browser
// (server-side rendering) the module loads and defines nothing.

import { frameOf } from './element-frame.js';

const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/** Where elements without `src` find their playground. */
let home = '';

export class ContendLab extends Base {
  static observedAttributes = ['src', 'experiment', 'theme', 'lang', 'height'];

  #frame = frameOf(this, home);

  /** The experiment as a link's fragment, canonical once the frame has answered. */
  get experiment() {
    return this.#frame.get();
  }
  set experiment(link) {
    this.#frame.set(link);
  }

  /** Loads the frame if need be, runs what it shows and gives the Result. */
  run() {
    return this.#frame.run();
  }

  /** Resolves when nothing of this element runs. */
  stop() {
    return this.#frame.stop();
  }

  connectedCallback() {
    if (Object.hasOwn(this, 'experiment')) {
      // Set before this script came: a field that hides the property.
      const early = this.experiment;
      delete (/** @type {any} */ (this).experiment);
      this.experiment = early;
    }
    this.#frame.come();
  }

  disconnectedCallback() {
    this.#frame.go();
  }

  /** @param {string} name @param {string | null} _old @param {string | null} value */
  attributeChangedCallback(name, _old, value) {
    this.#frame.change(name, value);
  }
}

/** Makes the element known, once on a page. @param {string} [playground] what `src` is by default */
export function define(playground = '') {
  if (!globalThis.customElements || customElements.get('contend-lab')) return;
  home = playground;
  customElements.define('contend-lab', ContendLab);
}

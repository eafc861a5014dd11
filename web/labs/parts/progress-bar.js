// The base of what shows how far a run is: a bar, what runs now, and the time left.
//
// Guarantees: writes text and one width at once, outside Lit's update cycle, so that its cost is part
// of what a redraw counter measures; the bar never runs back.

import { html } from 'lit';
import { LightElement, find } from '../../dom.js';

/** @typedef {import('../../types.js').Sample} Sample */

export class ProgressBar extends LightElement {
  /** @override @type {import('lit').PropertyDeclarations} */
  static properties = {
    metadata: { attribute: false },
    waiting: { attribute: false },
    queued: { attribute: false },
  };

  #share = 0;
  /** What was shown last, to be said anew in another language. @type {Sample | null} */
  #shown = null;

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    this.waiting = false;
    /** For whom. @type {import('../../engine/turn.js').Holder | null} */
    this.queued = null;
  }

  /** A run begins. */
  reset() {
    this.#share = 0;
    this.#shown = null;
    this.advance(0, this.locale.t(this.queued ? `turn.${this.queued}` : 'progress.starting'), '');
  }

  /** @param {Sample} sample */
  show(sample) {
    this.#shown = sample;
  }

  /** @param {number} share done @param {string} now @param {string} left */
  advance(share, now, left) {
    if (!this.hasUpdated) return;
    this.#share = Math.max(this.#share, share);
    find(this, '.progress-now', HTMLElement).textContent = now;
    find(this, '.progress-left', HTMLElement).textContent = left;
    const bar = find(this, '.progress', HTMLElement);
    bar.setAttribute('aria-valuenow', String(Math.round(this.#share * 100)));
    find(bar, 'span', HTMLElement).style.transform = `scaleX(${this.#share})`;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if ((changed.has('waiting') || changed.has('queued')) && this.waiting) this.reset();
    else if (changed.has('locale') && this.#shown) this.show(this.#shown);
    else if (changed.has('locale')) this.reset();
  }

  /** @override */
  render() {
    return html`
      <div
        class="progress"
        role="progressbar"
        aria-label=${this.locale.t('progress.title')}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow="0"
      >
        <span></span>
      </div>
      <p class="progress-text">
        <span class="progress-now"></span><span class="progress-left"></span>
      </p>
    `;
  }
}

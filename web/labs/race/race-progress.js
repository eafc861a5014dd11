// <race-progress>: the bar of a ladder's runs, which one it is now, and the most time left.
//
// Guarantees: takes a sample and writes text and one width at once, outside Lit's update cycle; the
// bar never runs back.

import { html } from 'lit';
import { LightElement, find } from '../../dom.js';
import { specLabel } from '../../app/specs.js';
import { cellText, liveTexts } from './live-texts.js';

/** @typedef {import('../../types.js').Sample} Sample */
/** @typedef {Sample['step'] & { goroutines?: number }} RaceStep */

export class RaceProgress extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    waiting: { attribute: false },
  };

  #share = 0;

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    this.waiting = false;
  }

  /** @param {Sample} sample */
  show({ step, done, total, remainingMs }) {
    if (!this.hasUpdated || !this.metadata) return;
    const { locale } = this;
    const { t } = liveTexts(locale);
    const {
      threads: workers,
      goroutines = workers,
      round,
      rounds,
      map,
    } = /** @type {RaceStep} */ (step);
    this.#share = Math.max(this.#share, done / Math.max(1, total));
    const at = cellText(locale, { workers, goroutines });
    const name = map === null ? '' : `${specLabel(this.metadata, locale, map)} · `;
    this.#write(
      name + t('progress.run', { round, rounds, at }),
      t('progress.left', { time: locale.n.seconds(remainingMs) }),
    );
  }

  /** @param {string} now @param {string} left */
  #write(now, left) {
    find(this, '.progress-now', HTMLElement).textContent = now;
    find(this, '.progress-left', HTMLElement).textContent = left;
    const bar = find(this, '.progress', HTMLElement);
    bar.setAttribute('aria-valuenow', String(Math.round(this.#share * 100)));
    find(bar, 'span', HTMLElement).style.transform = `scaleX(${this.#share})`;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if (!changed.has('waiting') || !this.waiting) return;
    this.#share = 0;
    this.#write(this.locale.t('progress.starting'), '');
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

customElements.define('race-progress', RaceProgress);

// <run-progress>: the bar, what runs now, and the time left.
//
// Guarantees: takes a sample and writes text and one width, at once and outside Lit's update
// cycle, so that its cost is part of what the redraw counter measures; the bar never runs back.

import { html } from 'lit';
import { LightElement, find } from '../../dom.js';
import { specLabel } from '../../app/specs.js';

/** @typedef {import('../../types.js').Sample} Sample */

/** Words for the phases of the engine, by number. */
const PHASES = ['preparing', 'preparing', 'warmup', 'ramp', 'measuring', 'verifying'];

export class RunProgress extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    waiting: { attribute: false },
    queued: { attribute: false },
    where: { attribute: false },
  };

  #startedAt = 0;
  #share = 0;

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    this.waiting = false;
    /** For another experiment of the page around this one. */
    this.queued = false;
    /** What to say before a step, where there is more to tell. @type {(step: Sample['step']) => string} */
    this.where = () => '';
  }

  /** A run begins. */
  reset() {
    this.#startedAt = performance.now();
    this.#share = 0;
    const text = this.locale.t(this.queued ? 'embed.queued' : 'progress.starting');
    if (this.hasUpdated) this.#write(text, '');
  }

  /** @param {Sample} sample */
  show(sample) {
    const { locale, metadata } = this;
    if (!this.hasUpdated || !metadata) return;
    const { step, remainingMs } = sample;
    const elapsed = performance.now() - this.#startedAt;
    this.#share = Math.max(this.#share, elapsed / (elapsed + Math.max(remainingMs, 0) + 1));
    const now =
      step.kind === 'harness' || step.map === null
        ? locale.t('progress.harness')
        : locale.t(`progress.${step.kind}`, {
            map: specLabel(metadata, locale, step.map),
            round: step.round,
            rounds: step.rounds,
          });
    const phase = PHASES[sample.phase] ?? PHASES[0];
    const doing = step.kind === 'trial' ? ` · ${locale.maybe(`phase.${phase}`, phase)}` : '';
    this.#write(
      this.where(step) + now + doing,
      locale.t('progress.left', { time: locale.n.seconds(remainingMs) }),
    );
  }

  /** @param {string} now @param {string} left */
  #write(now, left) {
    find(this, '.progress-now', HTMLElement).textContent = now;
    find(this, '.progress-left', HTMLElement).textContent = left;
    const percent = Math.round(this.#share * 1000) / 10;
    const bar = find(this, '.progress', HTMLElement);
    bar.setAttribute('aria-valuenow', String(Math.round(percent)));
    find(bar, 'span', HTMLElement).style.transform = `scaleX(${this.#share})`;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if ((changed.has('waiting') || changed.has('queued')) && this.waiting) this.reset();
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

customElements.define('run-progress', RunProgress);

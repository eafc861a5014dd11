// <run-progress>: how far a run of trials is, which trial it is now, and the time left.
//
// Guarantees: the share is of the time, so that short and long steps move the bar alike.

import { specLabel } from '../../link/specs.js';
import { ProgressBar } from './progress-bar.js';

/** @typedef {import('../../types.js').Sample} Sample */

/** Words for the phases of the engine, by number. */
const PHASES = ['preparing', 'preparing', 'warmup', 'ramp', 'measuring', 'verifying'];

/** So long the phase of a step goes without saying. */
const BEGINNING_MS = 30;

export class RunProgress extends ProgressBar {
  /** @override */
  static properties = { where: { attribute: false } };

  #startedAt = 0;

  constructor() {
    super();
    /** What to say before a step, where there is more to tell. @type {(step: Sample['step']) => string} */
    this.where = () => '';
  }

  /** @override */
  reset() {
    this.#startedAt = performance.now();
    super.reset();
  }

  /** @override @param {Sample} sample */
  show(sample) {
    super.show(sample);
    const { locale, metadata } = this;
    if (!metadata) return;
    const { step, remainingMs } = sample;
    const elapsed = performance.now() - this.#startedAt;
    const now =
      step.kind === 'harness' || step.map === null
        ? locale.t('progress.harness')
        : locale.t(`progress.${step.kind}`, {
            map: specLabel(metadata, locale, step.map),
            round: step.round,
            rounds: step.rounds,
          });
    const phase = PHASES[sample.phase] ?? PHASES[0];
    // What a step begins with is over before it is read.
    const tellsPhase = step.kind === 'trial' && sample.stepElapsedMs >= BEGINNING_MS;
    const doing = tellsPhase ? ` · ${locale.maybe(`phase.${phase}`, phase)}` : '';
    this.advance(
      elapsed / (elapsed + Math.max(remainingMs, 0) + 1),
      this.where(step) + now + doing,
      locale.t('progress.left', { time: locale.n.seconds(remainingMs) }),
    );
  }
}

customElements.define('run-progress', RunProgress);

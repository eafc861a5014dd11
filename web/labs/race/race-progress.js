// <race-progress>: how far a ladder's runs are, which one it is now, and the most time left.
//
// Guarantees: the share is of the runs, for nobody knows how soon one ends.

import { ProgressBar } from '../parts/progress-bar.js';
import { cellText, contenderText, liveTexts } from './live-texts.js';

/** @typedef {import('../../types.js').Sample} Sample */
/** @typedef {Sample['step'] & { goroutines?: number }} RaceStep */

export class RaceProgress extends ProgressBar {
  /** @override @param {Sample} sample */
  show(sample) {
    super.show(sample);
    const { step, done, total, remainingMs } = sample;
    if (!this.metadata) return;
    const { locale } = this;
    const { t } = liveTexts(locale);
    const {
      threads: workers,
      goroutines = workers,
      round,
      rounds,
      map,
    } = /** @type {RaceStep} */ (step);
    const at = cellText(locale, { workers, goroutines });
    const name = map === null ? '' : `${contenderText(locale, this.metadata, map)} · `;
    this.advance(
      done / Math.max(1, total),
      name + t('progress.run', { round, rounds, at }),
      t('progress.left', { time: locale.n.seconds(remainingMs) }),
    );
  }
}

customElements.define('race-progress', RaceProgress);

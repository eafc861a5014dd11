// The base of labs whose table fills in while they measure: how far the run is, and which place of the table is
// being measured.
//
// Guarantees: redrawn only as often as leaves the threads alone; without a run no place is being measured.

import { RedrawPace } from '../../charts/redraw-pace.js';
import { LabElement } from './lab-element.js';

export class TableLab extends LabElement {
  /** @override @type {import('lit').PropertyDeclarations} */
  static properties = { now: { state: true } };

  #pace = new RedrawPace();

  constructor() {
    super();
    /** What is being measured, as the lab's table knows it. @type {any} */
    this.now = null;
  }

  /** Where a step stands in the table; null: nowhere. @param {import('../../types.js').Step} _ @returns {unknown} */
  placeOf(_) {
    return null;
  }

  /** @param {import('../../types.js').Sample} sample */
  sample(sample) {
    if (!this.#pace.isDue(sample.step, this.environment?.parallelism ?? 0)) return;
    /** @type {import('./run-progress.js').RunProgress | null} */
    const progress = this.querySelector('run-progress');
    progress?.show(sample);
    const now = this.placeOf(sample.step);
    if (JSON.stringify(now) !== JSON.stringify(this.now)) this.now = now;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('link')) this.copied = 'idle';
    if (!this.isRunning) this.now = null;
  }

  /** @override */
  updated() {
    this.follow(this.isRunning);
  }
}

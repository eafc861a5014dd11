// One gauge of a map over the time of a pass: a small plot.
//
// Guarantees: the time axis is fixed from the start and the value axis only grows.

import { colourOf } from '../dom.js';
import { Plot } from './plot.js';
import { niceTop } from './scale.js';

const HEIGHT = 120;
const LEAST = 160;

export class GaugePlot extends Plot {
  #top = 0;

  /**
   * @param {HTMLElement} host
   * @param {object} options
   * @param {number} options.seconds length of the pass
   * @param {(value: number) => string} options.format
   */
  constructor(host, { seconds, format }) {
    super(host);
    const stroke = colourOf(host, '--accent');
    this.build(
      {
        font: '11px system-ui, sans-serif',
        padding: [6, 8, 0, 0],
        x: { size: 22, range: () => [0, seconds], format: (value) => `${value} s` },
        y: { size: 46, space: 28, range: () => [0, this.#top || 1], format },
        series: [{ stroke, width: 1.75, points: { show: false } }],
      },
      [[], []],
    );
  }

  /** @override */
  get size() {
    return { width: this.host.clientWidth || LEAST, height: HEIGHT };
  }

  /** @param {number[]} times @param {number[]} values */
  draw(times, values) {
    const finite = values.map((value) => (Number.isFinite(value) ? value : null));
    const peak = Math.max(0, ...finite.map((value) => value ?? 0));
    this.#top = Math.max(this.#top, niceTop(peak));
    this.redraw([times, finite]);
  }
}

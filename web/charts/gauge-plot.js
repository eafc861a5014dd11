// One gauge of a map over the time of a pass: a small uPlot canvas.
//
// Guarantees: the time axis is fixed from the start and the value axis only grows; draws only when
// told to; colours are those of the theme at the time it is made.

import { colourOf } from '../dom.js';
import { niceTop } from './scale.js';
import uPlot from './uplot.js';

const HEIGHT = 120;
const FONT = '11px system-ui, sans-serif';

export class GaugePlot {
  #host;
  #plot;
  #top = 0;
  #observer = new ResizeObserver(() => this.#fit());

  /**
   * @param {HTMLElement} host
   * @param {object} options
   * @param {number} options.seconds length of the pass
   * @param {(value: number) => string} options.format
   */
  constructor(host, { seconds, format }) {
    this.#host = host;
    const ink = colourOf(host, '--ink-2');
    const rule = colourOf(host, '--rule');
    const stroke = colourOf(host, '--accent');
    const axis = { stroke: ink, font: FONT };
    /** @type {uPlot.Options} */
    const options = {
      width: Math.max(host.clientWidth, 160),
      height: HEIGHT,
      padding: [6, 8, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [0, seconds] },
        y: { range: () => [0, this.#top || 1] },
      },
      axes: [
        {
          ...axis,
          size: 22,
          grid: { show: false },
          ticks: { stroke: rule, width: 1, size: 4 },
          values: (_plot, splits) => splits.map((value) => `${value} s`),
        },
        {
          ...axis,
          size: 46,
          space: 28,
          grid: { stroke: rule, width: 1 },
          ticks: { show: false },
          values: (_plot, splits) => splits.map(format),
        },
      ],
      series: [{}, { stroke, width: 1.75, points: { show: false } }],
    };
    this.#plot = new uPlot(options, [[], []], host);
    this.#observer.observe(host);
  }

  /** @param {number[]} times @param {number[]} values */
  draw(times, values) {
    const finite = values.map((value) => (Number.isFinite(value) ? value : null));
    const peak = Math.max(0, ...finite.map((value) => value ?? 0));
    this.#top = Math.max(this.#top, niceTop(peak));
    this.#plot.setData([times, finite], true);
  }

  destroy() {
    this.#observer.disconnect();
    this.#plot.destroy();
  }

  #fit() {
    const width = this.#host.clientWidth;
    if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height: HEIGHT });
  }
}

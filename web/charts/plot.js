// Base of the plots that uPlot draws: a canvas in the colours of the theme at the time it is made.
//
// Guarantees: fits its host; draws only when told to, and then at once. It has no words of its own for a
// screen reader: a table says the same.

import { colourOf } from '../dom.js';
import { Fitted } from './fitted.js';
import uPlot from './uplot.js';

/**
 * @typedef {object} Axis
 * @property {() => [number, number]} range
 * @property {number} size
 * @property {(value: number) => string} format
 * @property {string} [label]
 * @property {number} [space] pixels between two ticks, at least
 */
/**
 * @typedef {object} Look
 * @property {string} font
 * @property {[number, number, number, number]} padding
 * @property {Axis} x
 * @property {Axis} y
 * @property {import('uplot').Series[]} series without that of the times
 * @property {import('uplot').Hooks.Arrays} [hooks]
 */

export class Plot extends Fitted {
  /** @type {uPlot | null} */
  #plot = null;

  /** @returns {{ width: number, height: number }} that the plot is to have */
  get size() {
    const { clientWidth: width, clientHeight: height } = this.host;
    return { width, height };
  }

  /** Makes the plot, in place of the one that is there. @param {Look} look @param {import('uplot').AlignedData} data */
  build({ font, padding, x, y, series, hooks = {} }, data) {
    const rule = { stroke: colourOf(this.host, '--rule'), width: 1 };
    /** @param {Axis} of @returns {import('uplot').Axis} */
    const axis = ({ range: _range, format, ...of }) => ({
      ...{ stroke: colourOf(this.host, '--ink-2'), font, labelFont: font },
      ...{ labelGap: 2, labelSize: 18, ...of },
      values: (_plot, splits) => splits.map(format),
    });
    this.#plot?.destroy();
    this.#plot = new uPlot(
      {
        ...this.size,
        ...{ padding, hooks, legend: { show: false }, cursor: { show: false } },
        scales: { x: { time: false, range: x.range }, y: { range: y.range } },
        axes: [
          { ...axis(x), grid: { show: false }, ticks: { ...rule, size: 5 } },
          { ...axis(y), grid: rule, ticks: { show: false } },
        ],
        series: [{}, ...series],
      },
      data,
      this.host,
    );
  }

  /** @param {import('uplot').AlignedData} data */
  redraw(data) {
    this.#plot?.batch((/** @type {uPlot} */ plot) => plot.setData(data, true));
  }

  /** @override */
  fit() {
    const { width, height } = this.size;
    const plot = this.#plot;
    if (plot && width > 0 && (width !== plot.width || height !== plot.height)) {
      plot.setSize({ width, height });
    }
  }

  /** @override */
  destroy() {
    super.destroy();
    this.#plot?.destroy();
    this.#plot = null;
  }
}

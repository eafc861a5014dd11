// The live plot: one uPlot canvas with a line for each map.
//
// Guarantees: as large as its host; draws only when told to, and then at once; the axes only grow, so
// nothing jumps; colours follow the theme. It has no words of its own
// for a screen reader: the table of results says the same.

import { colourOf } from '../dom.js';
import { seriesStyle } from './palette.js';
import { niceTop } from './scale.js';
import uPlot from './uplot.js';

/** @typedef {import('./live-data.js').LiveData} LiveData */
/**
 * @typedef {object} PlotOptions
 * @property {LiveData} data
 * @property {string[]} labels of the series
 * @property {string} xLabel
 * @property {string} yLabel
 * @property {string} warmupLabel
 * @property {(value: number) => string} formatRate
 * @property {(value: number) => string} formatTime
 */

/** Of a host that has no size yet. */
const LEAST = 200;
/** Operations a second at the top of a plot that has no points yet. */
const EMPTY_TOP = 1e6;
const FONT = '12px system-ui, sans-serif';

export class LivePlot {
  #host;
  #options;
  /** @type {uPlot | null} */
  #plot = null;
  #top = 0;
  #observer = new ResizeObserver(() => this.#fit());

  /** @param {HTMLElement} host @param {PlotOptions} options */
  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    this.#build();
    this.#observer.observe(host);
  }

  /** Draws what the data now holds. */
  draw() {
    const { data } = this.#options;
    const top = niceTop(data.peak);
    this.#top = Math.max(this.#top, top);
    this.#plot?.batch((/** @type {uPlot} */ plot) => plot.setData(columns(data), true));
  }

  /** Takes the colours of the theme now in force. */
  retheme() {
    this.#plot?.destroy();
    this.#build();
  }

  destroy() {
    this.#observer.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  #fit() {
    const { width, height } = this.#size;
    const plot = this.#plot;
    if (plot && (width !== plot.width || height !== plot.height)) plot.setSize({ width, height });
  }

  get #size() {
    const { clientWidth, clientHeight } = this.#host;
    return { width: clientWidth || LEAST, height: clientHeight || LEAST };
  }

  #build() {
    const { data, labels, xLabel, yLabel, formatRate, formatTime } = this.#options;
    const ink = colourOf(this.#host, '--ink-2');
    const rule = colourOf(this.#host, '--rule');
    const axis = { stroke: ink, font: FONT, labelFont: FONT, labelGap: 2, labelSize: 18 };
    const lines = { stroke: rule, width: 1 };
    /** @type {uPlot.Options} */
    const options = {
      ...this.#size,
      padding: [8, 12, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [data.from, data.to] },
        y: { range: () => [0, this.#top || EMPTY_TOP] },
      },
      axes: [
        {
          ...axis,
          label: xLabel,
          size: 28,
          grid: { show: false },
          ticks: { ...lines, size: 5 },
          values: (_plot, splits) => splits.map(formatTime),
        },
        {
          ...axis,
          label: yLabel,
          size: 58,
          grid: lines,
          ticks: { show: false },
          values: (_plot, splits) => splits.map(formatRate),
        },
      ],
      series: [
        {},
        ...labels.map((label, i) => {
          const { property, dash } = seriesStyle(i);
          const stroke = colourOf(this.#host, property);
          const points = { size: 4, fill: stroke, stroke };
          return { label, stroke, dash, width: 1.75, spanGaps: true, points };
        }),
      ],
      hooks: { drawAxes: [(plot) => this.#drawRounds(plot, ink, rule)] },
    };
    this.#plot = new uPlot(options, columns(data), this.#host);
  }

  /** The warm-up's ground and the faint lines between rounds. */
  /** @param {uPlot} plot @param {string} ink @param {string} rule */
  #drawRounds(plot, ink, rule) {
    const { data, warmupLabel } = this.#options;
    const { ctx, bbox } = plot;
    const x = (/** @type {number} */ time) => Math.round(plot.valToPos(time, 'x', true));
    ctx.save();
    ctx.fillStyle = rule;
    if (data.from < 0) {
      ctx.globalAlpha = 0.35;
      ctx.fillRect(bbox.left, bbox.top, x(0) - bbox.left, bbox.height);
      ctx.globalAlpha = 1;
      ctx.fillStyle = ink;
      ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
      ctx.textAlign = 'left';
      ctx.textBaseline = 'top';
      const inset = 6 * devicePixelRatio;
      if (ctx.measureText(warmupLabel).width + 2 * inset < x(0) - bbox.left) {
        ctx.fillText(warmupLabel, bbox.left + inset, bbox.top + inset);
      }
    }
    ctx.fillStyle = rule;
    for (const time of data.boundaries) ctx.fillRect(x(time), bbox.top, 1, bbox.height);
    ctx.restore();
  }
}

/** @param {LiveData} data @returns {uPlot.AlignedData} */
function columns(data) {
  return [data.times, ...data.series];
}

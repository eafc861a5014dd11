// The live plot: a line for each map.
//
// Guarantees: as large as its host; the axes only grow, so nothing jumps; colours follow the theme.

import { colourOf } from '../dom.js';
import { seriesStyle } from './palette.js';
import { Plot } from './plot.js';
import { niceTop } from './scale.js';

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

export class LivePlot extends Plot {
  #options;
  #top = 0;

  /** @param {HTMLElement} host @param {PlotOptions} options */
  constructor(host, options) {
    super(host);
    this.#options = options;
    this.retheme();
  }

  /** @override */
  get size() {
    const { width, height } = super.size;
    return { width: width || LEAST, height: height || LEAST };
  }

  /** Draws what the data now holds. */
  draw() {
    const { data } = this.#options;
    this.#top = Math.max(this.#top, niceTop(data.peak));
    this.redraw(columns(data));
  }

  /** Takes the colours of the theme now in force. */
  retheme() {
    const { data, labels, xLabel, yLabel, formatRate, formatTime } = this.#options;
    const ink = colourOf(this.host, '--ink-2');
    const rule = colourOf(this.host, '--rule');
    const series = labels.map((label, i) => {
      const { property, dash } = seriesStyle(i);
      const stroke = colourOf(this.host, property);
      const points = { size: 4, fill: stroke, stroke };
      return { label, stroke, dash, width: 1.75, spanGaps: true, points };
    });
    this.build(
      {
        font: '12px system-ui, sans-serif',
        padding: [8, 12, 0, 0],
        x: { label: xLabel, size: 28, range: () => [data.from, data.to], format: formatTime },
        y: {
          label: yLabel,
          size: 58,
          range: () => [0, this.#top || EMPTY_TOP],
          format: formatRate,
        },
        series,
        hooks: { drawAxes: [(plot) => this.#drawRounds(plot, ink, rule)] },
      },
      columns(data),
    );
  }

  /** The warm-up's ground and the faint lines between rounds. */
  /** @param {import('uplot')} plot @param {string} ink @param {string} rule */
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

/** @param {LiveData} data @returns {import('uplot').AlignedData} */
function columns(data) {
  return [data.times, ...data.series];
}

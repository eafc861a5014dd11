// <curve-chart>: one line for each map along an axis: medians with their intervals, every single
// round, and a fitted law where there is one.
//
// Guarantees: what has no interval gets none. Points that share a value stand side by side. The table
// beside it holds the same figures.

import { nothing, svg } from 'lit';
import { DIGIT, framed, roomIn } from './frame.js';
import { marker, seriesStyle } from './palette.js';
import { linearScale, logScale } from './scale.js';
import { SizedElement } from './sized-element.js';

/**
 * @typedef {object} ChartPoint
 * @property {number} at
 * @property {number | null} median
 * @property {number | null} low
 * @property {number | null} high
 * @property {number[]} rates the single rounds
 * @property {string} title what the point says
 */
/** @typedef {{ points: ChartPoint[], law: [number, number][] }} Series */
/** @typedef {{ at: number, text: string }} Tick */

const HEIGHT = 360;
/** Room between the axis' ends and its first and last value. */
const INSET = 22;
/** Most pixels between two points that share a value. */
const DODGE = 7;

export class CurveChart extends SizedElement {
  /** @override */
  static properties = {
    series: { attribute: false },
    ticks: { attribute: false },
    place: { attribute: false },
    from: { attribute: false },
    shaded: { attribute: false },
    logarithmic: { attribute: false },
    axisX: { attribute: false },
    axisY: { attribute: false },
    alt: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Series[]} */
    this.series = [];
    /** The axis' values, ascending. @type {Tick[]} */
    this.ticks = [];
    /** Where a value stands, from 0 to 1. @type {(value: number) => number} */
    this.place = () => 0;
    /** The first value of the shaded part; null: nothing is shaded. @type {number | null} */
    this.from = null;
    /** What the shade says. */
    this.shaded = '';
    this.logarithmic = false;
    this.axisX = '';
    this.axisY = '';
    this.alt = '';
  }

  /** @override */
  render() {
    const { width, alt, axisX, axisY } = this;
    const frame = { name: 'curve-chart', width, height: HEIGHT, alt, axisX, axisY };
    return framed(frame, () => {
      const { left, right, top, floor } = roomIn(width, HEIGHT);
      const x = (/** @type {number} */ value) =>
        left + INSET + this.place(value) * (right - left - 2 * INSET);
      const scale = this.#scale();
      const y = (/** @type {number} */ value) =>
        floor - Math.min(1, Math.max(0, scale.at(value))) * (floor - top);
      return {
        behind: this.#shade(x),
        rows: scale.ticks.map((tick) => ({ at: y(tick), text: this.locale.n.tick(tick) })),
        columns: this.ticks.map(({ at, text }) => ({ at: x(at), text })),
        lines: this.series.map((series, index) => this.#line(series, index, x, y)),
      };
    });
  }

  /** @param {Series} series @param {number} index @param {(at: number) => number} x @param {(rate: number) => number} y */
  #line({ points, law }, index, x, y) {
    const { property, dash } = seriesStyle(index);
    const shift = this.#shift(index, x);
    const known = points.filter(({ median }) => median !== null);
    const path = known.map(({ at, median }) => `${x(at) + shift} ${y(median ?? 0)}`).join('L');
    return svg`
      <g .style=${`color: var(${property})`}>
        ${law.length ? svg`<path class="law" d=${`M${law.map(([at, rate]) => `${x(at)} ${y(rate)}`).join('L')}`} />` : nothing}
        ${known.length > 1 ? svg`<path class="curve" stroke-dasharray=${dash.join(' ') || 'none'} d=${`M${path}`} />` : nothing}
        ${known.map((point) => this.#point(point, index, x(point.at) + shift, y))}
      </g>
    `;
  }

  /** @param {ChartPoint} point @param {number} index @param {number} x @param {(rate: number) => number} y */
  #point({ median, low, high, rates, title }, index, x, y) {
    return svg`
      <g>
        <title>${title}</title>
        ${low !== null && high !== null ? svg`<line class="interval" x1=${x} x2=${x} y1=${y(low)} y2=${y(high)} />` : nothing}
        ${rates.map((rate) => svg`<line class="round" x1=${x - 4} x2=${x + 4} y1=${y(rate)} y2=${y(rate)} />`)}
        ${marker(index, x, y(median ?? 0), 5)}
      </g>
    `;
  }

  /** How far a series stands beside the value, so that no point hides another. */
  /** @param {number} index @param {(at: number) => number} x */
  #shift(index, x) {
    const places = this.ticks.map(({ at }) => x(at));
    const gaps = places.slice(1).map((place, i) => place - (places[i] ?? 0));
    const room = Math.min(...gaps, this.width) * 0.6;
    const step = Math.min(DODGE, room / Math.max(1, this.series.length));
    return (index - (this.series.length - 1) / 2) * step;
  }

  /** @param {(at: number) => number} x */
  #shade(x) {
    const { left, right, top, floor } = roomIn(this.width, HEIGHT);
    const first = this.ticks.findIndex(({ at }) => at === this.from);
    if (first < 0) return nothing;
    const before = this.ticks[first - 1];
    const start = before ? (x(before.at) + x(this.ticks[first].at)) / 2 : left;
    const roomy = right - start > this.shaded.length * DIGIT;
    return svg`
      <rect class="shade" x=${start} width=${right - start} y=${top} height=${floor - top} />
      ${roomy ? svg`<text class="tick" x=${right - 6} y=${top + 14} text-anchor="end">${this.shaded}</text>` : nothing}
    `;
  }

  #scale() {
    const values = this.series
      .flatMap(({ points, law }) => [
        ...points.flatMap(({ median, high, low, rates }) => [median, high, low, ...rates]),
        ...law.map(([, rate]) => rate),
      ])
      .filter((value) => value !== null && value > 0);
    const numbers = /** @type {number[]} */ (values);
    const top = numbers.length ? Math.max(...numbers) : 1e6;
    if (!this.logarithmic) return linearScale(top, 5);
    return logScale(numbers.length ? Math.min(...numbers) : 1e3, top);
  }
}

customElements.define('curve-chart', CurveChart);

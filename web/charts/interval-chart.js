// <interval-chart>: medians with their intervals and every single round, one row for each map.
//
// Guarantees: plain SVG in text-sized pixels at any width; its height depends on the number of rows
// alone, so nothing moves while results fill in; what has no interval gets none. The table beside
// it holds the same figures.

import { html, nothing, svg } from 'lit';
import { marker, seriesStyle } from './palette.js';
import { linearScale, logScale } from './scale.js';
import { SizedElement } from './sized-element.js';

/**
 * @typedef {object} ChartRow
 * @property {string} label
 * @property {number | null} median
 * @property {number | null} low
 * @property {number | null} high
 * @property {number[]} points the single rounds
 */

const ROW = 38;
const BAND = 10;
const TOP = 6;
const BOTTOM = 44;
const RIGHT = 26;
/** Below this width the labels stand above their rows instead of beside them. */
const NARROW = 560;

export class IntervalChart extends SizedElement {
  /** @override */
  static properties = {
    rows: { attribute: false },
    logarithmic: { attribute: false },
    axis: { attribute: false },
    alt: { attribute: false },
  };

  constructor() {
    super();
    /** @type {ChartRow[]} */
    this.rows = [];
    this.logarithmic = false;
    /** The axis' title, with its unit. */
    this.axis = '';
    this.alt = '';
  }

  /** @override */
  render() {
    const narrow = this.width < NARROW;
    const row = narrow ? ROW + 18 : ROW;
    const height = TOP + this.rows.length * row + BOTTOM;
    if (this.width === 0) return html`<div .style="height: ${height}px"></div>`;
    const left = narrow ? 6 : Math.min(240, this.#labelWidth());
    const right = this.width - RIGHT;
    const scale = this.#scale(right - left);
    const x = (/** @type {number} */ value) =>
      left + Math.min(1, Math.max(0, scale.at(value))) * (right - left);
    const floor = height - BOTTOM;
    return html`
      <svg
        class="interval-chart"
        role="img"
        aria-label=${this.alt}
        width=${this.width}
        height=${height}
        viewBox="0 0 ${this.width} ${height}"
      >
        ${scale.ticks.map((tick) => this.#tick(x(tick), floor, tick))}
        <text class="axis-title" x=${(left + right) / 2} y=${height - 6} text-anchor="middle">
          ${this.axis}
        </text>
        ${this.rows.map((data, i) => {
          const y = TOP + i * row + (narrow ? row - ROW / 2 : row / 2);
          return svg`
            <text class="row-label" x=${narrow ? left : left - 12} y=${narrow ? y - 18 : y + 4}
              text-anchor=${narrow ? 'start' : 'end'}>${data.label}</text>
            <line class="row-line" x1=${left} x2=${right} y1=${y} y2=${y} />
            ${this.#marks(data, i, x, y)}
          `;
        })}
      </svg>
    `;
  }

  /** @param {ChartRow} row @param {number} index @param {(value: number) => number} x @param {number} y */
  #marks({ median, low, high, points }, index, x, y) {
    const { property } = seriesStyle(index);
    const colour = `fill: var(${property}); stroke: var(${property})`;
    return svg`
      <g .style=${colour}>
        ${
          low !== null && high !== null
            ? svg`<rect class="interval" x=${x(low)} width=${Math.max(1, x(high) - x(low))}
                y=${y - BAND / 2} height=${BAND} rx="2" />`
            : nothing
        }
        ${points.map(
          (point) =>
            svg`<line class="point" x1=${x(point)} x2=${x(point)} y1=${y - 8} y2=${y + 8} />`,
        )}
        ${median === null ? nothing : marker(index, x(median), y, 6)}
      </g>
    `;
  }

  /** @param {number} x @param {number} floor @param {number} tick */
  #tick(x, floor, tick) {
    return svg`
      <line class="grid" x1=${x} x2=${x} y1=${TOP} y2=${floor} />
      <text class="tick" x=${x} y=${floor + 16} text-anchor="middle">
        ${this.locale.n.tick(tick)}
      </text>
    `;
  }

  /** @param {number} pixels */
  #scale(pixels) {
    const values = this.rows
      .flatMap((row) => [row.median, row.low, row.high, ...row.points])
      .filter((value) => value !== null && value > 0);
    const numbers = /** @type {number[]} */ (values);
    const top = numbers.length ? Math.max(...numbers) : 1e6;
    if (!this.logarithmic) return linearScale(top, pixels < 360 ? 3 : 6);
    return logScale(numbers.length ? Math.min(...numbers) : 1e3, top);
  }

  /** About as wide as the longest label; CJK glyphs count double. */
  #labelWidth() {
    const widths = this.rows.map((row) =>
      [...row.label].reduce((sum, glyph) => sum + (glyph > '\u{2E7F}' ? 13.5 : 7.1), 0),
    );
    return Math.max(80, ...widths) + 20;
  }
}

customElements.define('interval-chart', IntervalChart);

// <time-chart>: figures of one map's run by time, a line for each, over the stretches in which something was
// wrong.
//
// Guarantees: a figure that does not exist is a gap and no zero; nothing lies at the floor, also where the scale is
// logarithmic; faults carry their numbers. The table beside it
// holds the same figures.

import { nothing, svg } from 'lit';
import { framed, roomIn } from '../../charts/frame.js';
import { marker, seriesStyle } from '../../charts/palette.js';
import { linearScale, logScale } from '../../charts/scale.js';
import { SizedElement } from '../../charts/sized-element.js';

/** @typedef {{ label: string, values: (number | null)[] }} Line */
/** @typedef {{ id: number, from: number, to: number, chosen: boolean, title: string }} Span in milliseconds */

const HEIGHT = 220;
/** Least pixels that a stretch is drawn with. */
const LEAST = 3;

export class TimeChart extends SizedElement {
  /** @override */
  static properties = {
    lines: { attribute: false },
    step: { attribute: false },
    to: { attribute: false },
    top: { attribute: false },
    bottom: { attribute: false },
    logarithmic: { attribute: false },
    spans: { attribute: false },
    figure: { attribute: false },
    axisX: { attribute: false },
    axisY: { attribute: false },
    alt: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Line[]} */
    this.lines = [];
    /** Milliseconds from one value to the next. */
    this.step = 100;
    /** The end of the axis, in milliseconds. */
    this.to = 1000;
    /** The largest value and the smallest of all charts that stand side by side. */
    this.top = 1;
    this.bottom = 1;
    this.logarithmic = false;
    /** @type {Span[]} */
    this.spans = [];
    /** How a value is written at the axis. @type {(value: number) => string} */
    this.figure = (value) => this.locale.n.tick(value);
    this.axisX = '';
    this.axisY = '';
    this.alt = '';
  }

  /** @override */
  render() {
    const { width, alt, axisX, axisY, to } = this;
    const frame = { name: 'time-chart', width, height: HEIGHT, alt, axisX, axisY };
    return framed(frame, () => {
      const { left, right, top, floor } = roomIn(width, HEIGHT);
      const scale = this.logarithmic
        ? logScale(Math.max(1, this.bottom), Math.max(10, this.top))
        : linearScale(this.top, 4);
      const x = (/** @type {number} */ ms) =>
        left + (Math.min(Math.max(ms, 0), to) / Math.max(1, to)) * (right - left);
      const y = (/** @type {number} */ value) =>
        floor - Math.min(1, Math.max(0, scale.at(value))) * (floor - top);
      return {
        behind: this.spans.map((span) => this.#span(span, x, top, floor)),
        rows: scale.ticks.map((tick) => ({ at: y(tick), text: this.figure(tick) })),
        columns: linearScale(to, 6)
          .ticks.filter((ms) => ms <= to)
          .map((ms) => ({ at: x(ms), text: this.locale.n.plain(ms / 1000) })),
        lines: this.lines.map((line, index) => this.#line(line, index, x, y, floor)),
      };
    });
  }

  /** @param {Span} span @param {(ms: number) => number} x @param {number} top @param {number} floor */
  #span({ id, from, to, chosen, title }, x, top, floor) {
    const [start, end] = [x(from), Math.max(x(from) + LEAST, x(to))];
    return svg`
      <g class=${chosen ? 'guard-span chosen' : 'guard-span'}>
        <title>${title}</title>
        <rect x=${start} width=${end - start} y=${top} height=${floor - top} />
        <text class="tick" x=${start + 3} y=${top + 12}>${id}</text>
      </g>
    `;
  }

  /** @param {Line} line @param {number} index @param {(ms: number) => number} x @param {(value: number) => number} y @param {number} floor */
  #line({ label, values }, index, x, y, floor) {
    const { property, dash } = seriesStyle(index);
    /** @type {string[]} */
    const path = [];
    let last = -2;
    /** @type {[number, number][]} points that no line leads to or from */
    const alone = [];
    values.forEach((value, i) => {
      if (value === null) return;
      const [left, up] = [x((i + 0.5) * this.step), value > 0 ? y(value) : floor];
      path.push(`${last === i - 1 ? 'L' : 'M'}${left.toFixed(1)} ${up.toFixed(1)}`);
      if (last !== i - 1 && (values[i + 1] ?? null) === null) alone.push([left, up]);
      last = i;
    });
    return svg`
      <g .style=${`color: var(${property})`}>
        <title>${label}</title>
        ${path.length ? svg`<path class="curve" stroke-dasharray=${dash.join(' ') || 'none'} d=${path.join('')} />` : nothing}
        ${alone.map(([left, up]) => marker(index, left, up, 3.5))}
      </g>
    `;
  }
}

customElements.define('time-chart', TimeChart);

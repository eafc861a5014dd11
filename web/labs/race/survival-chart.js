// <survival-chart>: the share of runs still alive against time, one step curve for each setting.
//
// Guarantees: time is logarithmic, because lives differ by orders of magnitude; a setting none of whose
// runs died is a level line. The table beside it holds the same figures.

import { nothing, svg } from 'lit';
import { framed, roomIn } from '../../charts/frame.js';
import { seriesStyle } from '../../charts/palette.js';
import { logScale } from '../../charts/scale.js';
import { SizedElement } from '../../charts/sized-element.js';

/** @typedef {{ at: number, alive: number, low: number | null, high: number | null }} Step */
/** @typedef {{ label: string, steps: Step[] }} Curve */

const HEIGHT = 320;
const SHARES = [0, 0.25, 0.5, 0.75, 1];

export class SurvivalChart extends SizedElement {
  /** @override */
  static properties = {
    curves: { attribute: false },
    from: { attribute: false },
    to: { attribute: false },
    tick: { attribute: false },
    axisX: { attribute: false },
    axisY: { attribute: false },
    alt: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Curve[]} */
    this.curves = [];
    /** The shortest life, and the end of watching. */
    this.from = 0.1;
    this.to = 1;
    /** How a time is written. @type {(at: number) => string} */
    this.tick = String;
    this.axisX = '';
    this.axisY = '';
    this.alt = '';
  }

  /** @override */
  render() {
    const { width, alt, axisX, axisY } = this;
    const frame = { name: 'survival-chart', width, height: HEIGHT, alt, axisX, axisY };
    return framed(frame, () => {
      const { left, right, top, floor } = roomIn(width, HEIGHT);
      const scale = logScale(Math.min(this.from, this.to / 10), this.to);
      const x = (/** @type {number} */ at) =>
        left + Math.min(1, Math.max(0, scale.at(at))) * (right - left);
      const y = (/** @type {number} */ share) => floor - share * (floor - top);
      return {
        rows: SHARES.map((share) => ({
          at: y(share),
          text: `${this.locale.n.integer(share * 100)} %`,
        })),
        columns: scale.ticks.map((at) => ({ at: x(at), text: this.tick(at) })),
        lines: this.curves.map((curve, index) => this.#curve(curve, index, x, y)),
      };
    });
  }

  /** @param {Curve} curve @param {number} index @param {(at: number) => number} x @param {(share: number) => number} y */
  #curve({ label, steps }, index, x, y) {
    const { property, dash } = seriesStyle(index);
    // A busy machine notices a death after the time to watch was over.
    const end = x(Math.max(this.to, ...steps.map(({ at }) => at)));
    let path = `M${x(0)} ${y(1)}`;
    let band = '';
    steps.forEach(({ at, alive, low, high }, i) => {
      path += `H${x(at)}V${y(alive)}`;
      const until = i + 1 < steps.length ? x(steps[i + 1].at) : end;
      if (low !== null && high !== null && until > x(at)) {
        band += `M${x(at)} ${y(low)}H${until}V${y(high)}H${x(at)}Z`;
      }
    });
    return svg`
      <g .style=${`color: var(${property})`}>
        <title>${label}</title>
        ${band ? svg`<path class="band" d=${band} />` : nothing}
        <path class="curve" stroke-dasharray=${dash.join(' ') || 'none'} d=${`${path}H${end}`} />
      </g>
    `;
  }
}

customElements.define('survival-chart', SurvivalChart);

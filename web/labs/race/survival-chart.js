// <survival-chart>: the share of runs still alive against time, one step curve for each setting.
//
// Guarantees: plain SVG in text-sized pixels at any width, of a fixed height; time is logarithmic,
// because lives differ by orders of magnitude; a setting none of whose runs died is a level line. The
// table beside it holds the same figures.

import { html, nothing, svg } from 'lit';
import { LightElement } from '../../dom.js';
import { seriesStyle } from '../../charts/palette.js';
import { logScale } from '../../charts/scale.js';

/** @typedef {{ at: number, alive: number, low: number | null, high: number | null }} Step */
/** @typedef {{ label: string, steps: Step[] }} Curve */

const HEIGHT = 320;
const TOP = 22;
const BOTTOM = 46;
const LEFT = 58;
const RIGHT = 18;
const SHARES = [0, 0.25, 0.5, 0.75, 1];

export class SurvivalChart extends LightElement {
  /** @override */
  static properties = {
    curves: { attribute: false },
    from: { attribute: false },
    to: { attribute: false },
    tick: { attribute: false },
    axisX: { attribute: false },
    axisY: { attribute: false },
    alt: { attribute: false },
    width: { state: true },
  };

  #observer = new ResizeObserver(([entry]) => {
    this.width = Math.floor(entry.contentRect.width);
  });

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
    this.width = 0;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  /** @override */
  render() {
    const { width, locale } = this;
    if (width === 0) return html`<div .style="height: ${HEIGHT}px"></div>`;
    const [right, floor] = [width - RIGHT, HEIGHT - BOTTOM];
    const scale = logScale(Math.min(this.from, this.to / 10), this.to);
    const x = (/** @type {number} */ at) =>
      LEFT + Math.min(1, Math.max(0, scale.at(at))) * (right - LEFT);
    const y = (/** @type {number} */ share) => floor - share * (floor - TOP);
    const every = Math.ceil((scale.ticks.length * 64) / (right - LEFT));
    return html`
      <svg
        class="survival-chart"
        role="img"
        aria-label=${this.alt}
        width=${width}
        height=${HEIGHT}
        viewBox="0 0 ${width} ${HEIGHT}"
      >
        ${SHARES.map(
          (share) => svg`
            <line class="grid" x1=${LEFT} x2=${right} y1=${y(share)} y2=${y(share)} />
            <text class="tick" x=${LEFT - 8} y=${y(share) + 4} text-anchor="end">
              ${locale.n.integer(share * 100)} %
            </text>`,
        )}
        ${scale.ticks.map(
          (at, i) => svg`
            <line class="stem" x1=${x(at)} x2=${x(at)} y1=${floor} y2=${floor + 5} />
            ${
              i % every === 0
                ? svg`<text class="tick" x=${x(at)} y=${floor + 18} text-anchor="middle">${this.tick(at)}</text>`
                : nothing
            }`,
        )}
        <text class="axis-title" x=${(LEFT + right) / 2} y=${HEIGHT - 6} text-anchor="middle">
          ${this.axisX}
        </text>
        <text class="axis-title" x="2" y="12">${this.axisY}</text>
        ${this.curves.map((curve, index) => this.#curve(curve, index, x, y))}
      </svg>
    `;
  }

  /** @param {Curve} curve @param {number} index @param {(at: number) => number} x @param {(share: number) => number} y */
  #curve({ label, steps }, index, x, y) {
    const { property, dash } = seriesStyle(index);
    const end = x(this.to);
    let path = `M${LEFT} ${y(1)}`;
    let band = '';
    steps.forEach(({ at, alive, low, high }, i) => {
      path += `H${x(at)}V${y(alive)}`;
      const until = x(steps[i + 1]?.at ?? this.to);
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

// <lane-chart>: the operations of threads in a stretch of time, a lane for each thread.
//
// Guarantees: times are of each thread's own clock, and nothing is judged by them; a press on an operation tells
// its key (`guard-key`). The table below it has the same for the keyboard.

import { html, nothing, svg } from 'lit';
import { linearScale } from '../../charts/scale.js';
import { SizedElement } from '../../charts/sized-element.js';
import '../../charts/frame.css';
import { drawn } from './lanes.js';
import { guardTexts, laneText, timeText } from './texts.js';

/** @typedef {import('./types.js').Records} Records */
/** @typedef {import('./lanes.js').Entry} Entry */

const [LANE, GAP, LEFT, RIGHT, BOTTOM] = [26, 8, 74, 12, 40];

export class LaneChart extends SizedElement {
  /** @override */
  static properties = {
    records: { attribute: false },
    from: { attribute: false },
    to: { attribute: false },
    key: { attribute: false },
    chosen: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Records | null} */
    this.records = null;
    /** In nanoseconds. */
    this.from = 0;
    this.to = 1;
    /** The key whose operations are marked. @type {number | null} */
    this.key = null;
    /** The fault whose operations are marked, or 0. */
    this.chosen = 0;
  }

  /** @override */
  render() {
    const { records, width, from, to, locale } = this;
    if (!records) return nothing;
    const { t } = guardTexts(locale);
    const height = records.lanes.length * (LANE + GAP) + BOTTOM;
    if (width === 0) return html`<div .style=${`height: ${height}px`}></div>`;
    const room = width - LEFT - RIGHT;
    const x = (/** @type {number} */ time) =>
      LEFT + (Math.min(Math.max(time - from, 0), to - from) / (to - from)) * room;
    const floor = height - BOTTOM;
    const ticks = linearScale(to - from, Math.max(2, Math.floor(room / 110))).ticks;
    return html`
      <svg
        class="line-chart lane-chart"
        role="img"
        aria-label=${t('audit.lanesAlt', { threads: records.lanes.length })}
        width=${width}
        height=${height}
        viewBox="0 0 ${width} ${height}"
      >
        ${records.lanes.map((whose, lane) => {
          const top = lane * (LANE + GAP);
          return svg`
            <text class="tick" x="0" y=${top + LANE / 2 + 4}>${laneText(locale, whose)}</text>
            <rect class="lane" x=${LEFT} y=${top} width=${room} height=${LANE} />
            ${drawn(records, lane, from, to, room).map((entry) => this.#entry(entry, x, top))}
          `;
        })}
        ${ticks
          .filter((tick) => tick <= to - from)
          .map(
            (tick) => svg`
              <line class="stem" x1=${x(from + tick)} x2=${x(from + tick)} y1=${floor} y2=${floor + 5} />
              <text class="tick" x=${x(from + tick)} y=${floor + 20} text-anchor="middle">${tick > 0 ? `+${locale.n.nanoseconds(tick)}` : '0'}</text>
            `,
          )}
      </svg>
    `;
  }

  /** @param {Entry} entry @param {(time: number) => number} x @param {number} top */
  #entry(entry, x, top) {
    const { call, outcome, key, begun, took, fault } = entry;
    const start = x(begun);
    const look = [
      outcome === 'timeout' || outcome === 'panic' ? 'refused' : 'answered',
      fault > 0 ? 'touched' : '',
      fault > 0 && fault === this.chosen ? 'chosen' : '',
      key !== null && key === this.key ? 'of-key' : '',
    ];
    return svg`
      <rect
        class=${look.filter(Boolean).join(' ')}
        x=${start}
        y=${top}
        width=${Math.max(1, x(begun + took) - start)}
        height=${LANE}
        @click=${() => key !== null && this.tell('guard-key', key)}
      ><title>${call} ${key ?? ''} ${outcome} ${timeText(this.locale, took)}</title></rect>
    `;
  }
}

customElements.define('lane-chart', LaneChart);

// The frame of a chart of lines: a grid with its figures at the left, the axis' values below, both titles.
//
// Guarantees: plain SVG in text-sized pixels at any width, of a fixed height, so nothing moves while
// lines grow; of the values as many are written as have room.

import { html, nothing, svg } from 'lit';
import './frame.css';

const TOP = 22;
const BOTTOM = 46;
const RIGHT = 18;
const LEFT = 58;
const TICK_GAP = 10;
/** A digit's width, about. */
export const DIGIT = 7.2;

/** @typedef {{ at: number, text: string }} Mark `at`: in pixels */
/** Where lines may be drawn, in pixels. @typedef {{ left: number, right: number, top: number, floor: number }} Room */

/** @param {number} width @param {number} height @returns {Room} */
export function roomIn(width, height) {
  return { left: LEFT, right: width - RIGHT, top: TOP, floor: height - BOTTOM };
}

/**
 * @param {object} frame
 * @param {string} frame.name its class
 * @param {number} frame.width 0 while it is not known: then the place is kept
 * @param {number} frame.height
 * @param {string} frame.alt
 * @param {string} frame.axisX
 * @param {string} frame.axisY
 * @param {() => { rows: Mark[], columns: Mark[], behind?: unknown, lines: unknown }} draw
 */
export function framed({ name, width, height, alt, axisX, axisY }, draw) {
  if (width === 0) return html`<div .style="height: ${height}px"></div>`;
  const { left, right, floor } = roomIn(width, height);
  const { rows, columns, behind = nothing, lines } = draw();
  return html`
    <svg
      class="line-chart ${name}"
      role="img"
      aria-label=${alt}
      width=${width}
      height=${height}
      viewBox="0 0 ${width} ${height}"
    >
      ${behind}
      ${rows.map(
        ({ at, text }) => svg`
          <line class="grid" x1=${left} x2=${right} y1=${at} y2=${at} />
          <text class="tick" x=${left - 8} y=${at + 4} text-anchor="end">${text}</text>`,
      )}
      ${values(columns, floor, width)}
      <text class="axis-title" x=${(left + right) / 2} y=${height - 6} text-anchor="middle">
        ${axisX}
      </text>
      <text class="axis-title" x="2" y="12">${axisY}</text>
      ${lines}
    </svg>
  `;
}

/** @param {Mark[]} columns from left to right @param {number} floor @param {number} width */
function values(columns, floor, width) {
  let free = -Infinity;
  return columns.map(({ at, text }) => {
    const half = (text.length * DIGIT) / 2;
    const shown = at - half >= free;
    if (shown) free = at + half + TICK_GAP;
    return svg`
      <line class="stem" x1=${at} x2=${at} y1=${floor} y2=${floor + 5} />
      ${shown ? svg`<text class="tick" x=${Math.min(at, width - half)} y=${floor + 18} text-anchor="middle">${text}</text>` : nothing}
    `;
  });
}

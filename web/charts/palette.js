// How series are told apart: a colour, a dash and a marker for each place among the maps.
//
// Guarantees: no two of the sixteen places share all three; the colours are custom properties of
// the style sheet, so that both themes have their own and meet the contrast for graphics.

import { html, svg } from 'lit';

const COLOURS = 8;
/** Lengths of line and gap, in pixels. @type {readonly (readonly number[])[]} */
const DASHES = [
  [],
  [9, 4],
  [2.5, 3],
  [10, 3, 2.5, 3],
  [5, 3],
  [14, 4],
  [2.5, 2.5, 7, 2.5],
  [1.5, 5],
];
const MARKERS = /** @type {const} */ (['circle', 'square', 'diamond', 'triangle']);

/** @typedef {typeof MARKERS[number]} Marker */
/** @typedef {{ property: string, dash: number[], marker: Marker }} SeriesStyle */

/** @param {number} index @returns {SeriesStyle} */
export function seriesStyle(index) {
  const lap = Math.floor(index / COLOURS);
  return {
    property: `--series-${(index % COLOURS) + 1}`,
    dash: [...DASHES[(index + 3 * lap) % DASHES.length]],
    marker: MARKERS[(index + lap) % MARKERS.length],
  };
}

/** A piece of the series' line with its marker. @param {number} index */
export function swatch(index) {
  const { property, dash, marker } = seriesStyle(index);
  return html`
    <svg class="swatch" viewBox="0 0 30 12" width="30" height="12" aria-hidden="true">
      <g style="stroke: var(${property}); fill: var(${property})">
        <path d="M0 6H30" stroke-width="2" stroke-dasharray=${dash.join(' ') || 'none'} />
        ${markerShape(marker, 15, 6, 4)}
      </g>
    </svg>
  `;
}

/** @param {Marker} marker @param {number} x @param {number} y @param {number} r */
export function markerShape(marker, x, y, r) {
  if (marker === 'circle') return svg`<circle cx=${x} cy=${y} r=${r} />`;
  const d = {
    square: `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
    diamond: `M${x} ${y - r * 1.25}L${x + r * 1.25} ${y}L${x} ${y + r * 1.25}L${x - r * 1.25} ${y}z`,
    triangle: `M${x} ${y - r * 1.15}L${x + r * 1.15} ${y + r}H${x - r * 1.15}z`,
  }[marker];
  return svg`<path d=${d} />`;
}

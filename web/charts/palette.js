// How series are told apart: a colour, a dash and a marker for each place among the maps.
//
// Guarantees: each of the sixteen places has a marker of its own, by shape and by whether it is
// filled, so that colour is never needed; the colours are custom properties of the style sheet, so
// that both themes have their own and meet the contrast for graphics.

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
const MARKERS = /** @type {const} */ ([
  'circle',
  'square',
  'diamond',
  'triangle',
  'cross',
  'wedge',
  'star',
  'hourglass',
]);

/** @typedef {typeof MARKERS[number]} Marker */
/** @typedef {{ property: string, dash: number[], marker: Marker, hollow: boolean }} SeriesStyle */

/** @param {number} index @returns {SeriesStyle} */
export function seriesStyle(index) {
  const lap = Math.floor(index / COLOURS);
  return {
    property: `--series-${(index % COLOURS) + 1}`,
    dash: [...DASHES[(index + 3 * lap) % DASHES.length]],
    marker: MARKERS[(index + 2 * lap) % MARKERS.length],
    hollow: lap % 2 === 1,
  };
}

/** A piece of the series' line with its marker. @param {number} index */
export function swatch(index) {
  const { property, dash } = seriesStyle(index);
  return html`
    <svg class="swatch" viewBox="0 0 30 12" width="30" height="12" aria-hidden="true">
      <path
        d="M0 6H30"
        .style="stroke: var(${property})"
        stroke-width="2"
        stroke-dasharray=${dash.join(' ') || 'none'}
      />
      ${marker(index, 15, 6, 4.2)}
    </svg>
  `;
}

/**
 * The series' marker in its colour: filled, or an outline on the panel's ground.
 * @param {number} index @param {number} x @param {number} y @param {number} r
 */
export function marker(index, x, y, r) {
  const { property, marker: shape, hollow } = seriesStyle(index);
  const colour = `var(${property})`;
  const style = hollow
    ? `fill: var(--panel); stroke: ${colour}; stroke-width: 1.75`
    : `fill: ${colour}; stroke: var(--panel); stroke-width: 2; paint-order: stroke`;
  return svg`<path d=${outline(shape, x, y, hollow ? r - 0.4 : r)} .style=${style} />`;
}

/** @param {Marker} shape @param {number} x @param {number} y @param {number} r about its radius */
function outline(shape, x, y, r) {
  switch (shape) {
    case 'circle':
      return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
    case 'square':
      return `M${x - r * 0.9} ${y - r * 0.9}h${1.8 * r}v${1.8 * r}h${-1.8 * r}z`;
    case 'triangle':
      return `M${x} ${y - r * 1.2}L${x + r * 1.15} ${y + r}H${x - r * 1.15}z`;
    case 'wedge':
      return `M${x} ${y + r * 1.2}L${x + r * 1.15} ${y - r}H${x - r * 1.15}z`;
    case 'hourglass':
      return `M${x - r} ${y - r}h${2 * r}l${-2 * r} ${2 * r}h${2 * r}z`;
    case 'cross': {
      const [long, short] = [r * 1.2, r * 0.42];
      const arm = long - short;
      return (
        `M${x - short} ${y - long}h${2 * short}v${arm}h${arm}v${2 * short}h${-arm}v${arm}` +
        `h${-2 * short}v${-arm}h${-arm}v${-2 * short}h${arm}z`
      );
    }
    case 'diamond':
      return polygon(x, y, [r * 1.3], 4);
    case 'star':
      return polygon(x, y, [r * 1.4, r * 0.6], 10);
  }
}

/** @param {number} x @param {number} y @param {number[]} radii in turn @param {number} corners */
function polygon(x, y, radii, corners) {
  const points = Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners - Math.PI / 2;
    const r = radii[i % radii.length];
    return `${(x + r * Math.cos(angle)).toFixed(2)} ${(y + r * Math.sin(angle)).toFixed(2)}`;
  });
  return `M${points.join('L')}z`;
}

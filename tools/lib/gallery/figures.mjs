// The two shapes of a workload as SVG: the bar of its mix, and how its operations gather on few keys.
//
// Guarantees: colours are the page's own, so that its themes apply, an operation's the same everywhere;
// the same workload gives the same bytes.
// The words beside them hold the figures.

import { markup } from './markup.mjs';

/** @typedef {ReturnType<typeof import('./words.mjs').wordsOf>} Words */
/** @typedef {{ width: number, height: number, text: number, label?: string }} Size `text`: its height */

/** What a share needs for its figure to stand inside, in heights of its text. */
const NARROWEST = 3.4;

/** An operation's colour, by its place among all. */
export const colourOf = (place) => `var(--series-${place})`;

/**
 * The mix as one bar.
 * @param {import('./workload.mjs').Workload} workload
 * @param {Words} words
 * @param {Size} size
 */
export function mixBar({ mix }, words, { width, height, text, label }) {
  let from = 0;
  const pieces = mix.map(({ share, place }) => {
    const x = (from / 100) * width;
    const wide = (share / 100) * width;
    from += share;
    const bar = markup`<rect fill="${colourOf(place)}" x="${round(x)}" y="0" width="${round(wide)}" height="${height}"/>`;
    if (wide < NARROWEST * text) return bar;
    const middle = { x: x + wide / 2, y: height / 2 + text * 0.36 };
    return [bar, caption(middle, words.share(share / 100), { text, kind: 'on-op' })];
  });
  return picture({ width, height, label, content: pieces });
}

/**
 * The share of operations that goes to the hottest keys, over their number; null without a curve.
 * @param {import('./workload.mjs').Workload} workload
 * @param {Words} words
 * @param {Size} size
 */
export function keyCurve({ keys, distribution }, words, { width, height, text, label }) {
  const { curve, form } = distribution;
  if (!curve) return null;
  const [left, right] = [text * 4, width - text * 1.2];
  const [top, floor] = [text * 2.4, height - text * 3.6];
  const x = (rank) => left + (keys === 1 ? 1 : Math.log(rank) / Math.log(keys)) * (right - left);
  const y = (share) => floor - share * (floor - top);
  const path = (points) =>
    points
      .map(({ rank, share }, i) => `${i ? 'L' : 'M'}${round(x(rank))} ${round(y(share))}`)
      .join('');
  const line = path(curve);
  const even = path(curve.map(({ rank }) => ({ rank, share: rank / keys })));
  const content = [
    caption({ x: 0, y: text }, words.axisShare, { text, anchor: 'start' }),
    [0, 0.5, 1].map((share) => [
      rule([left, y(share)], [right, y(share)]),
      caption({ x: left - text * 0.5, y: y(share) + text * 0.36 }, words.share(share), {
        ...{ text, anchor: 'end' },
      }),
    ]),
    ticks(keys).map((rank) => [
      rule([x(rank), floor], [x(rank), floor + text * 0.4]),
      caption({ x: x(rank), y: floor + text * 1.5 }, short(rank), { text }),
    ]),
    caption({ x: (left + right) / 2, y: height - text * 0.5 }, words.axisKeys, { text }),
    markup`<path class="area" d="${line}L${round(right)} ${round(floor)}L${round(x(1))} ${round(floor)}Z"/>`,
    form !== 'uniform' && markup`<path class="even" d="${even}"/>`,
    markup`<path class="curve" d="${line}"/>`,
  ];
  return picture({ width, height, label, content });
}

/** With a label it is a picture to screen readers; without one it is part of another. */
function picture({ width, height, label, content }) {
  const role = label ? markup`role="img" aria-label="${label}"` : markup`aria-hidden="true"`;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${role}>${content}</svg>`;
}

function caption({ x, y }, content, { text, anchor = 'middle', kind = 'tick' }) {
  return markup`<text class="${kind}" x="${round(x)}" y="${round(y)}" font-size="${text}" text-anchor="${anchor}">${content}</text>`;
}

function rule([x1, y1], [x2, y2]) {
  return markup`<line class="grid" x1="${round(x1)}" x2="${round(x2)}" y1="${round(y1)}" y2="${round(y2)}"/>`;
}

/** Powers of ten, thinned where there are many. */
function ticks(keys) {
  const powers = Math.floor(Math.log10(keys));
  const step = powers > 4 ? 2 : 1;
  return Array.from({ length: Math.floor(powers / step) + 1 }, (_, i) => 10 ** (i * step));
}

function short(rank) {
  if (rank >= 1e6) return `${rank / 1e6} M`;
  return rank >= 1e3 ? `${rank / 1e3} k` : String(rank);
}

/** Two decimals are finer than a pixel, and the same on every machine. */
function round(value) {
  return Number(value.toFixed(2));
}

// A recorded result as a picture and as the block that stands inside <contend-lab> until the live
// experiment does, and for ever where there is no JavaScript.
//
// Guarantees: every figure is read from the Result; the same Result gives the same bytes. The block
// has no empty line, so that Markdown takes it for one piece of HTML.

import { linearScale } from '../../../web/charts/scale.js';
import { createNumbers } from '../../../web/strings/numbers.js';
import { markup } from '../gallery/markup.mjs';
import { around } from '../markdown.mjs';
import { ToolError } from '../shell.mjs';

const n = createNumbers('en');

/**
 * Where the block begins and ends in a source, in HTML and Markdown or in MDX.
 * @type {Record<'html' | 'mdx', [string, string]>}
 */
const MARKS = {
  html: ['<!-- recorded -->', '<!-- /recorded -->'],
  mdx: ['{/* recorded */}', '{/* /recorded */}'],
};

export const PICTURE = 'recorded.svg';
const STYLE =
  'svg { --ground: #ffffff; --rule: #dcdfe2; --ink: #15181c; --quiet: #555c65; --mark: #0b6bcb }' +
  ' @media (prefers-color-scheme: dark) {' +
  ' svg { --ground: #171b1f; --rule: #2d343b; --ink: #e9ebee; --quiet: #a5adb7; --mark: #5aa9ff } }';
const [WIDTH, ROW, TOP, LEFT, RIGHT, BOTTOM] = [640, 40, 12, 130, 30, 48];

/** @typedef {import('../../../web/types.js').Result} Result */

/**
 * Medians and intervals, one row for each map.
 * @param {Result} result
 * @returns {string} SVG on a ground of its own, so that it can be read on any page; as an image it is
 *   dark where the page says by `color-scheme` that it is, or else the system
 */
export function picture({ strategies }) {
  const height = TOP + strategies.length * ROW + BOTTOM;
  const rates = strategies.map(({ summary }) => summary.opsPerSec);
  const top = Math.max(...rates.flatMap(({ median, high }) => [median, high ?? 0]));
  const { at, ticks } = linearScale(top, 5);
  const floor = height - BOTTOM;
  const x = (value) => Math.round(LEFT + at(value) * (WIDTH - LEFT - RIGHT));
  return `${markup`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="14">
<style>${STYLE}</style>
<rect width="${WIDTH}" height="${height}" rx="8" fill="var(--ground)"/>
${ticks.map(
  (
    tick,
  ) => markup`<line x1="${x(tick)}" x2="${x(tick)}" y1="${TOP}" y2="${floor}" stroke="var(--rule)"/>
<text x="${x(tick)}" y="${floor + 18}" text-anchor="middle" fill="var(--quiet)">${n.tick(tick)}</text>
`,
)}${strategies.map(({ id, summary }, i) => {
    const y = TOP + i * ROW + ROW / 2;
    const { median, low, high } = summary.opsPerSec;
    const interval =
      low !== null &&
      markup`<rect x="${x(low)}" y="${y - 6}" width="${Math.max(1, x(high) - x(low))}" height="12" rx="2" fill="var(--mark)" fill-opacity="0.3"/>
`;
    return markup`<text x="${LEFT - 12}" y="${y + 5}" text-anchor="end" fill="var(--ink)">${id}</text>
${interval}<circle cx="${x(median)}" cy="${y}" r="5.5" fill="var(--mark)"/>
`;
  })}<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${height - 8}" text-anchor="middle" fill="var(--quiet)">operations per second: median and 95 % interval</text>
</svg>`}\n`;
}

/**
 * The block between the marks.
 * @param {Result} result
 * @param {'html' | 'mdx'} kind
 * @returns {string}
 */
export function block(result, kind) {
  const { strategies } = result;
  const [baseline] = strategies;
  const height = TOP + strategies.length * ROW + BOTTOM;
  const says = strategies.map(
    ({ id, summary }) => `${id} ${n.rate(summary.opsPerSec.median, 'ops/s')}`,
  );
  const alt = `Recorded medians: ${says.join(', ')}.`;
  // Docusaurus finds a picture beside the page only when Markdown names it.
  const image =
    kind === 'mdx'
      ? `\n![${alt}](./${PICTURE})\n`
      : markup`<img src="${PICTURE}" width="${WIDTH}" height="${height}" alt="${alt}" />`;
  const text = `${[
    '<figure>',
    image,
    markup`<figcaption>${caption(result)}</figcaption>`,
    '</figure>',
    '<table>',
    markup`<thead><tr><th scope="col">Map</th><th scope="col">Median</th><th scope="col">95 % interval</th><th scope="col">Ratio to ${baseline.id}</th></tr></thead>`,
    '<tbody>',
    ...strategies.map(({ id, summary }) => {
      const { opsPerSec, ratio } = summary;
      const to = id === baseline.id ? '1' : `${n.ratio(ratio.median)} (${span(ratio, n.ratio)})`;
      return markup`<tr><th scope="row">${id}</th><td>${n.rate(opsPerSec.median, 'ops/s')}</td><td>${span(opsPerSec, (v) => n.rate(v, 'ops/s'))}</td><td>${to}</td></tr>`;
    }),
    '</tbody>',
    '</table>',
  ].join('\n')}\n`;
  return kind === 'mdx' ? text.replace(/[{}]/g, (brace) => `&#${brace.charCodeAt(0)};`) : text;
}

function caption({ environment, strategies, warnings }) {
  const { host, userAgent, cores, build, recordedAt } = environment;
  const [{ trials }] = strategies;
  const rounds = new Set(trials.map(({ round }) => round)).size;
  const how = host === 'native' ? 'by the command line' : 'in a browser';
  return [
    `Recorded ${how} on ${userAgent} with ${cores} cores, ${recordedAt.slice(0, 10)},`,
    `Contend ${build}: ${rounds} rounds, ${trials[0].threads} threads.`,
    ...warnings.map(({ kind }) => `Warning: ${kind}.`),
    'A ratio whose interval spans 1 tells nothing apart.',
    'Your machine will give other figures: run it here.',
  ].join(' ');
}

/**
 * A source with its block made anew.
 * @param {string} text
 * @param {Result} result
 * @param {'html' | 'mdx'} kind
 */
export function withBlock(text, result, kind) {
  const found = around(text, ...MARKS[kind]);
  if (!found) throw new ToolError(`The source has no ${MARKS[kind][0]}.`);
  return `${found.before}\n${block(result, kind)}${found.after}`;
}

function span({ low, high }, write) {
  return low === null ? 'none' : `${write(low)} to ${write(high)}`;
}

// The pictures that stand for a page where its link is shown: a preset's name, its one line and the
// shape of its workload; and one for the landing page. They hold no result.
//
// Guarantees: 1200 by 630; text is measured and made smaller until it fits, down to a size that can
// still be read, below which it is cut at a word. Words are English: the packaged font has no
// Chinese glyphs.

import { keyCurve, mixBar } from './figures.mjs';
import { escape, markup } from './markup.mjs';
import { FONT_FAMILY, renderPng, widthOf } from './render.mjs';
import { CARD } from './social.mjs';
import { wordsOf } from './words.mjs';

const MARGIN = 72;
const INNER = CARD.width - 2 * MARGIN;
const words = wordsOf('en');

const STYLE = `
  text { font-family: '${FONT_FAMILY}'; fill: #15181c }
  .quiet { fill: #555c65 } .tick { fill: #555c65 } .brand { font-weight: 700 }
  .on-op { fill: #ffffff; font-weight: 700 }
  .op-1 { fill: #0b6bcb } .op-2 { fill: #c2480b } .op-3 { fill: #14804a } .op-4 { fill: #7c3aed }
  .op-5 { fill: #9a6700 } .op-6 { fill: #c0267e } .op-7 { fill: #0f7684 } .op-8 { fill: #59626d }
  .grid { stroke: #dcdfe2; stroke-width: 2 } .curve { fill: none; stroke: #0b6bcb; stroke-width: 5 }
  .area { fill: #0b6bcb; fill-opacity: 0.12 }
  .even { fill: none; stroke: #868d95; stroke-width: 3; stroke-dasharray: 8 8 }
  .chip { fill: #f1f2f1; stroke: #dcdfe2; stroke-width: 2 }
`;

/**
 * @param {import('./workload.mjs').Workload} workload
 * @param {{ label: { en: string }, summary: { en: string } }} preset
 */
export async function presetCard(workload, { label, summary }) {
  const { mix, prefill, keys } = workload;
  const facts = [
    `${words.integer(keys)} keys, ${prefill.percent.toFixed(0)} % filled`,
    [workload.distribution.label.en, ...workload.distribution.params].join(' '),
  ];
  const curve = keyCurve(workload, words, {
    width: 470,
    height: 270,
    text: 19,
  });
  const column = curve ? INNER - 500 : INNER;
  return frame([
    await line(label.en, { y: 214, size: 68, least: 40, width: INNER, weight: 700 }),
    await line(summary.en, { y: 276, size: 34, least: 22, width: INNER, quiet: true }),
    at(MARGIN, 346, mixBar(workload, words, { width: column, height: 64, text: 26 })),
    await line(words.mixText(mix), { y: 448, size: 26, least: 17, width: column }),
    await line(facts.join(' · '), { y: 494, size: 26, least: 17, width: column, quiet: true }),
    curve && at(CARD.width - MARGIN - 470, 300, curve),
  ]);
}

/** @param {{ strategies: { id: string, withheld: unknown }[] }} metadata */
export async function brandCard({ strategies }) {
  const [question, ...rest] = ['Which concurrent map,', 'and what does contention cost?'];
  const ids = strategies.filter(({ id, withheld }) => id !== 'null' && !withheld);
  return frame([
    await line(question, { y: 224, size: 59, least: 40, width: INNER, weight: 700 }),
    await line(rest[0], { y: 304, size: 59, least: 40, width: INNER, weight: 700 }),
    await line('Real maps, real threads, your own machine, in a browser tab.', {
      ...{ y: 368, size: 32, least: 22, width: INNER, quiet: true },
    }),
    await chips(
      ids.map(({ id }) => id),
      { y: 416, size: 24, height: 50 },
    ),
  ]);
}

/** @param {unknown[]} content @returns {Promise<Uint8Array>} */
function frame(content) {
  const { width, height } = CARD;
  const drawing = markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
    <style>${STYLE}</style>
    <rect width="${width}" height="${height}" fill="#ffffff"/>
    <rect width="${width}" height="12" fill="#1d5ac9"/>
    <g transform="translate(${MARGIN} 62) scale(1.75)">
      <rect width="32" height="32" rx="7" fill="#1f5fd6"/>
      <path d="M7 9h7l4 7M7 16h11M7 23h7l4-7" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/>
      <circle cx="23" cy="16" r="4" fill="#fff"/>
    </g>
    <text class="brand" x="${MARGIN + 74}" y="103" font-size="36">Contend</text>
    ${content}
  </svg>`;
  // A style sheet's quotes are not text to XML.
  return renderPng(String(drawing).replaceAll('&#39;', "'"));
}

function at(x, y, content) {
  return markup`<g transform="translate(${x} ${y})">${content}</g>`;
}

/** One line of text, as large as fits. */
async function line(text, { y, size, least, width, weight = 400, quiet = false }) {
  const style = (px) => `font-family="${FONT_FAMILY}" font-size="${px}" font-weight="${weight}"`;
  const measure = (words, px) =>
    widthOf(`<text x="0" y="200" ${style(px)}>${escape(words)}</text>`);
  const full = await measure(text, size);
  const px = Math.max(least, Math.min(size, Math.floor((size * width) / full)));
  let shown = text;
  while ((await measure(shown, px)) > width && shown.includes(' ')) {
    shown = `${shown.replace(/…$/, '').replace(/\s+\S*$/, '')}…`;
  }
  return markup`<text class="${quiet ? 'quiet' : 'ink'}" x="${MARGIN}" y="${y}" font-size="${px}" font-weight="${weight}">${shown}</text>`;
}

/** Names in boxes, in as many rows as the picture has room for. */
async function chips(names, { y, size, height }) {
  const drawn = [];
  let x = MARGIN;
  let row = 0;
  for (const name of names) {
    const width =
      (await widthOf(
        `<text y="200" font-family="${FONT_FAMILY}" font-size="${size}">${escape(name)}</text>`,
      )) + 36;
    if (x + width > CARD.width - MARGIN) {
      x = MARGIN;
      row += 1;
    }
    const top = y + row * (height + 14);
    if (top + height > CARD.height - 24) break;
    drawn.push(
      markup`<rect class="chip" x="${x}" y="${top}" width="${width.toFixed(1)}" height="${height}" rx="8"/><text x="${x + 18}" y="${top + height * 0.66}" font-size="${size}">${name}</text>`,
    );
    x += Number(width.toFixed(1)) + 14;
  }
  return drawn;
}

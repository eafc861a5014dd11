// What lies over the text of an editor: where lines begin, which colours they have, what is underlined.
//
// Guarantees: pure. A line costs what is on it, however long the text is: only lines in view are asked for.

/** @typedef {import('./types.js').Mark} Mark */

/** As the scanner's module numbers them. */
export const COLOURS = ['', 'keyword', 'predeclared', 'string', 'number', 'comment', 'called'];

/** Beyond so many signs a line is drawn without colours. */
const LONGEST = 2_000;

/** Where each line of a text begins. @param {string} text */
export function lineStarts(text) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The index of the line that an offset is in. @param {number[]} starts @param {number} offset */
export function lineOf(starts, offset) {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The columns that a line takes on the screen.
 * @param {string} line @param {number} tab
 */
export function widthOf(line, tab) {
  let width = 0;
  for (const sign of line) {
    const code = sign.codePointAt(0) ?? 0;
    if (sign === '\t') width += tab - (width % tab);
    else width += code >= 0x1100 ? 2 : 1;
  }
  return width;
}

/**
 * Colours of a text that was edited since, until there are new ones: what is before the edit stays, what is
 * behind it moves along.
 * @param {Uint32Array} colours @param {string} before @param {string} after
 */
export function moved(colours, before, after) {
  const most = Math.min(before.length, after.length);
  let same = 0;
  while (same < most && before.charCodeAt(same) === after.charCodeAt(same)) same += 1;
  let tail = 0;
  const left = most - same;
  while (
    tail < left &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail += 1;
  }
  const [end, by] = [before.length - tail, after.length - before.length];
  const kept = new Uint32Array(colours.length);
  let length = 0;
  for (let at = 0; at < colours.length; at += 3) {
    const [start = 0, stop = 0, colour = 0] = colours.subarray(at, at + 3);
    const isBefore = stop <= same;
    const isBehind = start >= end;
    const isAround = start <= same && stop >= end;
    if (!isBefore && !isBehind && !isAround) continue;
    kept.set([isBehind ? start + by : start, isBefore ? stop : stop + by, colour], length);
    length += 3;
  }
  return kept.slice(0, length);
}

/**
 * The pieces of a line, each with the classes that it has.
 * @param {string} text the whole
 * @param {{ start: number, end: number }} line without its end
 * @param {Uint32Array} colours
 * @param {Mark[]} marks of this line
 * @returns {{ text: string, classes: string }[]}
 */
export function pieces(text, { start, end }, colours, marks) {
  if (end - start > LONGEST) return [{ text: text.slice(start, end), classes: '' }];
  /** @type {{ from: number, to: number, name: string }[]} */
  const spans = marks.map(({ from, to, look }) => ({
    from: start + from - 1,
    to: Math.min(end, start + to - 1),
    name: `mark-${look}`,
  }));
  for (let at = firstBehind(colours, start); at < colours.length; at += 3) {
    const [from = 0, to = 0, colour = 0] = colours.subarray(at, at + 3);
    if (from >= end) break;
    spans.push({ from, to, name: `code-${COLOURS[colour]}` });
  }
  const cuts = new Set([start, end]);
  for (const { from, to } of spans) {
    for (const cut of [from, to]) if (cut > start && cut < end) cuts.add(cut);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1] ?? end;
    const names = spans.filter((span) => span.from <= from && span.to >= to && span.to > span.from);
    return { text: text.slice(from, to), classes: names.map(({ name }) => name).join(' ') };
  });
}

/** Where the first token is that ends behind an offset. @param {Uint32Array} colours @param {number} offset */
function firstBehind(colours, offset) {
  let [low, high] = [0, colours.length / 3];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((colours[middle * 3 + 1] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low * 3;
}

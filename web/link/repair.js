/**
 * Mends what happens to links on their way: chat programs put brackets and full stops around them,
 * mail programs wrap them, templates escape them a second time.
 *
 * A stage of its own before the codec, and only for links that do not read as they stand; the codec
 * drops the outcome where it reads no better. So a link without a fault never gets here. No step takes
 * away what a value may consist of, each is named, and the native codec's `repair.rs` follows the same
 * rules over the same files of links.
 */

import { percentDecode } from './percent.js';

/** @typedef {import('../types.js').Repair} Repair */

/** As often as damage may lie upon damage. */
const PASSES = 4;

/** @type {Record<string, string>} */
const ESCAPES = {
  ...{ amp: '&', '#38': '&', '#x26': '&', lt: '<', gt: '>', quot: '"', '#34': '"' },
  ...{ apos: "'", '#39': "'", '#x27': "'", nbsp: ' ' },
};
const ESCAPE = new RegExp(`&(${Object.keys(ESCAPES).join('|')});`, 'g');

/** Characters without a shape: soft hyphens, joiners, marks of direction and of byte order. */
const INVISIBLE =
  /[\u{ad}\u{61c}\u{180e}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{feff}]/gu;
/** White space with what quotes a line, perhaps after the sign that ends a wrapped line. */
const GAP = /=?[\p{White_Space}>]+/gu;
const BLANK = /\p{White_Space}/u;
const WRAP = /[\r\n]/;
const DIGIT = /[0-9]/;
/** What opens chat markup or a bracket, and a slash. No quotation marks, as in the command line. */
const OPENING = /^[/<([{*_~`（「『【《〈«‹]+/u;
/** What a value may end in, and what is packed. */
const WORD = /[\p{Alphabetic}\p{N}%]/u;
const PACKED = /[\p{Alphabetic}\p{N}%_-]/u;
/** An escape, or several in a row, which may make one character. */
const ESCAPED = /(?:%[0-9a-f]{2})+/gi;
/** What a link is built of, and what needs no escape. */
const BUILT = /[%&=#?/A-Za-z0-9]/g;

/**
 * The fragment in what was pasted: from the first `#` before a version, else from the first that
 * begins no HTML escape.
 * @param {string} pasted
 * @param {string} version
 * @returns {string | null} null where there is none
 */
export function fragmentOf(pasted, version) {
  const text = /^_.*_$/su.test(pasted) ? pasted.slice(1, -1) : pasted;
  const starts = [...text.matchAll(/#/g)].map(({ index }) => index);
  const escapes = Object.keys(ESCAPES).map((name) => `${name};`);
  const at =
    starts.find((place) =>
      text
        .slice(place + 1)
        .replace(/^\//, '')
        .startsWith(version),
    ) ?? starts.find((place) => !escapes.some((escape) => text.startsWith(escape, place)));
  return at === undefined ? null : text.slice(at);
}

/**
 * The text after every step that finds something to do, and what was done.
 * @param {string} broken a fragment without its `#`
 * @param {{ isKey: (name: string) => boolean, packed: string[] }} rules
 * @returns {{ text: string, repairs: Repair[] }}
 */
export function mend(broken, { isKey, packed }) {
  /** @type {Map<Repair['kind'], string | null>} */
  const named = new Map();
  /** @param {Repair['kind']} kind @param {string | null} [value] */
  const name = (kind, value = null) => {
    if (kind === 'punctuation') named.set(kind, (named.get(kind) ?? '') + value);
    else if (!named.has(kind)) named.set(kind, value);
  };
  let text = broken;
  for (let pass = 0; pass < PASSES; pass += 1) {
    const before = text;
    text = withoutSpace(unencoded(text), isKey, name);
    text = text.replace(ESCAPE, (escape, character) => {
      name('escaped', escape);
      return ESCAPES[character] ?? '';
    });
    text = text.replace(OPENING, (opening) => {
      const markup = opening.replaceAll('/', '');
      if (markup !== opening) name('slash');
      if (markup) name('punctuation', markup);
      return '';
    });
    const decoded = decodedOnce(text);
    if (decoded !== null) name('encoded');
    text = withoutEnd(decoded ?? text, packed, name);
    if (text === before) break;
  }
  return { text, repairs: [...named].map(([kind, value]) => ({ kind, value })) };
}

/**
 * White space and what has no shape goes, with the `>` of quoted lines and with the `=` that mail
 * ends a wrapped line with; but a blank between two digits may stand between two numbers.
 * @param {string} text
 * @param {(name: string) => boolean} isKey
 * @param {(kind: Repair['kind']) => void} name
 */
function withoutSpace(text, isKey, name) {
  const seen = text.replace(INVISIBLE, '');
  let out = '';
  let done = 0;
  for (const { 0: gap, index } of seen.matchAll(GAP)) {
    if (!BLANK.test(gap)) continue;
    const wrap = WRAP.test(gap);
    const soft = gap.startsWith('=');
    const after = index + gap.length;
    const digits = DIGIT.test(seen[index - 1] ?? '') && DIGIT.test(seen[after] ?? '');
    if (!soft && !wrap && digits) continue;
    out += seen.slice(done, index);
    const key = out.slice(Math.max(out.lastIndexOf('?'), out.lastIndexOf('&')) + 1);
    // A sign that a key does not need ends the line.
    if (soft && !(wrap && (seen[after] === '=' || !isKey(key)))) out += '=';
    done = after;
  }
  out += seen.slice(done);
  if (out !== text) name('space');
  return out;
}

/**
 * Decodes once more what is encoded as a whole: the structure itself, the whole query, every percent
 * sign, or each `=` as mail has it.
 * @param {string} text
 * @returns {string | null} null where nothing is
 */
function decodedOnce(text) {
  const [head = '', ...rest] = text.split('?');
  const query = rest.join('?');
  const structure = /%2F|%3F/.test(head);
  const settings = !query.includes('=') && query.includes('%3D');
  const twice = /%/.test(text) && !/%(?!25[0-9a-f]{2})/i.test(text);
  if (structure || settings || twice) return percentDecode(text);
  const quoted = query.includes('=') && !/=(?!3D)/.test(query);
  return quoted ? text.replaceAll('=3D', '=') : null;
}

/**
 * Without the punctuation at the end, and without the second half of a Markdown link whose text is
 * the link itself.
 * @param {string} text
 * @param {string[]} packed keys whose values are base64url
 * @param {(kind: Repair['kind'], value: string) => void} name
 */
function withoutEnd(text, packed, name) {
  const [whole = ''] = text.split('](', 1);
  const last = whole.slice(Math.max(whole.lastIndexOf('?'), whole.lastIndexOf('&')) + 1);
  const kept = packed.some((key) => last.startsWith(`${key}=`)) ? PACKED : WORD;
  let end = whole.length;
  for (const character of [...whole].reverse()) {
    if (kept.test(character)) break;
    end -= character.length;
  }
  if (end < text.length) name('punctuation', text.slice(end));
  return text.slice(0, end);
}

/**
 * The same link with fewer escapes: browsers have many for what stands around a link. What a link is
 * built of stays as it is written.
 * @param {string} text
 */
function unencoded(text) {
  return text.replace(ESCAPED, (run) => {
    const decoded = percentDecode(run);
    if (decoded === null) return run;
    return decoded.replace(BUILT, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  });
}

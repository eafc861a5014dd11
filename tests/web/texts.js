/**
 * What a page says: every text that is shown, told to those who do not see it, or drawn, and what is
 * wrong with it whatever it says.
 */

import { zh as live } from '../../web/strings/race-live/zh.js';
import { steps } from '../../web/strings/race/steps.zh.js';
import { zh as race } from '../../web/strings/race/zh.js';
import { zh as passes } from '../../web/strings/passes/zh.js';
import { zh as result } from '../../web/strings/result/zh.js';
import { zh as runs } from '../../web/strings/runs/zh.js';
import { zh as scale } from '../../web/strings/scale/zh.js';
import { zh } from '../../web/strings/zh.js';
import { readMetadata } from '../../tools/lib/registry.mjs';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {{ text: string, at: string, data: boolean }} Text `data`: the same in any language */

const metadata = readMetadata();

/** What a value looks like that was not there. */
const MISSING = /\bundefined\b|\bNaN\b|\[object\b|\bnull\b/;
/** The map of that name, as links and the command line write it. */
const NO_MAP = /(?<=maps?=|[,'"/])null(?=[,&'"*]|$)/g;

/** Keeps what is drawn on canvases from now on, whose text is nowhere else. Before the page's scripts. */
export function keepDrawn() {
  window.drawn = new Set();
  const { prototype } = CanvasRenderingContext2D;
  for (const name of /** @type {const} */ (['fillText', 'strokeText'])) {
    const draw = prototype[name];
    prototype[name] = function (text, ...where) {
      window.drawn.add(`${text}`);
      return draw.call(this, text, ...where);
    };
  }
}

/** Every text of the page as it stands. @param {Tab} tab @returns {Promise<Text[]>} */
export function textsOf(tab) {
  return tab.evaluate(() => {
    const names = [
      'title',
      'aria-label',
      'placeholder',
      'alt',
      'aria-valuetext',
      'aria-description',
    ];
    // Code is code in any language, links are addresses, and what a live region said was said before.
    const data =
      'code, pre, samp, textarea, dd, .print-link, .environment, [lang=en], [role=status].unseen';
    const texts = [...window.drawn].map((text) => ({ text, at: 'canvas', data: true }));
    const add = (
      /** @type {Element} */ element,
      /** @type {string} */ what,
      /** @type {unknown} */ text,
    ) => {
      const said = `${text ?? ''}`.trim();
      const at = `${element.localName}.${element.className?.baseVal ?? element.className} ${what}`;
      if (said) texts.push({ text: said, at, data: element.closest(data) !== null });
    };
    const walk = (/** @type {ParentNode} */ root) => {
      const walker = document.createTreeWalker(
        root,
        NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
      );
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!(node instanceof Element)) {
          if (!node.parentElement?.closest('script, style'))
            add(node.parentElement, 'says', node.nodeValue);
          continue;
        }
        for (const name of names) add(node, name, node.getAttribute(name));
        if (node instanceof HTMLInputElement && node.type !== 'radio' && node.type !== 'checkbox') {
          texts.push({ text: node.value, at: `input ${node.name}`, data: true });
        }
        if (node instanceof HTMLTextAreaElement) add(node, 'holds', node.value);
        if (node.shadowRoot) walk(node.shadowRoot);
      }
    };
    walk(document);
    return texts;
  });
}

/** Where a value is missing. @param {Text[]} texts */
export function missing(texts) {
  return texts.filter(({ text }) => MISSING.test(text.replace(NO_MAP, '')));
}

/** Shorter ones are units and abbreviations, and so is the rate of operations. */
const WORD = /(?![kMG]ops\/s)\b[A-Za-z]{4,}/g;

/** Names: the product's, languages', systems', the maps' as links write them, and of sources. */
const NAMES = [
  ...['Contend', 'English', 'Chromium', 'Firefox', 'Linux'],
  ...metadata.strategies.flatMap(({ id, variants, source }) => [
    ...[id, source.title],
    ...variants.map((variant) => variant.id),
  ]),
];

const ALLOWED = new Set(
  [
    ...[zh, passes, result, runs, race, live, scale, steps].flatMap((table) =>
      Object.values(table),
    ),
    ...chineseWords(metadata),
    ...NAMES,
  ].flatMap((text) => text.match(WORD) ?? []),
);

/** @param {unknown} data @returns {string[]} */
function chineseWords(data) {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    key === 'zh' && typeof value === 'string' ? [value] : chineseWords(value),
  );
}

/**
 * What is left in English on a Chinese page: texts with a Latin word that stands neither in the Chinese
 * texts nor in the registry's, and is no data.
 * @param {Text[]} texts
 */
export function leftInEnglish(texts) {
  return texts.filter(
    ({ text, data }) => !data && (text.match(WORD) ?? []).some((word) => !ALLOWED.has(word)),
  );
}

/**
 * What a page says: every text that is shown, told to those who do not see it, or drawn, and what is
 * wrong with it whatever it says.
 */

import { readFileSync } from 'node:fs';
import { zh as live } from '../../web/labs/race/words/live.zh.js';
import { steps } from '../../web/labs/race/words/steps.zh.js';
import { zh as race } from '../../web/labs/race/words/zh.js';
import { zh as comparison } from '../../web/labs/compare/words/comparison.zh.js';
import { zh as passes } from '../../web/labs/compare/words/passes.zh.js';
import { zh as chooser } from '../../web/labs/parts/words/chooser.zh.js';
import { zh as result } from '../../web/labs/parts/words/zh.js';
import { zh as runs } from '../../web/labs/compare/words/runs.zh.js';
import { zh as choose } from '../../web/labs/choose/words/zh.js';
import { zh as incident } from '../../web/labs/guard/words/incident.zh.js';
import { zh as guard } from '../../web/labs/guard/words/zh.js';
import { zh as matrix } from '../../web/labs/matrix/words/zh.js';
import { zh as scale } from '../../web/labs/scale/words/zh.js';
import { zh as scan } from '../../web/labs/scan/words/zh.js';
import { zh as share } from '../../web/share/words/zh.js';
import { zh as embed } from '../../web/embed/words/zh.js';
import { zh } from '../../web/strings/zh.js';
import { paths } from '../../tools/lib/paths.mjs';
import { readMetadata } from '../../tools/lib/registry.mjs';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {{ text: string, at: string, data: boolean, map: boolean }} Text `data`: the same in any language; `map`: may be a map's name */

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

/** Every text that the page shows as it stands. @param {Tab} tab @returns {Promise<Text[]>} */
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
    const asIs =
      'code, pre, samp, textarea, dd, .print-link, .environment, [lang=en], [role=status].unseen';
    const texts = [...window.drawn, document.title].map((text) => ({
      text,
      at: 'canvas',
      data: true,
    }));
    const add = (/** @type {Element} */ element, what = 'says', text = '') => {
      texts.push({
        text: text.trim(),
        at: `${element.localName}.${element.getAttribute('class') ?? ''} ${what}`,
        data: element.closest(asIs) !== null,
        map: element.closest('code, option, dialog.chooser') !== null,
      });
    };
    const shown = (/** @type {Element} */ element) =>
      (element.closest('select') ?? element).checkVisibility() && !element.closest('script, style');
    const walk = (/** @type {ParentNode} */ root) => {
      const walker = document.createTreeWalker(
        root,
        NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
      );
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node instanceof Element ? node : node.parentElement;
        if (node instanceof Element && node.shadowRoot) walk(node.shadowRoot);
        if (element && !shown(element)) continue;
        if (!(node instanceof Element)) {
          add(element ?? root.host, 'says', node.nodeValue);
          continue;
        }
        for (const name of names) add(node, name, node.getAttribute(name) ?? '');
        if (node.matches('textarea, input:not([type=radio], [type=checkbox])')) {
          add(node, 'holds', node.value);
          texts.at(-1).data = true;
        }
      }
    };
    walk(document.body);
    return texts.filter(({ text }) => text !== '');
  });
}

/** Where a value is missing. @param {Text[]} texts */
export function missing(texts) {
  return texts.filter(
    ({ text, map }) => MISSING.test(text.replace(NO_MAP, '')) && !(map && text === 'null'),
  );
}

/** Shorter ones are units and abbreviations, and so is the rate of operations. */
const WORD = /(?![kMG]ops\/s)\b[A-Za-z]{4,}/g;

/** Names: the product's, languages', systems', and what links and the sources of maps are made of. */
const NAMES = [
  ...['Contend', 'English', 'Chromium', 'Firefox', 'Linux', 'EPYC', 'Atomics', 'Ctrl+Enter'],
  ...[...metadata.keys, ...metadata.labKeys.race].map(
    ({ key, default: usual }) => `${key} ${usual}`,
  ),
  ...metadata.presets.map(({ name }) => name),
  ...metadata.strategies.flatMap(({ id, variants, source }) => [
    ...[id, source.title],
    ...variants.map((variant) => variant.id),
  ]),
];

/** What the crate says of keys that only one lab has, and of that lab. */
const LAB_WORDS = ['choose', 'matrix', 'scan', 'guard'].map((lab) =>
  JSON.parse(readFileSync(paths.labWords(lab), 'utf8')),
);

const ALLOWED = new Set(
  [
    ...[
      ...[zh, comparison, passes, result, runs, race, live, scale, steps],
      ...[choose, matrix, scan, guard, incident, chooser, embed, share],
    ].flatMap((table) => Object.values(table)),
    ...[metadata, ...LAB_WORDS].flatMap(chineseWords),
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
 * @param {string} source what else texts may have words of: a program that is talked about
 */
export function leftInEnglish(texts, source) {
  const known = new Set(source.match(WORD));
  const isLeft = (/** @type {string} */ word) => !ALLOWED.has(word) && !known.has(word);
  return texts.filter(({ text, data }) => !data && (text.match(WORD) ?? []).some(isLeft));
}

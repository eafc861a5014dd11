/**
 * The page in Chinese says nothing in English: every Latin word that a reader can see stands in the
 * Chinese texts, in the registry's or is data.
 */

import assert from 'node:assert/strict';
import { zh as passes } from '../../web/strings/passes/zh.js';
import { zh as result } from '../../web/strings/result/zh.js';
import { zh as runs } from '../../web/strings/runs/zh.js';
import { zh } from '../../web/strings/zh.js';
import { readMetadata } from '../../tools/lib/registry.mjs';
import { openApp, quick } from './app.js';
import { EITHER, inBrowsers } from './harness.js';
import { site } from './servers.js';

/** Shorter ones are units and abbreviations, and so is the rate of operations. */
const WORD = /(?![kMG]ops\/s)\b[A-Za-z]{4,}/g;

const metadata = readMetadata();

/** Texts in which Latin words are meant to be. */
const CHINESE = [
  ...[zh, passes, result, runs].flatMap((table) => Object.values(table)),
  ...chineseWords(metadata),
];

/** Names: the product's, languages', systems', the maps' as links write them, and of sources. */
const NAMES = [
  ...['Contend', 'English', 'Chromium', 'Firefox', 'Linux'],
  ...metadata.strategies.flatMap(({ id, variants, source }) => [
    ...[id, source.title],
    ...variants.map((variant) => variant.id),
  ]),
];

const ALLOWED = new Set([...CHINESE, ...NAMES].flatMap((text) => text.match(WORD) ?? []));

/** @param {unknown} data @returns {string[]} */
function chineseWords(data) {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    key === 'zh' && typeof value === 'string' ? [value] : chineseWords(value),
  );
}

/** Every text and every name that the page shows or tells. @param {Element} root */
function visibleTexts(root = document.body) {
  // Code is code in any language, links are addresses, and a result's own fields are data.
  const data = 'code, pre, script, style, textarea, dd, .print-link, .environment, [lang=en]';
  const texts = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node instanceof Element ? node : node.parentElement;
    if (element.closest(data)) continue;
    if (node instanceof Element) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        texts.push(node.getAttribute(name) ?? '');
      }
    } else texts.push(node.nodeValue ?? '');
  }
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}

inBrowsers(
  'language',
  () => site(),
  ({ check }) => {
    check('nothing is left in English', async (tab, { server }) => {
      const foreign = async (/** @type {string} */ where) => {
        const texts = await tab.evaluate(visibleTexts);
        assert.ok(texts.length > 50, where);
        const left = texts.filter((text) =>
          (text.match(WORD) ?? []).some((word) => !ALLOWED.has(word)),
        );
        assert.deepEqual(left, [], where);
      };
      await openApp(
        tab,
        `${server.url}?lang=zh${quick({ maps: 'null,mutex,sharded:16', ms: 50 })}`,
      );
      await foreign('before a run');
      for (let i = 0; i < 2; i += 1) {
        await tab.evaluate(() => document.querySelector('contend-app').run());
      }
      await tab.waitFor(() => document.querySelector('.runs h3'));
      await tab.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await foreign('with results');

      const pressed = (/** @type {string} */ selector, text = '') =>
        tab.evaluate(
          ([query, label]) =>
            [...document.querySelectorAll(query)]
              .findLast(({ textContent }) => textContent.includes(label))
              .click(),
          [selector, text],
        );
      await pressed('.copy-link button', zh['share.open']);
      await tab.waitFor(() => document.querySelector('dialog.share[open] .share-link'));
      await foreign('sharing');
      const link = await tab.evaluate(() => document.querySelector('.share-link').value);
      await tab.press('Escape');
      await pressed('.choose-maps');
      await tab.waitFor(() => document.querySelector('dialog.chooser[open] table'));
      await foreign('choosing maps');
      await tab.press('Escape');

      await tab.open('about:blank');
      await openApp(tab, `${server.url}?lang=zh${link.slice(link.indexOf('#'))}`);
      await tab.waitFor(() => document.querySelector('.recorded .figures'));
      await foreign('with a recorded result');
      await tab.evaluate(() => {
        document.querySelector('contend-app').experiment = '#v1/compare?maps=7&threads=900&7=1&r=A';
      });
      await tab.waitFor(() => document.querySelector('recorded-result .notice'));
      await foreign('with a bad link');
    });
  },
  EITHER,
);

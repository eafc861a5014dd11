/**
 * The snippet for other people's pages: what it holds, and that nothing in it can become markup.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { escape, snippet } from '../../web/embed/snippet.js';
import { createLocale, loadLanguage } from '../../web/strings/index.js';
import { metadata } from './links.js';

/** @typedef {import('../../web/types.js').Result} Result */
/** @typedef {import('../../web/embed/snippet.js').Choice} Choice */

await loadLanguage('zh');
const locale = createLocale('en');

/** @type {Choice} */
const choice = {
  kind: 'element',
  base: 'https://maps.test/contend/',
  link: '#v1/compare?maps=mutex,rwlock&threads=2',
  theme: 'dark',
  lang: 'en',
  height: 400,
};

/** @param {string} id @param {number | null} low */
const strategy = (id, low) => ({
  id,
  trials: Array(7).fill({}),
  summary: { opsPerSec: { median: 12.4e6, low, high: low && 13e6 } },
});

const result = /** @type {Result} */ (
  /** @type {unknown} */ ({
    environment: {
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
      cores: 2,
      recordedAt: '2026-11-23T01:08:04.239Z',
    },
    strategies: [
      strategy('mutex', 12e6),
      strategy('"><img src=x onerror=evil()>', null),
      { id: 'rwlock', trials: [], summary: null },
    ],
  })
);

test('the element, its script beside the page, its place reserved', () => {
  const text = snippet(choice, { locale, metadata, result: null });
  assert.ok(
    text.startsWith('<script type="module" src="https://maps.test/contend/contend-lab.js">'),
  );
  for (const part of [
    'src="https://maps.test/contend/"',
    'experiment="#v1/compare?maps=mutex,rwlock&amp;threads=2"',
    ...['theme="dark"', 'lang="en"', 'height="400"', 'min-height: 400px'],
    'href="https://maps.test/contend/#v1/compare?maps=mutex,rwlock&amp;threads=2"',
  ]) {
    assert.ok(text.includes(part), `${part} is missing in ${text}`);
  }
  assert.ok(!text.includes('<table'));
  const plain = snippet({ ...choice, theme: 'auto', lang: '' }, { locale, metadata, result: null });
  assert.doesNotMatch(plain, /theme=|lang=/);
});

test('a result is a table of its medians, and whatever is in it is text', () => {
  const text = snippet(choice, { locale, metadata, result });
  assert.match(text, /<td>Mutex<\/td><td>12\.4 M \(12\.0 M – 13\.0 M\)<\/td>/);
  assert.match(text, /&gt;&lt;img src=x onerror=evil\(\)&gt;<\/td><td>12\.4 M<\/td>/);
  assert.doesNotMatch(text, /<img|rwlock<\/td>/, 'no markup, and no row without a figure');
  assert.match(text, /Firefox 153 · Linux, 2 cores, 7 rounds/);
  const chinese = snippet(choice, { locale: createLocale('zh'), metadata, result });
  assert.match(chinese, /2 个核心/);
});

test('an iframe needs no script', () => {
  const text = snippet({ ...choice, kind: 'iframe' }, { locale, metadata, result });
  assert.ok(text.startsWith('<iframe'));
  assert.doesNotMatch(text, /<script|<table/);
  assert.match(text, /\?embed=1&amp;theme=dark&amp;lang=en#v1\/compare\?maps=mutex,rwlock&amp;th/);
  assert.match(text, /allow="cross-origin-isolated; clipboard-write"/);
});

test('what could be markup is none', () => {
  assert.equal(escape('<a href="&">'), '&lt;a href=&quot;&amp;&quot;&gt;');
});

/**
 * The page's texts: the same keys and placeholders in every language, and numbers as the page
 * writes them.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { chooseLanguage, createLocale, loadLanguage } from '../../web/strings/index.js';
import { en } from '../../web/strings/en.js';
import { en as resultEn } from '../../web/labs/parts/words/en.js';
import { en as passesEn } from '../../web/labs/compare/words/passes.en.js';
import { zh as passesZh } from '../../web/labs/compare/words/passes.zh.js';
import { zh as resultZh } from '../../web/labs/parts/words/zh.js';
import { en as comparisonEn } from '../../web/labs/compare/words/comparison.en.js';
import { zh as comparisonZh } from '../../web/labs/compare/words/comparison.zh.js';
import { en as runsEn } from '../../web/labs/compare/words/runs.en.js';
import { zh as runsZh } from '../../web/labs/compare/words/runs.zh.js';
import { en as chooserEn } from '../../web/labs/parts/words/chooser.en.js';
import { zh as chooserZh } from '../../web/labs/parts/words/chooser.zh.js';
import { en as shareEn } from '../../web/share/words/en.js';
import { zh as shareZh } from '../../web/share/words/zh.js';
import { en as embedEn } from '../../web/embed/words/en.js';
import { zh as embedZh } from '../../web/embed/words/zh.js';
import { en as lessonsEn } from '../../web/lessons/words/en.js';
import { zh as lessonsZh } from '../../web/lessons/words/zh.js';
import { addChinese, wordsIn } from '../../web/strings/words.js';
import { zh } from '../../web/strings/zh.js';
import { metadata } from './links.js';

await loadLanguage('zh');

const english = createLocale('en');

/** The page's texts, and those that come with a part of it: the first run, a pass, a dialog. */
const TABLES = [
  { english: en, chinese: zh },
  { english: resultEn, chinese: resultZh },
  { english: passesEn, chinese: passesZh },
  { english: runsEn, chinese: runsZh },
  { english: comparisonEn, chinese: comparisonZh },
  { english: chooserEn, chinese: chooserZh },
  { english: embedEn, chinese: embedZh },
  { english: shareEn, chinese: shareZh },
  { english: lessonsEn, chinese: lessonsZh },
];

test('both languages have the same keys', () => {
  for (const { english, chinese } of TABLES) {
    assert.deepEqual(Object.keys(chinese).sort(), Object.keys(english).sort());
  }
});

test('no translation asks for a value that the English text does not get', () => {
  const names = (/** @type {string} */ text) =>
    new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1]));
  for (const { english, chinese } of TABLES) {
    const texts = new Map(Object.entries(english));
    for (const [key, text] of Object.entries(chinese)) {
      const known = names(texts.get(key) ?? '');
      for (const name of names(text)) assert.ok(known.has(name), `${key}: {${name}}`);
    }
  }
});

test('every warning of the engine has words in both languages', () => {
  const source = readFileSync(new URL('../../crate/report/warnings.rs', import.meta.url), 'utf8');
  const [, body = ''] = source.split('pub enum Warning');
  const names = [...body.matchAll(/^ {4}([A-Z][A-Za-z]+) \{/gm)].map(([, name]) => String(name));
  assert.ok(names.length >= 10);
  for (const name of names) {
    const kind = name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
    for (const table of [resultEn, resultZh]) assert.ok(`warning.${kind}` in table, kind);
  }
});

test('counts pick their words, values go in as they are', () => {
  const plan = (/** @type {number} */ maps) =>
    english.t('run.plan', { maps, rounds: 1, ms: 300, threads: 4 });
  assert.equal(plan(1), '1 map × 1 round of 300 ms on 4 threads');
  assert.equal(plan(1200), '1,200 maps × 1 round of 300 ms on 4 threads');
  assert.equal(english.t('maps.remove', { map: '{maps}<b>' }), 'Remove {maps}<b>');
  assert.equal(english.t('maps.remove', { map: '' }), 'Remove –');
  assert.equal(english.maybe('no.such', 'as it stands'), 'as it stands');
});

test('a value that is missing is never written out, and is complained about', (t) => {
  /** @type {string[]} */
  const complaints = [];
  const before = globalThis.reportError;
  globalThis.reportError = (error) => void complaints.push(String(error));
  t.after(() => (globalThis.reportError = before));
  for (const map of [undefined, null, NaN]) {
    assert.equal(english.t('maps.remove', /** @type {any} */ ({ map })), 'Remove –');
  }
  assert.equal(english.maybe('maps.remove', ''), 'Remove –');
  assert.equal(complaints.length, 4);
  assert.match(complaints[0] ?? '', /map .*Remove/);
});

test('SI prefixes, whatever the language', () => {
  for (const language of /** @type {const} */ (['en', 'zh'])) {
    const { n } = createLocale(language);
    assert.equal(n.rate(12_400_000, 'ops/s'), '12.4 Mops/s');
    assert.equal(n.si(999_700), '1.00 M');
    assert.equal(n.si(6.6e8), '660 M');
    assert.equal(n.si(2.5e9), '2.50 G');
    assert.equal(n.si(0), '0');
    assert.equal(n.tick(5e6), '5 M');
    assert.equal(n.nanoseconds(31.24), '31.2 ns');
    assert.equal(n.nanoseconds(41_900), '41.9 µs');
    assert.equal(n.ratio(2.314), '2.31×');
    assert.equal(n.ratio(0.00536), '0.0054×');
    assert.equal(n.seconds(3240), '3.2 s');
    assert.equal(n.seconds(125_000), '2 min 05 s');
    assert.equal(n.si(NaN), '–');
  }
});

test('the language asked for wins, then the first that the page has', () => {
  assert.equal(chooseLanguage('zh-Hans', ['en']), 'zh');
  assert.equal(chooseLanguage(null, ['fr', 'zh-CN', 'en']), 'zh');
  assert.equal(chooseLanguage('xx', ['fr']), 'en');
});

test('every text of the metadata is there in both languages', () => {
  const texts = [...wordsIn(metadata)];
  assert.ok(texts.length > 100);
  for (const { en: english, zh: chinese = '' } of texts) {
    assert.ok(english.trim() !== '' && chinese.trim() !== '', english);
    // A name may be the same in both; a sentence is not.
    const translated = /\p{Script=Han}/u.test(chinese);
    assert.ok(translated || english.split(' ').length <= 3, `${english} / ${chinese}`);
    assert.ok(!/\p{Script=Han}/u.test(english), english);
  }
});

test('translations of another build are refused whole', () => {
  const tree = { rows: [{ label: { en: 'a' } }, { label: { en: 'b' }, note: null }] };
  assert.throws(() => addChinese(tree, ['甲']), RangeError);
  assert.ok([...wordsIn(tree)].every((words) => words.zh === undefined));
  addChinese(tree, ['甲', '乙']);
  assert.deepEqual(
    [...wordsIn(tree)].map((words) => words.zh),
    ['甲', '乙'],
  );
});

test('no text of a page is empty or left in the other language', () => {
  const pairs = TABLES.flatMap(({ english, chinese }) => {
    const texts = new Map(Object.entries(english));
    return Object.entries(chinese).map(([key, text]) => [key, text, texts.get(key) ?? '']);
  });
  for (const [key, text, english] of pairs) {
    assert.ok(text.trim() !== '' && english.trim() !== '', key);
    const words = text.replace(/\{[^}]*\}/g, '').match(/[A-Za-z]{2,}/g) ?? [];
    assert.ok(/\p{Script=Han}/u.test(text) || words.length <= 2, `${key}: ${text}`);
  }
});

test('every sentence of a check has its words', () => {
  const source = readFileSync(new URL('../../crate/ledger/verdict.rs', import.meta.url), 'utf8');
  const judging = source.slice(source.indexOf('pub fn exclusion'));
  const sentences = [...judging.matchAll(/"([a-z][^"]* [^"]*)"/g)].map(([, text = '']) =>
    text.replace(/\{\w*\}/g, '#'),
  );
  assert.ok(sentences.length >= 9);
  const known = Object.keys(en).flatMap((key) => /^detail\.(.*)$/.exec(key)?.[1] ?? []);
  assert.deepEqual([...new Set(sentences)].sort(), known.sort());
});

/** What the Choose lab puts into words: verdicts, answers, what data say, why they are refused; in both languages. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { refusalText, tellText } from '../../web/labs/choose/tells.js';
import {
  ARTICLE,
  answerText,
  availableText,
  questions,
  said,
} from '../../web/labs/choose/texts.js';
import { verdictText } from '../../web/labs/choose/verdict.js';
import { createLocale, loadLanguage } from '../../web/strings/index.js';
import { codec, metadata } from './links.js';

await loadLanguage('zh');
const [en, zh] = [createLocale('en'), createLocale('zh')];

test('each ending has its sentence, with its figures', () => {
  const result = /** @type {any} */ ({});
  for (const [confirmed, sentence] of /** @type {[any, RegExp][]} */ ([
    [{ verdict: 'confirmed' }, /^Confirmed/],
    [{ verdict: 'tie', stands: 'mutex' }, /^A tie: Mutex is simpler/],
    [{ verdict: 'contradiction', best: 'rwlock', ratio: 2.345 }, /RWMutex is 2\.35 times/],
    [{ verdict: 'refused', map: 'mutex', ns: 2, harnessNs: 3 }, /Mutex took 2\.00 ns .* 3\.00 ns/],
    [
      { verdict: 'cannot-tell', why: { reason: 'processors', has: 2, needs: 8 } },
      /cannot tell: 2 threads run at once here, and the question asks for 8\./,
    ],
    [{ verdict: 'cannot-tell', why: { reason: 'tomorrow' } }, /cannot tell: tomorrow\./],
  ])) {
    assert.match(verdictText(en, metadata, { ...confirmed, result }), sentence);
  }
});

test('every question, answer and row of the article is worded in both languages', () => {
  for (const meta of questions(metadata)) {
    const forms = meta.type === 'choice' ? meta.forms : meta.type === 'set' ? meta.items : [];
    for (const { en: english, zh } of [meta.label, meta.help, ...forms.map(({ label }) => label)]) {
      assert.ok(english.length > 0 && (zh ?? '').length > 0, meta.key);
    }
  }
  assert.ok(ARTICLE.length >= 14);
  for (const { text, differs, question } of ARTICLE) {
    assert.ok(text.en && text.zh && (!differs || (differs.en && differs.zh)));
    assert.deepEqual(codec.parse(`#v1/choose?${question}`).problems, []);
  }
  assert.equal(answerText(en, metadata, 'reads', '99'), 'Read share: 99 %');
  assert.equal(answerText(en, metadata, 'keys', '100000'), 'Entries: 100,000');
  assert.equal(answerText(en, metadata, 'memory', ''), 'Memory: don’t know');
  assert.equal(answerText(en, metadata, 'need', 'ordered'), 'keys in order');
  assert.equal(availableText(en, metadata, 'sharded:16', 'go'), 'maps, each behind a sync.RWMutex');
  assert.equal(availableText(en, metadata, 'dashmap:16', 'go'), '');
  assert.match(said(en, 'unmet', 'ordered'), /no order/);
});

test('names from a file are shown as what they are', () => {
  const place = {
    kind: /** @type {const} */ ('place'),
    share: 0.5,
    released: 'sync.(*Mutex).Unlock',
  };
  const told = tellText(en, metadata, { ...place, function: 'main.hot\u202e\u001b[2J' });
  assert.ok(
    !told.includes('\u202e') && !told.includes('\u001b') && told.includes('main.hot'),
    told,
  );
  const times = /** @type {[number, number][]} */ ([
    [1, 20],
    [4, 80],
  ]);
  assert.match(
    tellText(en, metadata, { kind: 'benchmark', name: 'Mutex', times, speedup: 0.25 }),
    /^Mutex: 20\.0 ns at 1, 80\.0 ns at 4\. With .* 0\.25 times .* slow each other down/,
  );
  const shares = /** @type {[string, number][]} */ ([
    ['r', 0.95],
    ['i', 0.05],
  ]);
  const operations = {
    kind: /** @type {const} */ ('operations'),
    operations: 4000,
    threads: 4,
    shares,
  };
  assert.match(tellText(en, metadata, operations), /^4,000 operations on 4 threads: get 95/);
});

test('every refusal of the readers has its words in both languages, and all of its values', () => {
  const file = new URL('../../crate/advise/evidence/refusal.rs', import.meta.url);
  const [, body = ''] = readFileSync(file, 'utf8').split('pub enum Refusal');
  const variants = [...body.matchAll(/^ {4}([A-Z]\w+)(?: \{ (.*) \})?,$/gm)];
  assert.ok(variants.length >= 18);
  for (const [, name = '', fields = ''] of variants) {
    const kind = name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
    const names = [...fields.matchAll(/(\w+): (\S+)/g)];
    const values = Object.fromEntries(
      names.map(([, field = '', type]) => [field, /^u/.test(type ?? '') ? 1234 : `<${field}>`]),
    );
    const error = Object.assign(new Error('English'), { seen: { kind, values } });
    const texts = [en, zh].map((locale) => refusalText(locale, error));
    assert.match(texts[1] ?? '', /\p{Script=Han}/u, kind);
    for (const text of texts) {
      for (const value of Object.values(values)) {
        assert.ok(text.includes(typeof value === 'number' ? '1,234' : value), `${kind}: ${text}`);
      }
    }
  }
  assert.equal(refusalText(en, new Error('anything')), '');
});

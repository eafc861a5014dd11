/**
 * The sentence of conclusion and the link notice: true to their data, and text only.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { problemText, visible } from '../../web/app/notice.js';
import { conclusionText } from '../../web/labs/compare/conclusion.js';
import { tally } from '../../web/labs/compare/verdict.js';
import { createLocale } from '../../web/strings/index.js';
import { codec, corpus, metadata } from './links.js';

/** @typedef {import('../../web/types.js').Result} Result */
/** @typedef {import('../../web/types.js').Conclusion} Conclusion */

const locale = createLocale('en');
const [a, b] = ['mutex', 'sharded:16'];

/** @param {Partial<Conclusion>} conclusion */
function sentence(conclusion) {
  const strategy = (/** @type {string} */ id) => ({
    id,
    trials: Array(10).fill({}),
    summary: { opsPerSec: { median: 12.4e6, low: null, high: null } },
  });
  const whole = { best: null, other: null, ratio: null, tied: [], broken: [], ...conclusion };
  const result = { strategies: [strategy(a), strategy(b)], conclusion: whole };
  return conclusionText(metadata, locale, /** @type {Result} */ (/** @type {unknown} */ (result)));
}

test('a winner is named with its ratio and interval, a tie is called one', () => {
  const ratio = { median: 2.314, low: 2.1, high: 2.5 };
  const wins = sentence({ kind: 'wins', best: b, other: a, ratio });
  for (const part of ['2.31', '2.10', '2.50']) assert.ok(wins.includes(part), wins);
  assert.match(sentence({ kind: 'tied', best: b, tied: [a] }), /^Not separable/);
  assert.match(sentence({ kind: 'too-few-rounds', best: b, other: a }), /too few/);
  assert.match(sentence({ kind: 'broken', broken: [a] }), /failed its correctness checks/);
  assert.doesNotMatch(sentence({ kind: 'simulated' }), /fastest|ops/);
  assert.match(sentence({ kind: 'none' }), /nothing to conclude/);
});

test('no sentence leaves a placeholder open', () => {
  const kinds = /** @type {const} */ (['none', 'single', 'wins', 'tied', 'broken', 'simulated']);
  for (const kind of kinds) {
    assert.doesNotMatch(sentence({ kind, best: a, other: b, tied: [b], broken: [b] }), /[{}]/);
  }
});

test('every problem of a hostile link has a sentence, short and without control characters', () => {
  for (const link of corpus) {
    const { problems } = codec.parse(link);
    for (const problem of problems) {
      const text = problemText(locale, metadata, problem);
      assert.ok(text.length > 10 && text.length < 400, text);
      assert.doesNotMatch(text, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }
  }
  assert.equal(visible('a\u202eb'), 'a\u{FFFD}b');
  assert.equal([...visible('x'.repeat(500))].length, 61);
});

test('a check that failed once is failed, and its detail is the one shown', () => {
  const trial = (/** @type {'pass' | 'fail'} */ status, /** @type {string | null} */ detail) => ({
    verdict: { ok: status === 'pass', checks: [{ name: 'length', status, detail }] },
  });
  const trials = [trial('pass', null), trial('fail', 'first'), trial('fail', 'second')];
  const [sum] = tally(
    /** @type {import('../../web/types.js').Trial[]} */ (/** @type {unknown} */ (trials)),
  );
  assert.deepEqual(
    { passed: sum.passed, failed: sum.failed, detail: sum.detail },
    { passed: 1, failed: 2, detail: 'first' },
  );
});

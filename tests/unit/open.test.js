/** Which results more rounds may say more of. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { isOpen } from '../../web/labs/compare/open.js';
import { sampleResult } from './sample-result.js';

/** @typedef {import('../../web/types.js').Standing} Standing */

/** @param {Standing['answer'][]} answers @param {Partial<import('../../web/types.js').Result>} [rest] */
function result(answers, rest = {}) {
  const whole = sampleResult(['mutex', 'rwlock', 'sharded:16']);
  const ratio = { median: 1, low: null, high: null };
  const others = answers.map((answer) => ({ map: 'mutex', ratio, answer }));
  return { ...whole, conclusion: { ...whole.conclusion, others }, ...rest };
}

test('a result is open while a map is undecided', () => {
  assert.equal(isOpen(result(['slower', 'undecided'])), true);
  assert.equal(isOpen(result(['slower', 'equal'])), false);
  assert.equal(isOpen(result([])), false);
  assert.equal(isOpen(sampleResult(['mutex'])), false, 'an older result says nothing of others');
});

test('a simulated one never is, nor one with all the rounds there may be', () => {
  const { environment } = sampleResult(['mutex']);
  const simulated = { environment: { ...environment, mode: /** @type {const} */ ('simulated') } };
  assert.equal(isOpen(result(['undecided'], simulated)), false);
  assert.equal(isOpen(result(['undecided'], { continued: 999 })), true);
  assert.equal(isOpen(result(['undecided'], { continued: 1000 })), false);
});

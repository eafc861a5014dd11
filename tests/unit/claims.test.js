/**
 * Claims against results: a verdict only for what was measured, and never more than was measured.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { judgeClaim, orderInterval, otherSettings } from '../../web/labs/compare/claim-verdict.js';
import { median } from '../../web/labs/parts/median.js';
import { createLocale, loadLanguage } from '../../web/strings/index.js';
import { codec, metadata } from './links.js';

await loadLanguage('zh');

/** @typedef {import('../../web/types.js').Result} Result */
/** @typedef {Parameters<typeof judgeClaim>[0]} Claim */

/** @param {Partial<Claim>} [changes] */
function claim(changes) {
  const words = { en: '', zh: '' };
  return /** @type {Claim} */ ({
    ...{ id: 'x', chapter: '1', text: words, map: 'b', note: null, about: 'throughput' },
    ...{ baseline: 'a', relation: 'equals', ratio: 2, link: 'v1/compare?maps=a,b' },
    ...changes,
  });
}

/**
 * A result of two maps, whose ratios are these.
 * @param {number[]} ratios @param {{ low?: number | null, high?: number | null, outcome?: string, mode?: string }} [more]
 */
function result(
  ratios,
  {
    low = Math.min(...ratios),
    high = Math.max(...ratios),
    outcome = 'passed',
    mode = 'threads',
  } = {},
) {
  const trials = (/** @type {number[]} */ rates) =>
    rates.map((opsPerSec, i) => ({ round: i + 1, opsPerSec }));
  const summary = { outcome, ratio: { median: median(ratios) ?? NaN, low, high } };
  const strategies = [
    { id: 'a', trials: trials(ratios.map(() => 1e6)), summary: { ...summary, ratio: null } },
    { id: 'b', trials: trials(ratios.map((ratio) => ratio * 1e6)), summary },
  ];
  return /** @type {Result} */ (/** @type {unknown} */ ({ environment: { mode }, strategies }));
}

const EIGHT = [1.9, 2.2, 2.0, 2.1, 1.95, 2.05, 1.85, 2.15];
/** @param {number} factor */
const scaled = (factor) => EIGHT.map((ratio) => ratio * factor);
const kind = (/** @type {Partial<Claim>} */ changes, /** @type {Result} */ run) =>
  judgeClaim(claim(changes), run, 'a', []).kind;

test('a figure within the interval is supported, one outside has only its direction', () => {
  assert.equal(kind({}, result(EIGHT)), 'supported');
  assert.equal(kind({ ratio: 1.3 }, result(EIGHT)), 'direction');
  assert.equal(kind({ ratio: 0.6 }, result(EIGHT)), 'unsupported');
  assert.equal(kind({ ratio: 1 }, result(EIGHT)), 'unsupported');
  assert.equal(kind({ ratio: 0.6 }, result(scaled(0.4))), 'direction');
});

test('what cannot be told from no difference is inseparable, even where the figure fits', () => {
  assert.equal(kind({ ratio: 1.05 }, result(scaled(0.5))), 'inseparable');
  // The bootstrap alone excludes 1, the distribution-free interval does not.
  const skewed = [0.9, 0.95, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2];
  assert.equal(kind({ ratio: 1.2 }, result(skewed, { low: 1.1, high: 1.25 })), 'inseparable');
});

test('a bound is held against the whole interval', () => {
  assert.equal(kind({ relation: 'above', ratio: 1 }, result(EIGHT)), 'supported');
  assert.equal(kind({ relation: 'below', ratio: 1 }, result(EIGHT)), 'unsupported');
  assert.equal(kind({ relation: 'above', ratio: 2 }, result(EIGHT)), 'inseparable');
  assert.equal(kind({ relation: 'below', ratio: 3 }, result(EIGHT)), 'supported');
});

test('no verdict without its own settings, baseline, rounds, checks or threads', () => {
  const run = result(EIGHT);
  assert.equal(judgeClaim(claim(), null, 'a', []).kind, 'unmeasured');
  assert.equal(judgeClaim(claim({ map: 'c' }), run, 'a', []).kind, 'unmeasured');
  assert.equal(kind({}, result(EIGHT, { mode: 'simulated' })), 'unmeasured');
  assert.equal(judgeClaim(claim(), run, 'a', ['mix']).kind, 'other-settings');
  const other = judgeClaim(claim(), run, 'c', []);
  assert.equal(other.kind, 'other-baseline');
  assert.deepEqual(other.ratio, { median: 2.025, low: null, high: null });
  assert.equal(kind({}, result(EIGHT.slice(0, 3), { low: null, high: null })), 'too-few-rounds');
  assert.equal(kind({}, result(EIGHT, { outcome: 'failed' })), 'broken');
});

test('ratios are paired by round', () => {
  const run = result(EIGHT);
  run.strategies[0].trials.reverse();
  run.strategies[0].trials.pop();
  assert.equal(judgeClaim(claim(), run, 'c', []).rounds, 7);
});

test('order statistics give the published intervals', () => {
  const first = (/** @type {number} */ count) =>
    orderInterval(Array.from({ length: count }, (_, i) => i + 1));
  assert.equal(first(5), null);
  assert.deepEqual(first(6), { low: 1, high: 6 });
  assert.deepEqual(first(10), { low: 2, high: 9 });
  assert.deepEqual(first(20), { low: 6, high: 15 });
  // 2^-n is a number no more.
  assert.deepEqual(first(1080), { low: 508, high: 573 });
  assert.deepEqual(first(10_000), { low: 4902, high: 5099 });
});

test('settings are those of the workload and the threads', () => {
  const state = (/** @type {string} */ link) => codec.parse(`#v1/compare?maps=mutex${link}`);
  const differ = (/** @type {string} */ link) => otherSettings(metadata, state(''), state(link));
  assert.deepEqual(differ('&rounds=3&ms=50&seed=7'), []);
  assert.deepEqual(differ('&mix=r100&threads=2').sort(), ['mix', 'threads']);
});

test('every verdict has its words, and every claim names a column', () => {
  for (const locale of [createLocale('en'), createLocale('zh')]) {
    const kinds = ['unmeasured', 'broken', 'other-settings', 'other-baseline', 'too-few-rounds'];
    kinds.push('inseparable', 'supported', 'direction', 'unsupported');
    for (const verdict of kinds) assert.ok(locale.maybe(`claims.${verdict}`, ''), verdict);
    for (const row of metadata.claims) {
      if (row.about === 'guarantee') assert.ok(locale.maybe(`promise.${row.column}`, ''), row.id);
      else assert.ok(locale.maybe(`claims.${row.relation}`, '', { ratio: '2×' }), row.id);
    }
  }
});

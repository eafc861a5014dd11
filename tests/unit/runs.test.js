/** The runs of a tab: how many are kept, and which of them may be set in relation. */

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  MOST_RUNS,
  acrossExperiments,
  differing,
  geometricMean,
  obstacle,
  pairs,
  ratioOf,
  withRun,
} from '../../web/labs/compare/runs.js';
import { codec, metadata } from './links.js';
import { sampleResult } from './sample-result.js';

let begun = 0;

/** Each begins later. */
/** @param {string[]} maps @param {string} [rest] @returns {import('../../web/labs/compare/runs.js').TabRun} */
function run(maps, rest) {
  const result = sampleResult(maps, rest);
  begun += 1;
  result.environment.recordedAt = new Date(begun).toISOString();
  const link = result.experiment;
  return { number: 1, link, state: codec.parse(link), result };
}

test('the last runs are kept, and keep their numbers', () => {
  /** @type {import('../../web/labs/compare/runs.js').TabRun[]} */
  let runs = [];
  for (let i = 0; i < MOST_RUNS + 5; i += 1) runs = withRun(runs, run(['mutex']));
  assert.equal(runs.length, MOST_RUNS);
  assert.deepEqual([runs[0]?.number, runs.at(-1)?.number], [6, MOST_RUNS + 5]);
});

test('a run to which rounds were added takes its own place', () => {
  const [one, other] = [run(['mutex']), run(['mutex'])];
  const runs = withRun(withRun([], one), other);
  const longer = { ...other, result: { ...other.result, continued: 12 } };
  const after = withRun(runs, longer);
  assert.deepEqual(
    after.map(({ number, result }) => [number, result.continued]),
    [
      [1, undefined],
      [2, 12],
    ],
  );
  assert.equal(withRun(after, one).length, 3, 'an earlier one would not be continued');
});

test('other maps, another baseline and more rounds may be compared, nothing else', () => {
  const a = run(['mutex', 'rwlock']);
  for (const b of [
    run(['rwlock', 'dashmap:16']),
    run(['mutex', 'rwlock'], '&rounds=20'),
    run(['mutex', 'rwlock'], '&baseline=rwlock'),
  ]) {
    assert.equal(obstacle(metadata, a, b), null, b.link);
  }
  // Maps for which every key has a meaning.
  const safe = run(['mutex+safe', 'rwlock']);
  for (const key of metadata.keys) {
    if (['maps', 'baseline', 'preset', 'axis'].includes(key.type) || key.key === 'rounds') continue;
    const value = key.type === 'mix' ? 'r100' : key.choices.find((text) => text !== key.default);
    const b = run(['mutex+safe', 'rwlock'], `&${key.key}=${value ?? 7}`);
    assert.equal(obstacle(metadata, safe, b), 'settings', b.link);
    assert.deepEqual(
      differing(metadata, safe, b).map((meta) => meta.key),
      [key.key],
    );
    assert.ok(pairs(metadata, safe, b).every(({ ratio }) => ratio === null));
  }
});

test('no ratio between builds, with a simulated run, or where a check failed', () => {
  const a = run(['mutex', 'rwlock']);
  const other = run(['mutex', 'rwlock']);
  other.result.environment.build = '0.1.0 wasm32 unwind full';
  assert.equal(obstacle(metadata, a, other), 'build');
  const simulated = run(['mutex']);
  simulated.result.environment.mode = 'simulated';
  assert.equal(obstacle(metadata, simulated, a), 'simulated');
  const broken = run(['mutex', 'rwlock']);
  const summary = broken.result.strategies[0]?.summary;
  assert.ok(summary);
  summary.outcome = 'failed';
  const [first, second] = pairs(metadata, a, broken);
  assert.equal(first?.ratio, null);
  assert.ok(second?.ratio);
});

test('pairs hold every map of either run, and the ratio is of B to A', () => {
  const rows = pairs(metadata, run(['mutex', 'rwlock']), run(['rwlock', 'dashmap:16']));
  assert.deepEqual(
    rows.map(({ id, a, b, ratio }) => [id, a !== null, b !== null, ratio !== null]),
    [
      ['mutex', true, false, false],
      ['rwlock', true, true, true],
      ['dashmap:16', false, true, false],
    ],
  );
  assert.ok(Math.abs((rows[1]?.ratio?.median ?? 0) - 7 / 8) < 1e-9);
});

test('the range of a ratio is what both intervals allow', () => {
  assert.deepEqual(ratioOf({ median: 6, low: 5, high: 8 }, { median: 3, low: 2, high: 4 }), {
    median: 2,
    low: 1.25,
    high: 4,
  });
  assert.deepEqual(ratioOf({ median: 6, low: null, high: null }, { median: 3, low: 2, high: 4 }), {
    median: 2,
    low: null,
    high: null,
  });
  assert.equal(ratioOf({ median: 1, low: 0, high: 2 }, { median: 0, low: 0, high: 1 }), null);
});

test('a geometric mean favours neither side', () => {
  assert.equal(geometricMean([]), null);
  assert.ok(Math.abs((geometricMean([2, 0.5]) ?? 0) - 1) < 1e-12);
  assert.ok(Math.abs((geometricMean([1, 2, 4]) ?? 0) - 2) < 1e-12);
});

test('over several experiments every map has one mean, of the latest runs', () => {
  /** @param {string[]} maps @param {string} rest @param {number} ratio of the last map */
  const measured = (maps, rest, ratio) => {
    const one = run(maps, rest);
    const summary = one.result.strategies.at(-1)?.summary;
    assert.ok(summary);
    summary.ratio = { median: ratio, low: null, high: null };
    return one;
  };
  const maps = ['mutex', 'rwlock'];
  const runs = [
    measured(maps, '&threads=1', 16),
    measured(maps, '&threads=2', 8),
    measured(maps, '&threads=1', 0.5),
    measured(['rwlock', 'mutex'], '&threads=8', 100),
  ];
  assert.equal(acrossExperiments(runs.slice(0, 1)), null);
  assert.equal(acrossExperiments([]), null);
  const across = acrossExperiments(runs.slice(0, 3));
  assert.deepEqual([across?.baseline, across?.count], ['mutex', 2]);
  assert.deepEqual(
    across?.means.map(({ id }) => id),
    ['rwlock'],
  );
  assert.ok(Math.abs((across?.means[0]?.mean ?? 0) - 2) < 1e-12);
  assert.equal(acrossExperiments(runs), null, 'the last one has a baseline of its own');
  const broken = measured(maps, '&threads=2', 8);
  const summary = broken.result.strategies.at(-1)?.summary;
  assert.ok(summary);
  summary.outcome = 'failed';
  assert.equal(acrossExperiments([...runs.slice(0, 1), broken]), null);
});

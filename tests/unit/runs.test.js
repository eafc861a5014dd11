/** The runs of a tab: how many are kept, and what they say together. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { MOST_RUNS, acrossExperiments, withRun } from '../../web/labs/compare/runs.js';
import { codec } from './links.js';
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

/**
 * The Scale lab apart from the page: its curves, what it says of them, its texts, and how the same
 * experiment looks in either lab.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { Experiment } from '../../web/app/experiment.js';
import { median } from '../../web/labs/parts/median.js';
import { axisScale, curvesOf, lawAt, mapAt } from '../../web/labs/scale/curves.js';
import {
  curveSentences,
  endsText,
  overtakings,
  refusalText,
} from '../../web/labs/scale/findings.js';
import { atText } from '../../web/labs/scale/texts.js';
import { createLocale, loadLanguage } from '../../web/strings/index.js';
import { en } from '../../web/labs/scale/words/en.js';
import { zh } from '../../web/labs/scale/words/zh.js';
import { codec, metadata } from './links.js';

await loadLanguage('zh');

const locale = createLocale('en');

/** @param {string} link */
function axisOf(link) {
  const { axis } = codec.parse(link);
  assert.ok(axis);
  return axis;
}

const THREADS = axisOf('#v1/scale?axis=threads:1,2,4');

/** @param {number} cell @param {string} map @param {number} opsPerSec @param {boolean} [ok] */
const trial = (cell, map, opsPerSec, ok = true) =>
  /** @type {import('../../web/types.js').SweepTrial} */ ({
    ...{ cell, map, opsPerSec, verdict: { ok, checks: [] } },
  });

test('curves grow from trials, without intervals', () => {
  const trials = [
    trial(0, 'mutex', 10),
    trial(0, 'mutex', 30),
    trial(2, 'mutex', 5, false),
    trial(1, 'rwlock', 7),
  ];
  const run = { axis: THREADS, maps: ['mutex', 'rwlock'], trials, result: null };
  const [mutex, rwlock] = curvesOf(run, codec);
  assert.deepEqual(
    mutex?.points.map(({ at, median: middle, low, rates }) => [at, middle, low, rates.length]),
    [
      [1, 20, null, 2],
      [2, null, null, 0],
      [4, 5, null, 1],
    ],
  );
  assert.deepEqual(
    mutex?.points.map(({ failed }) => failed),
    [false, false, true],
  );
  assert.equal(rwlock?.points[1]?.median, 7);
});

test('a result brings its own medians and intervals', () => {
  const described = {
    ...{ map: 'mutex', decay: null, knee: null, law: null, refusal: null },
    points: [{ at: 1, throughput: { median: 11, low: 9, high: 12 } }],
  };
  const result = /** @type {import('../../web/types.js').ScaleResult} */ ({
    ...{ scaling: { curves: [described], overtakings: [] } },
  });
  const run = { axis: THREADS, maps: ['mutex'], trials: [trial(0, 'mutex', 10)], result };
  const [point, next] = curvesOf(run, codec)[0]?.points ?? [];
  assert.deepEqual([point?.median, point?.low, point?.high, point?.rates], [11, 9, 12, [10]]);
  assert.equal(next?.median, null);
});

test('where the number varies, each place has its own map', () => {
  const axis = axisOf('#v1/scale?axis=shards:1,3,64');
  assert.equal(mapAt(codec, axis, 'sharded:16:mutex', '3'), 'sharded:2:mutex');
  assert.equal(mapAt(codec, axis, 'mutex', '64'), 'mutex');
  assert.equal(mapAt(codec, THREADS, 'sharded:16', '4'), 'sharded:16');
  // DashMap has two shards at least.
  assert.equal(mapAt(codec, axis, 'dashmap:16', '1'), 'dashmap:2');
  const trials = [trial(0, 'sharded:1', 3), trial(2, 'sharded:64', 4)];
  const [curve] = curvesOf({ axis, maps: ['sharded:16'], trials, result: null }, codec);
  assert.deepEqual(
    curve?.points.map(({ median: middle }) => middle),
    [3, null, 4],
  );
});

test('values stand by size, or by their logarithm where they span decades', () => {
  const linear = axisScale([1, 2, 8]);
  assert.equal(linear.log, false);
  assert.deepEqual([1, 4.5, 8].map(linear.at), [0, 0.5, 1]);
  const log = axisScale([100, 1000, 10_000]);
  assert.equal(log.log, true);
  assert.ok(Math.abs(log.at(1000) - 0.5) < 1e-12);
  const zero = axisScale([0, 100, 1000, 10_000]);
  assert.deepEqual([zero.at(0), zero.at(10_000)], [0, 1]);
  assert.ok(Math.abs(zero.at(100) - 1 / 3) < 1e-12);
  assert.equal(axisScale([0, 0.5, 0.99, 1.2]).log, false);
});

test('medians, and the law that is drawn', () => {
  assert.equal(median([]), null);
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  const of = (/** @type {number} */ value) => ({ value, error: 0, low: value, high: value });
  const law = {
    ...{ gamma: of(10), alpha: of(0.1), beta: of(0.01), rSquared: 1, peak: 9, roof: 100 },
    ...{ fitted: [], leftOut: [] },
  };
  assert.equal(lawAt(law, 1), 10);
  assert.ok(Math.abs(lawAt(law, 3) - 30 / 1.26) < 1e-9);
});

const curve = {
  map: 'mutex',
  points: [1, 2, 4].map((at) => ({ at, throughput: { median: 1e6, low: null, high: null } })),
  decay: { slope: { value: -2e5, error: 1, low: -3e5, high: -1e5 }, intercept: 1, rSquared: 0.98 },
  knee: 2,
  law: null,
  refusal: { reason: 'falls' },
};
const words = { locale, metadata, spec: THREADS.spec };

test('a curve in sentences', () => {
  const said = curveSentences(words, curve, undefined, true);
  assert.deepEqual(said, [
    'From 1.00 Mops/s at 1 thread to 1.00 Mops/s at 4 threads; highest at 1 thread.',
    'Straight line: −200 kops/s per added thread, R² 0.98.',
    en['refusal.falls'],
    'Knee near 2 threads, a hint only.',
  ]);
  const keys = { ...words, spec: axisOf('#v1/scale?axis=keys').spec };
  assert.ok(!curveSentences(keys, curve, undefined, false).some((text) => /line/.test(text)));
  assert.match(
    curveSentences(words, { ...curve, points: curve.points.slice(0, 1) }, undefined, true)[0] ?? '',
    /Too few values/,
  );
  const wrong = curvesOf(
    { axis: THREADS, maps: ['mutex'], trials: [trial(1, 'mutex', 1, false)], result: null },
    codec,
  );
  assert.match(
    curveSentences(words, curve, wrong[0], true)[0] ?? '',
    /Failed its checks at 2 threads/,
  );
});

test('every reason for no law has words, with its figures', () => {
  const reasons = [
    { reason: 'too-few-points', has: 4, needs: 6 },
    { reason: 'too-few-in-parallel', has: 1, needs: 6, parallelism: 2 },
    { reason: 'not-positive' },
    { reason: 'falls' },
    { reason: 'on-bound', parameter: 'beta', bound: 0 },
    { reason: 'poor-fit', rSquared: 0.42, needs: 0.9 },
  ];
  for (const language of /** @type {const} */ (['en', 'zh'])) {
    for (const refusal of reasons) {
      const text = refusalText(createLocale(language), refusal);
      assert.doesNotMatch(text, /[{}|]/, text);
      assert.ok(!text.includes(refusal.reason), text);
    }
  }
  assert.match(refusalText(locale, reasons[1] ?? { reason: '' }), /only 1 .* runs at once .*\(2\)/);
  assert.match(refusalText(locale, reasons[5] ?? { reason: '' }), /R² 0\.42 where 0\.9 is needed/);
  assert.match(refusalText(locale, { reason: 'new-one' }), /new-one/);
});

test('overtakings are called certain only where they are', () => {
  const over = {
    ...{ map: 'sharded:16', overtaken: 'mutex', at: 2.4, low: 2.1, high: 2.8, support: 1 },
    ...{ between: /** @type {[number, number]} */ ([2, 3]), separable: true },
  };
  const [certain] = overtakings(words, [over]);
  assert.match(certain ?? '', /overtakes .* between 2 and 3 threads \(at 2\.4; .* 2\.1 to 2\.8\)/);
  const doubts = overtakings(words, Array(5).fill({ ...over, separable: false }));
  assert.match(doubts[0] ?? '', /^No map overtakes/);
  assert.match(doubts[1] ?? '', /but within noise/);
  assert.match(doubts.at(-1) ?? '', /^2 more crossings/);
  assert.deepEqual(overtakings(words, []), ['No map overtakes another one along this axis.']);
});

test('the ends of the axis are told from the conclusions', () => {
  const cell = (/** @type {string} */ value, /** @type {object} */ conclusion) => ({
    value,
    result: { strategies: [], conclusion: { best: 'mutex', tied: [], broken: [], ...conclusion } },
  });
  const told = (/** @type {object[]} */ cells) =>
    endsText({ ...words, result: /** @type {any} */ ({ cells }) });
  assert.equal(
    told([cell('1', { kind: 'wins' }), cell('8', { kind: 'tied', tied: ['mutex', 'rwlock'] })]),
    'At 1 thread, Mutex is significantly ahead of every other map. At 8 threads, Mutex and RWMutex are not significantly different.',
  );
  assert.equal(told([cell('1', { kind: 'none' })]), 'No trial was completed.');
  assert.match(told([cell('1', { kind: 'too-few-rounds' })]), /in too few rounds/);
});

test('values of every axis have words in both languages', () => {
  const axis = metadata.keys.find((key) => key.type === 'axis');
  for (const spec of axis?.axes ?? []) {
    assert.ok(Object.hasOwn(en, `at.${spec.name}`), spec.name);
    assert.doesNotMatch(atText(locale, spec, '1'), /[{}|]/);
  }
  assert.equal(atText(locale, THREADS.spec, '1'), '1 thread');
  assert.equal(atText(locale, axisOf('#v1/scale?axis=theta').spec, '0.99'), 'theta 0.99');
});

test('both languages have the same texts and ask for the same values', () => {
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  const names = (/** @type {string} */ text) =>
    new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1]));
  for (const [key, text] of Object.entries(zh)) {
    const known = names(en[/** @type {keyof typeof en} */ (key)]);
    for (const name of names(text)) assert.ok(known.has(name), `${key}: {${name}}`);
  }
});

test('each lab keeps what the other one lacks', () => {
  const experiment = new Experiment(codec, metadata);
  experiment.open('#v1/compare?maps=mutex&threads=7&keys=1024');
  assert.equal(experiment.linkIn('compare'), experiment.link);
  assert.equal(experiment.linkIn('scale'), '#v1/scale?maps=mutex&keys=1024');
  experiment.open(experiment.linkIn('scale'));
  experiment.edit({ axis: 'threads:2,4', maps: 'mutex,rwlock' });
  assert.equal(experiment.state.lab, 'scale');
  assert.deepEqual(experiment.state.axis?.values, ['2', '4']);
  const back = experiment.linkIn('compare');
  assert.equal(back, '#v1/compare?maps=mutex,rwlock&keys=1024&threads=7');
  experiment.open(back);
  assert.equal(
    experiment.linkIn('scale'),
    '#v1/scale?maps=mutex,rwlock&axis=threads:2,4&keys=1024',
  );
  // A preset is known by what it sets beside the axis.
  experiment.open('#v1/scale?maps=mutex&axis=theta&preset=ycsb-a');
  assert.equal(experiment.preset, 'ycsb-a');
  // A key that is not varied is the same in both.
  experiment.open('#v1/scale?maps=mutex&axis=keys:128,1024&threads=3');
  assert.equal(experiment.linkIn('compare'), '#v1/compare?maps=mutex&keys=1024&threads=3');
});

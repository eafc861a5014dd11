/**
 * What the charts compute before they draw: the live plot's grid, scales, redraw costs.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { LiveData } from '../../web/charts/live-data.js';
import { RedrawCounter } from '../../web/charts/redraw-counter.js';
import { RedrawPace } from '../../web/charts/redraw-pace.js';
import { linearScale, logScale } from '../../web/charts/scale.js';

test('samples land in their round, warm-up left of zero', () => {
  const data = new LiveData({ maps: 2, warmup: 1000, rounds: 3, ms: 300 });
  assert.equal(data.from, -1);
  assert.ok(Math.abs(data.to - 0.9) < 1e-9);
  data.add(0, 0, 0.5, 10);
  data.add(1, 2, 0.1, 20);
  data.add(1, 3, 99, 30);
  const timeOf = (/** @type {number} */ map, /** @type {number} */ value) =>
    data.times[data.series[map].indexOf(value)];
  assert.ok(timeOf(0, 10) < 0);
  assert.ok(timeOf(1, 20) > 0.3 && timeOf(1, 20) < 0.6);
  assert.ok(timeOf(1, 30) > 0.6 && timeOf(1, 30) < 0.9);
  assert.equal(data.peak, 30);
});

test('rounds that are added find room, and what was drawn stays where it was', () => {
  const data = new LiveData({ maps: 1, warmup: 1000, rounds: 3, ms: 300 });
  data.add(0, 0, 0.5, 10);
  data.add(0, 3, 0.1, 20);
  const timeOf = (/** @type {number} */ value) => data.times[data.series[0].indexOf(value)];
  const before = [timeOf(10), timeOf(20)];
  data.add(0, 4, 0.1, 30);
  assert.ok(Math.abs(data.to - 1.8) < 1e-9, `${data.to}`);
  data.finish(0, 40, 40);
  assert.ok(data.to >= 12 - 1e-9 && data.times.length <= 1201);
  for (const [i, value] of [10, 20].entries()) {
    assert.ok(Math.abs(timeOf(value) - before[i]) < 0.1, `${value}`);
  }
  assert.ok(timeOf(30) > 0.9 && timeOf(30) < 1.2 && timeOf(40) > 11.7);
});

test('a round without samples shows its mean, one with samples keeps them', () => {
  const data = new LiveData({ maps: 1, warmup: 0, rounds: 2, ms: 300 });
  data.add(0, 1, 0.1, 7);
  data.finish(0, 1, 99);
  data.finish(0, 2, 8);
  const drawn = data.series[0].filter((value) => value !== null);
  assert.deepEqual(drawn, [7, 8]);
});

test('the grid stays small however long the run, and junk is not drawn', () => {
  const data = new LiveData({ maps: 1, warmup: 5000, rounds: 100, ms: 60_000 });
  assert.ok(data.times.length <= 1201);
  assert.deepEqual(data.boundaries, []);
  data.add(0, 1, 1, NaN);
  data.add(5, 1, 1, 3);
  assert.equal(data.peak, 0);
});

test('scales cover what they are given with round ticks', () => {
  const linear = linearScale(16.3e6, 6);
  assert.equal(linear.ticks[0], 0);
  assert.ok(linear.at(16.3e6) <= 1 && linear.at(0) === 0);
  const log = logScale(95e3, 2.3e7);
  assert.deepEqual(log.ticks, [1e4, 1e5, 1e6, 1e7, 1e8]);
  assert.ok(log.at(95e3) > 0 && log.at(2.3e7) < 1);
});

test('the redraw counter counts and forgets', () => {
  const counter = new RedrawCounter();
  counter.measure(() => {});
  counter.measure(() => {});
  assert.equal(counter.figures.count, 2);
  assert.ok(counter.figures.maxMs >= counter.figures.meanMs);
  counter.reset();
  assert.deepEqual(counter.figures, { count: 0, meanMs: 0, maxMs: 0 });
});

test('with a free core every sample is drawn, else a step once as it begins and each second', () => {
  const step = (/** @type {number} */ index, threads = 2, cell = 0) =>
    /** @type {import('../../web/types.js').Step} */ ({ index, threads, cell });
  const drawn = (/** @type {number} */ cores) => {
    const pace = new RedrawPace();
    const times = [0, 66, 132, 999, 1001, 1100, 2002].map((now) => pace.isDue(step(0), cores, now));
    const later = [
      pace.isDue(step(1), cores, 2310),
      pace.isDue(step(1), cores, 2320),
      pace.isDue(step(2), cores, 2400),
      pace.isDue(step(1, 2, 1), cores, 2700),
    ];
    return [...times, ...later];
  };
  assert.deepEqual(drawn(3), Array(11).fill(true));
  const sparing = [true, false, false, false, true, false, true, true, false, false, true];
  assert.deepEqual(drawn(2), sparing);
  assert.deepEqual(drawn(1), sparing);
});

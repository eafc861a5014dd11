/** The live rates: taken over a window, afresh for every step, never negative. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { Sampler } from '../../web/engine/sampler.js';

/** @type {import('../../web/types.js').Step} */
const STEP = {
  kind: 'trial',
  index: 3,
  total: 9,
  map: 'a',
  mapIndex: 0,
  round: 1,
  rounds: 3,
  threads: 2,
  expectedMs: 300,
  remainingMs: 2000,
};

test('no sample before the first step', () => {
  assert.equal(new Sampler().sample([], 0, 0), null);
});

test('rates are operations per second over at least the window', () => {
  const sampler = new Sampler();
  sampler.begin(STEP, 1000);
  sampler.sample([0, 0], 4, 1000);
  sampler.sample([1000, 500], 4, 1060);
  const sample = sampler.sample([2000, 1000], 4, 1120);
  assert.ok(sample);
  assert.deepEqual(sample.perThread.map(Math.round), [16_667, 8_333]);
  assert.equal(Math.round(sample.opsPerSec), 25_000);
  // The reading at 1060 is now old enough to be the base.
  assert.deepEqual(
    sampler.sample([3000, 1500], 4, 1160)?.perThread.map(Math.round),
    [20_000, 10_000],
  );
});

test('progress and time left come from the step', () => {
  const sampler = new Sampler();
  sampler.begin(STEP, 1000);
  const sample = sampler.sample([0, 0], 4, 1100);
  assert.ok(sample);
  const { done, total, stepElapsedMs, remainingMs, phase } = sample;
  assert.deepEqual(
    { done, total, stepElapsedMs, remainingMs, phase },
    {
      done: 3,
      total: 9,
      stepElapsedMs: 100,
      remainingMs: 1900,
      phase: 4,
    },
  );
  // A step that overruns does not eat into what comes after it.
  assert.equal(sampler.sample([0, 0], 4, 5000)?.remainingMs, 1700);
});

test('counters that fell start a new window', () => {
  const sampler = new Sampler();
  sampler.begin(STEP, 0);
  sampler.sample([900, 900], 2, 0);
  sampler.sample([10, 0], 4, 100);
  assert.deepEqual(sampler.sample([110, 100], 4, 200)?.perThread, [1000, 1000]);
});

test('a new step starts a new window', () => {
  const sampler = new Sampler();
  sampler.begin(STEP, 0);
  sampler.sample([10, 10], 4, 0);
  sampler.begin({ ...STEP, index: 4 }, 100);
  assert.deepEqual(sampler.sample([500, 500], 4, 110)?.perThread, [0, 0]);
});

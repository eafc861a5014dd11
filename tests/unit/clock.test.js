/** The clock's step: the smallest change seen, found in bounded time. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { measureClockStepNs } from '../../web/engine/clock.js';

test('finds the step of a coarse clock', () => {
  let calls = 0;
  const step = measureClockStepNs(() => Math.floor((calls += 1) / 7) * 0.1);
  assert.equal(step, 100_000);
});

test('a clock that sometimes leaps is still known by its step', () => {
  let calls = 0;
  let time = 0;
  const step = measureClockStepNs(() => {
    calls += 1;
    if (calls % 5 === 0) time += calls % 2 ? 0.005 : 0.02;
    return time;
  });
  assert.equal(step, 5_000);
});

test('it takes no longer than it may, however coarse the clock', () => {
  let time = 0;
  assert.equal(
    measureClockStepNs(() => (time += 10)),
    10_000_000,
  );
  assert.ok(time <= 50, `${time} ms`);
});

test('the real clock', () => {
  assert.ok(measureClockStepNs() > 0);
});

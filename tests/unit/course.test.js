/** The course of a map's trials put together. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { changes, medians } from '../../web/labs/compare/course.js';
import { sampleResult } from './sample-result.js';

const trials = sampleResult(['mutex']).strategies[0]?.trials ?? [];

test('medians are taken place by place', () => {
  const noted = [
    { occupancy: [0.1, 0.5], hitRate: [0.2] },
    { occupancy: [0.3, 0.9], hitRate: [null] },
    { occupancy: [0.2, 0.6], hitRate: [0.4] },
    null,
  ].map((overTime, place) => ({ ...trials[place], overTime }));
  const { occupancy, hitRate } = medians(noted);
  assert.deepEqual(occupancy, [0.2, 0.6]);
  assert.equal(hitRate.length, 1);
  assert.ok(Math.abs((hitRate[0] ?? 0) - 0.3) < 1e-12);
});

test('what was not noted has no course', () => {
  assert.deepEqual(medians(trials), { occupancy: [], hitRate: [] });
  const none = { ...trials[0], overTime: { occupancy: [0.5], hitRate: [null] } };
  assert.deepEqual(medians([none]), { occupancy: [0.5], hitRate: [] });
});

test('a share that stays as it is, is no change', () => {
  assert.equal(changes([0.5, 0.526, 0.498]), false);
  assert.equal(changes([0.5, 0.56]), true);
  assert.equal(changes([]), false);
});

/** Samples of a map's inside: from the first figures on, whole ones only, with a rate. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { PHASE } from '../../web/engine/board.js';
import { InsideWatch } from '../../web/engine/inside.js';

/** A board in a state of its own. */
function fresh() {
  const board = {
    phase: /** @type {number} */ (PHASE.preparing),
    inside: /** @type {number[] | null} */ ([]),
    operations: 0,
  };
  return { board, watch: new InsideWatch(board) };
}

test('nothing before the map has shown something, nor from the midst of a writing', () => {
  const { board, watch } = fresh();
  assert.equal(watch.sample(0), null);
  board.inside = [1];
  assert.equal(watch.sample(50), null, 'the figures may be those of an earlier map');
  board.phase = PHASE.measuring;
  board.inside = [];
  assert.equal(watch.sample(100), null);
  board.inside = null;
  assert.equal(watch.sample(150), null);
  board.inside = [3, 4];
  assert.deepEqual(watch.sample(200), { elapsedMs: 0, figures: [3, 4], opsPerSec: 0 });
});

test('the rate follows within a few hundred milliseconds', () => {
  const { board, watch } = fresh();
  board.phase = PHASE.measuring;
  board.inside = [1];
  const at = (/** @type {number} */ now, /** @type {number} */ operations) => {
    board.operations = operations;
    return watch.sample(now);
  };
  for (let now = 0; now <= 1000; now += 50) at(now, now * 1000);
  assert.equal(at(1050, 1_050_000)?.opsPerSec, 1_000_000);
  for (let now = 1100; now <= 1400; now += 50) at(now, 1_050_000);
  const still = at(1450, 1_050_000);
  assert.deepEqual(still, { elapsedMs: 1450, figures: [1], opsPerSec: 0 });
});

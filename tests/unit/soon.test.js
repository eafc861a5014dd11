/** What changes faster than anybody reads is drawn now and then, and at the end. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Soon } from '../../web/app/soon.js';

test('some hundred changes a second are a few drawings, and the last one is drawn', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let now = 10_000;
  const clock = mock.method(performance, 'now', () => now);
  try {
    let changes = 0;
    /** @type {number[]} */
    const drawn = [];
    const soon = new Soon(() => {
      drawn.push(changes);
      soon.done();
    });
    const pass = (/** @type {number} */ ms) => {
      now += ms;
      mock.timers.tick(ms);
    };
    for (; changes < 500; pass(2)) {
      changes += 1;
      soon.ask();
    }
    assert.ok(drawn.length >= 3 && drawn.length <= 5, String(drawn));
    pass(1000);
    assert.equal(drawn.at(-1), 500);
    // What was drawn for another reason is not drawn again.
    const before = drawn.length;
    soon.ask();
    soon.done();
    pass(1000);
    assert.equal(drawn.length, before);
  } finally {
    clock.mock.restore();
    mock.timers.reset();
  }
});

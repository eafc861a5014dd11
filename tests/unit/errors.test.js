/** The named errors: every failure gets one of the names, and every message names a remedy. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { ContendError, namedError } from '../../web/engine/errors.js';

/** @type {import('../../web/engine/errors.js').ErrorName[]} */
const NAMES = [
  ...['Busy', 'Unsupported', 'OutOfMemory', 'Trapped', 'WorkerFailed', 'Timeout', 'BadExperiment'],
];

for (const name of NAMES) {
  test(`${name} says what to do`, () => {
    const error = new ContendError(name);
    assert.ok(error instanceof Error);
    assert.equal(error.name, name);
    assert.match(error.message, /Run again|run again|Choose|Wait|Use|Correct/);
    const detailed = new ContendError(name, 'It broke');
    assert.equal(detailed.message, `It broke. ${error.message}`);
    assert.equal(namedError(name, 'It broke.', false).message, detailed.message);
  });
}

test('what the instance throws by itself is a trap, or a lack of memory', () => {
  const trap = namedError('RuntimeError', 'unreachable', false);
  assert.equal(trap.name, 'Trapped');
  assert.match(trap.message, /^RuntimeError: unreachable\. /);
  assert.equal(namedError('RuntimeError', 'unreachable', true).name, 'OutOfMemory');
  assert.equal(namedError('toString', '', false).name, 'Trapped');
});

test('what helps against a lack of memory depends on when it was noticed', () => {
  const refused = namedError('OutOfMemory', 'This experiment needs about 900 MB', true);
  assert.match(refused.message, /smaller key space/);
  assert.equal(refused.cure, 'OutOfMemory');
  for (const name of ['Trapped', 'RuntimeError']) {
    const ran = namedError(name, 'a thread panicked while it ran some-map', true);
    assert.equal(ran.name, 'OutOfMemory');
    assert.match(ran.message, /fewer|no more threads/);
    assert.doesNotMatch(ran.message, /key space|prefill/);
    assert.equal(ran.cure, 'ranOut');
  }
});

// The test runner must not be able to call a run good that was not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count } from '../lib/counts.mjs';

test('cargo: sums every test program, doc tests included', () => {
  const text = [
    'running 3 tests',
    'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s',
    '\x1b[31mtest result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\x1b[0m',
  ].join('\n');
  assert.deepEqual(count('cargo', text, false), { passed: 7, failed: 2, skipped: 1 });
});

test('node: reads both reporters and counts a cancelled test as failed', () => {
  assert.deepEqual(count('node', '# pass 5\n# fail 0\n# cancelled 1\n# skipped 2\n', false), {
    passed: 5,
    failed: 1,
    skipped: 2,
  });
  assert.deepEqual(count('node', 'ℹ pass 5\nℹ fail 1\nℹ todo 1\n', false), {
    passed: 5,
    failed: 1,
    skipped: 1,
  });
});

test('a program that fails without naming a test is one failure', () => {
  assert.equal(count('cargo', 'error: could not compile `contend`', false).failed, 1);
  assert.equal(count('node', 'ℹ pass 5\nℹ fail 0\n', false).failed, 1);
  assert.deepEqual(count('one', '', false), { passed: 0, failed: 1, skipped: 0 });
});

test('a program that succeeds without running a test is one failure', () => {
  assert.equal(count('cargo', 'test result: ok. 0 passed; 0 failed; 0 ignored;', true).failed, 1);
  assert.equal(count('node', 'ℹ pass 0\nℹ fail 0\n', true).failed, 1);
});

test('a single check is one test', () => {
  assert.deepEqual(count('one', 'anything', true), { passed: 1, failed: 0, skipped: 0 });
});

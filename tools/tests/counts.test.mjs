// The test runner must not be able to call a run good that was not.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { count, countingTests } from '../lib/counts.mjs';

test('cargo: sums every test program, doc tests included', () => {
  const text = [
    'running 3 tests',
    'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s',
    '\x1b[31mtest result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\x1b[0m',
  ].join('\n');
  assert.deepEqual(count('cargo', text, false), { passed: 7, failed: 2, skipped: 1 });
});

/** What the reporter counts of a test file with that text. @param {string} text */
function reported(text) {
  const folder = mkdtempSync(join(tmpdir(), 'contend-counts-'));
  const [file, counts] = ['some.test.mjs', 'counts.json'].map((name) => join(folder, name));
  writeFileSync(file, `import { before, describe, test } from 'node:test';\n${text}`);
  const [program, ...args] = countingTests(counts, ['--test-timeout=2000', file]);
  // Within a test, Node would take the other for a part of it.
  const { status } = spawnSync(program, args, {
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  });
  const found = count('node', existsSync(counts) ? readFileSync(counts, 'utf8') : '', status === 0);
  rmSync(folder, { recursive: true });
  return found;
}

test('node: a suite is no test, what was left out has not passed', () => {
  const text = `test('a', () => {});
    describe('b', () => { test('c', () => {}); test('d', () => { throw new Error('d'); }); });
    test.skip('e', () => {});
    test('f', { todo: 'later' }, () => { throw new Error('f'); });`;
  assert.deepEqual(reported(text), { passed: 2, failed: 1, skipped: 2 });
  assert.deepEqual(reported(`test('a', () => {});`), { passed: 1, failed: 0, skipped: 0 });
});

test('node: what never ends, never begins or ends too soon has failed', () => {
  for (const text of [
    `test('a', () => new Promise((resolve) => setTimeout(resolve, 60_000)));`,
    `describe('a', () => { before(() => { throw new Error('b'); }); test('c', () => {}); });`,
    `throw new Error('a');`,
    `test('a', () => process.exit(3));`,
    `test('a', () => process.kill(process.pid, 'SIGKILL'));`,
  ]) {
    const { passed, failed } = reported(text);
    assert.ok(passed === 0 && failed > 0, `${passed} passed, ${failed} failed: ${text}`);
  }
});

test('a program that fails without naming a test is one failure', () => {
  assert.equal(count('cargo', 'error: could not compile `contend`', false).failed, 1);
  assert.equal(count('node', '{"passed":5,"failed":0,"skipped":0}', false).failed, 1);
  assert.equal(count('node', '', false).failed, 1);
  assert.deepEqual(count('one', '', false), { passed: 0, failed: 1, skipped: 0 });
});

test('a program that succeeds without running a test is one failure', () => {
  assert.equal(count('cargo', 'test result: ok. 0 passed; 0 failed; 0 ignored;', true).failed, 1);
  assert.equal(count('node', '{"passed":0,"failed":0,"skipped":0}', true).failed, 1);
});

test('a single check is one test', () => {
  assert.deepEqual(count('one', 'anything', true), { passed: 1, failed: 0, skipped: 0 });
});

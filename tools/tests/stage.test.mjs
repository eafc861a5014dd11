// A stage that cannot be checked on a machine has not passed there, and is never silent.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runStage } from '../lib/stage.mjs';

const FAILS = { id: 'some', title: 'Some stage', minutes: 1, command: ['sh', '-c', 'exit 1'] };

test('what cannot be checked here is left out, with the reason', async () => {
  const reason = 'not checked: no such browser here (install it)';
  const row = await runStage({ ...FAILS, absent: () => reason }, true);
  assert.deepEqual([row.passed, row.failed, row.skipped], [0, 0, 1]);
  assert.equal(row.left, reason);
  assert.ok(row.output.includes(reason));
});

test('what can be checked here is', async () => {
  const row = await runStage({ ...FAILS, absent: () => null }, true);
  assert.deepEqual([row.passed, row.failed, row.skipped], [0, 1, 0]);
});

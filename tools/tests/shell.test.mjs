// No step may wait for ever, and no failure may go unseen.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ToolError, ask, execute, run, which } from '../lib/shell.mjs';

/** As long as what is started would go on by itself. */
const SLEEP_MS = 300_000;

test('a program past its limit is ended with everything it started', async () => {
  let text = '';
  const start = performance.now();
  // Long enough for a shell to start on a busy machine.
  const { timedOut } = await execute('sh', ['-c', 'sleep 300 & echo $!; wait'], {
    minutes: 3 / 60,
    onText: (part) => (text += part),
  });
  assert.equal(timedOut, true);
  assert.ok(performance.now() - start < SLEEP_MS);
  // Gone, or dead and not yet collected by its new parent.
  assert.match(ask('ps', ['-o', 'stat=', '-p', text.trim()]) ?? '', /^(?:Z.*)?$/);
});

test('a left-over that holds the output open does not hold us', async () => {
  const start = performance.now();
  const { code } = await execute('sh', ['-c', 'sleep 300 & exit 3'], { onText: () => {} });
  assert.equal(code, 3);
  assert.ok(performance.now() - start < SLEEP_MS);
});

test('failures say what was run, how it ended, and what to do', async () => {
  const remedy = 'Try something else.';
  await assert.rejects(
    run('sh', ['-c', 'exit 4'], { remedy }),
    /`sh -c exit 4` ended with status 4\. Try something else\.$/,
  );
  await assert.rejects(run('no-such-program', ['x']), ToolError);
  await assert.rejects(run('no-such-program', ['x']), /`no-such-program x` was not found/);
});

test('questions are answered, or null', () => {
  assert.equal(ask('sh', ['-c', 'echo "$GREETING"'], { GREETING: 'hello' }), 'hello');
  assert.equal(ask('sh', ['-c', 'exit 1']), null);
  assert.equal(ask('no-such-program', []), null);
  assert.equal(which('no-such-program'), null);
  assert.match(which('sh'), /\/sh$/);
});

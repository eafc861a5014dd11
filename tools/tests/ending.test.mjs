/** A tool that is asked to end takes along what the tools it runs have started, and goes no further. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

const shell = new URL('../lib/shell.mjs', import.meta.url).href;
/** Told apart from anybody else's by its length. */
const SLEEP = `98${process.pid}`;

/** A program that runs another one with `execute`. @param {string} call */
const program = (call) => `import { execute } from '${shell}'; await ${call};`;

const sleeps = () => spawnSync('pgrep', ['-f', `sleep ${SLEEP}$`], { encoding: 'utf8' }).stdout;

test('a tool that runs a tool', async () => {
  const inner = program(`execute('sleep', ['${SLEEP}'])`);
  const nested = `execute(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(inner)}])`;
  const outer = program(`${nested}; console.log('went on')`);
  const child = spawn(process.execPath, ['--input-type=module', '-e', outer]);
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  while (!sleeps()) await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 130);
  // It is killed at that moment, and would go on for longer than a test may take.
  while (sleeps()) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(said, '');
});

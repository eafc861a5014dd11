/**
 * The service of examples/check: it is vetted, its tests pass, and while it runs the probe finds what is required. Without
 * Go nothing is checked, and each says so.
 */

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { findGo } from '../../tools/lib/go.mjs';
import { paths, root } from '../../tools/lib/paths.mjs';

const found = findGo();
const service = join(root, 'examples/check');
const folder = mkdtempSync(join(tmpdir(), 'contend-orders-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Nothing is downloaded, and what is compiled is kept for the next time. */
const env = {
  ...process.env,
  GOCACHE: join(root, 'target/go-cache'),
  GOPROXY: 'off',
  GOTOOLCHAIN: 'local',
};

/** @param {string[]} args */
async function go(...args) {
  assert.ok('go' in found);
  return (await promisify(execFile)(found.go, args, { cwd: service, env })).stdout;
}

test('the service is vetted and its tests pass', async (t) => {
  if ('missing' in found) return t.skip(`not checked: ${found.missing}`);
  await go('vet', './...');
  assert.match(await go('test', '-count=1', '-v', './...'), /PASS: TestByMany/);
});

test('the probe finds the running service', async (t) => {
  if ('missing' in found) return t.skip(`not checked: ${found.missing}`);
  const program = join(folder, 'orders');
  await go('build', '-o', program, '.');
  const child = spawn(program, ['127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(() => child.kill());
  const address = await new Promise((resolve, reject) => {
    let said = '';
    child.once('exit', () => reject(new Error(`the service ended: ${said}`)));
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      const at = /listening on (http:\S+)\n/.exec(said);
      if (at) resolve(at[1]);
    });
  });
  await fetch(`${address}/orders/1?item=book`, { method: 'PUT' });
  await fetch(`${address}/orders/1`);
  const { stdout } = await promisify(execFile)(
    paths.contend,
    ['check', '--json', '--timeout', '30s', '--probe', `${address}/metrics`],
    { cwd: service },
  );
  const { checks, findings } = JSON.parse(stdout);
  assert.deepEqual(findings, []);
  const probed = checks.filter(({ id }) => id.startsWith('CHK5'));
  assert.ok(probed.length === 10 && probed.every(({ status }) => status === 'passed'));
});

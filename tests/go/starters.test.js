/**
 * Code in Go to start from: each file is vetted and does what every map must, alone and by many
 * goroutines. Without Go nothing is checked, and each file says so.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { findGo } from '../../tools/lib/go.mjs';
import { root } from '../../tools/lib/paths.mjs';

const found = findGo();
const starters = join(root, 'crate/advise/starters');
const files = readdirSync(starters).filter((name) => name.endsWith('.go'));

/** Its operations take a deadline. @param {string} file */
const isPatient = (file) => file.endsWith('-deadline.go');

test('there are starters, with a deadline and without', () => {
  assert.ok(files.length >= 11 && files.filter(isPatient).length >= 3);
});

const module = mkdtempSync(join(tmpdir(), 'contend-go-'));
test.after(() => rmSync(module, { recursive: true, force: true }));
writeFileSync(join(module, 'go.mod'), 'module starters\n\ngo 1.22\n');
for (const file of files) {
  const folder = join(module, file.replace('.go', ''));
  mkdirSync(folder);
  cpSync(join(starters, file), join(folder, 'store.go'));
  for (const tests of ['store_test.go', isPatient(file) ? 'deadline_test.go' : 'plain_test.go']) {
    cpSync(join(root, 'tests/go', tests), join(folder, tests));
  }
}

/** Nothing is downloaded, and what is compiled is kept for the next time. */
const env = {
  ...process.env,
  GOCACHE: join(root, 'target/go-cache'),
  GOPROXY: 'off',
  GOTOOLCHAIN: 'local',
  GOFLAGS: '-mod=mod',
};

/** @param {string[]} args */
async function go(...args) {
  assert.ok('go' in found);
  try {
    return (await promisify(execFile)(found.go, args, { cwd: module, env })).stdout;
  } catch (error) {
    const { stdout, stderr, message } = /** @type {any} */ (error);
    throw new Error(`go ${args.join(' ')}: ${stdout || stderr || message}`, { cause: error });
  }
}

for (const file of files) {
  test(`${file} is vetted and works`, async (t) => {
    if ('missing' in found) return t.skip(`not checked: ${found.missing}`);
    const place = `./${file.replace('.go', '')}`;
    await go('vet', place);
    const shown = await go('test', '-count=1', '-v', place);
    const names = ['TestAsAMap', 'TestByMany', ...(isPatient(file) ? ['TestGivesUp'] : [])];
    for (const name of names) assert.match(shown, RegExp(`PASS: ${name}`));
  });
}

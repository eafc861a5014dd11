/**
 * The incident's evidence: programs beside `record.py`, which print with this machine's Go what was recorded with
 * another. Without Go nothing is checked, and each program says so.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { findGo } from '../../tools/lib/go.mjs';
import { root } from '../../tools/lib/paths.mjs';
import { ask } from '../../tools/lib/shell.mjs';

const found = findGo();
const folder = join(root, 'tests/data/go');
/** @type {{ go: string, programs: { program: string, source: string, stdout: string, stderr: string, status: number }[] }} */
const recorded = JSON.parse(readFileSync(join(folder, 'incident.json'), 'utf8'));

const built = mkdtempSync(join(tmpdir(), 'contend-incident-'));
test.after(() => rmSync(built, { recursive: true, force: true }));
const env = {
  ...process.env,
  GOCACHE: join(root, 'target/go-cache'),
  GOPROXY: 'off',
  GOTOOLCHAIN: 'local',
  GO111MODULE: 'off',
  CGO_ENABLED: '0',
  GOMAXPROCS: '2',
  GOTRACEBACK: 'none',
};

/** Before Go 1.24, sync.Map was another map. @param {string} program */
function needs(program) {
  if (program !== 'trie_lock.go' || !('go' in found)) return null;
  const [, minor] = /^go1\.(\d+)/.exec(ask(found.go, ['env', 'GOVERSION']) ?? '') ?? [];
  return Number(minor) >= 24 ? null : 'sync.Map is a hash trie only since Go 1.24';
}

/** What it printed and its exit status. @param {string} program @param {string[]} args */
async function ends(program, args) {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { cwd: folder, env });
    return { stdout: stdout.trim(), stderr: stderr.trim(), status: 0 };
  } catch (error) {
    const { stdout = '', stderr = '', code } = /** @type {any} */ (error);
    return { stdout: stdout.trim(), stderr: stderr.trim(), status: code };
  }
}

/** Two goroutines may both get as far as the message. @param {string} text */
const once = (text) => [...new Set(text.split('\n'))].join('\n');

test('what is shown is what was recorded, by a Go of that version', () => {
  assert.ok(recorded.programs.length >= 8);
  assert.match(recorded.go, /^go version go1\.\d+/);
  for (const { program, source } of recorded.programs) {
    assert.equal(source, readFileSync(join(folder, program), 'utf8'), program);
  }
});

for (const { program, stdout, stderr, status } of recorded.programs) {
  test(`${program} ends as recorded`, async (t) => {
    if ('missing' in found) return t.skip(`not checked: ${found.missing}`);
    const older = needs(program);
    if (older) return t.skip(`not checked: ${older}`);
    const out = join(built, program.replace('.go', ''));
    const compiled = await ends(found.go, ['build', '-o', out, program]);
    assert.deepEqual(compiled, { stdout: '', stderr: '', status: 0 });
    const ended = await ends(out, []);
    assert.deepEqual({ ...ended, stderr: once(ended.stderr) }, { stdout, stderr, status });
  });
}

/**
 * Every command of the Makefile starts on a machine where nothing is installed, and `make clean` leaves
 * nothing behind.
 *
 * Each is run in a copy without packages, with an npm that installs nothing and says that it was asked.
 * A tool that imports a package before make has seen to it dies before that, with Node's own words.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { root } from '../lib/paths.mjs';
import { ask } from '../lib/shell.mjs';

const folder = mkdtempSync(join(tmpdir(), 'contend-clone-'));
after(() => rmSync(folder, { recursive: true }));

const copy = join(folder, 'clone');
const listed = ask('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
const NEEDED = /^(?:Makefile|package|\.gitignore|Cargo|tools\/|crate\/|pkg\/|web\/)/;
for (const name of listed?.split('\0').filter((path) => NEEDED.test(path)) ?? []) {
  // What was removed and not yet committed is listed all the same.
  if (!existsSync(join(root, name))) continue;
  mkdirSync(dirname(join(copy, name)), { recursive: true });
  cpSync(join(root, name), join(copy, name));
}

const ASKED = 'npm was asked for packages';
const programs = join(folder, 'bin');
mkdirSync(programs);
writeFileSync(join(programs, 'npm'), `#!/bin/sh\necho '${ASKED}'\nexit 1\n`, { mode: 0o755 });

/** @param {string[]} args */
function make(...args) {
  const { status, stdout, stderr } = spawnSync('make', args, {
    cwd: copy,
    env: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}`, MAKEFLAGS: '' },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, text: stdout + stderr };
}

const makefile = readFileSync(join(root, 'Makefile'), 'utf8');
const targets = [...makefile.matchAll(/^([a-z-]+):.*## /gm)].map(([, name]) => name);
/** What needs no packages. */
const BARE = ['help', 'clean'];

for (const target of targets.filter((name) => !BARE.includes(name))) {
  test(`make ${target} asks for the packages before it runs what imports them`, () => {
    const { status, text } = make(target, `OUT=${join(folder, 'out')}`);
    assert.notEqual(status, 0);
    assert.match(text, new RegExp(ASKED), text);
    assert.doesNotMatch(text, /ERR_MODULE_NOT_FOUND|Cannot find/);
  });
}

test('what runs before the packages are there imports none', () => {
  for (const target of ['build', 'test']) {
    const { status, stderr } = spawnSync(process.execPath, ['tools/setup.mjs', target, '--help'], {
      cwd: copy,
      encoding: 'utf8',
    });
    assert.doesNotMatch(stderr, /ERR_MODULE_NOT_FOUND|SyntaxError/, `${target}: ${status}`);
  }
});

test('make clean removes everything that git ignores', () => {
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('!'));
  const made = ignored.map((line) => line.replace(/^\//, '').replace(/\/?\*?$/, ''));
  const packages = [
    'wasm',
    'wasm-full',
    'wasm-wide',
    'wasm.new',
    'wasm-wide.new',
    'contend-lab.js',
    'results.d.ts',
    'race-results.d.ts',
    'LICENSE-MIT',
  ];
  for (const path of [
    ...made.filter((name) => name !== 'pkg'),
    ...packages.map((name) => `pkg/${name}`),
  ]) {
    mkdirSync(join(copy, path), { recursive: true });
    writeFileSync(join(copy, path, 'file'), '');
  }
  spawnSync('git', ['init', '-q'], { cwd: copy });
  const left = () =>
    spawnSync('git', ['status', '--ignored', '--short'], { cwd: copy, encoding: 'utf8' })
      .stdout.split('\n')
      .filter((line) => line.startsWith('!!'));
  assert.notDeepEqual(left(), []);
  assert.equal(make('clean').status, 0);
  assert.deepEqual(left(), []);
});

// Skipping work is only safe if every change of an input is seen.

import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { hash, writeIfChanged } from '../lib/stamp.mjs';

const folder = mkdtempSync(join(tmpdir(), 'contend-stamp-'));
after(() => rmSync(folder, { recursive: true }));

test('the hash sees content, names and new files, not times', () => {
  mkdirSync(join(folder, 'in/deep'), { recursive: true });
  const file = join(folder, 'in/deep/a.txt');
  const now = () => hash([join(folder, 'in')]);
  writeFileSync(file, 'one');
  const first = now();

  utimesSync(file, 1, 1);
  assert.equal(now(), first);
  writeFileSync(file, 'two');
  const second = now();
  assert.notEqual(second, first);
  renameSync(file, join(folder, 'in/deep/b.txt'));
  const third = now();
  assert.notEqual(third, second);
  writeFileSync(join(folder, 'in/c.txt'), '');
  assert.notEqual(now(), third);
});

test('a missing input has a hash too, and another one once it is there', () => {
  const path = join(folder, 'later');
  const before = hash([path]);
  writeFileSync(path, '');
  assert.notEqual(hash([path]), before);
});

test('a file is written only when its content changes', () => {
  const path = join(folder, 'new/file.json');
  assert.equal(writeIfChanged(path, 'x'), true);
  utimesSync(path, 1, 1);
  assert.equal(writeIfChanged(path, 'x'), false);
  assert.equal(statSync(path).mtimeMs, 1000);
  assert.equal(writeIfChanged(path, 'y'), true);
});

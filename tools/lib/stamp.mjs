// Skipping work whose inputs have not changed, and leaving files alone whose content has not.
//
// A stamp is a file holding a hash over the inputs' names and bytes (never their times, so a fresh
// checkout and a touched file do no harm). It is written only after the work has succeeded.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { paths, root } from './paths.mjs';

/** A hash over files and folders (taken whole), named from the project's root, and plain strings. */
export function hash(inputs, strings = []) {
  const sum = createHash('sha256');
  for (const input of inputs) {
    for (const file of files(resolve(root, input))) {
      sum
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  for (const text of strings) sum.update(`${text}\0`);
  return sum.digest('hex');
}

/** Every file below a path, in a fixed order, without dotfiles; nothing if the path does not exist. */
export function files(path) {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (!kind?.isDirectory()) return kind ? [path] : [];
  return readdirSync(path)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .flatMap((name) => files(join(path, name)));
}

/** The same by their paths below a folder, with slashes. @param {string} folder */
export function filesBelow(folder) {
  return files(folder).map((path) => relative(folder, path).split(sep).join('/'));
}

/** Whether `product` is there and the stamp of this name says that it was made for this hash. */
export function isDone(name, value, product) {
  return read(join(paths.stamps, name)) === value && existsSync(product);
}

/** Does the work that makes `product` unless it is done for this hash; true if it was made now. */
export async function unlessDone(name, value, product, work) {
  if (isDone(name, value, product)) return false;
  await work();
  writeIfChanged(join(paths.stamps, name), value);
  return true;
}

/** Writes a text file; true if that changed anything. */
export function writeIfChanged(path, text) {
  if (read(path) === text) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return true;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

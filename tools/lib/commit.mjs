// The commit that the sources are of, for results to say so; the command line's own build asks anew
// (crate/commit).
//
// Guarantees: without git, or from an unpacked archive, even inside somebody else's repository, there
// is none.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** What goes into the page. */
const SOURCES = ['crate', 'web', 'index.html', 'vite.config.js'];
const LOCKS = ['Cargo.toml', 'Cargo.lock', 'package-lock.json'];

/** Twelve digits, and a plus where the sources differ from that commit; empty without one. */
export function commit() {
  // A folder, or in a worktree a file that names one.
  if (!existsSync(join(root, '.git'))) return '';
  try {
    const head = git('rev-parse', '--short=12', 'HEAD');
    const changed = git('--no-optional-locks', 'status', '--porcelain', '--', ...SOURCES, ...LOCKS);
    return `${head}${changed ? '+' : ''}`;
  } catch {
    return '';
  }
}

/** @param {string[]} words */
function git(...words) {
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  return execFileSync('git', words, options).trim();
}

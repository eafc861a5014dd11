// Finding promtool, whose verdict on alert rules a test holds beside ours, and getting it on Debian.
//
// It comes in the package of Prometheus, which is taken apart and not installed: no service starts, and no rights are
// needed. Guarantees: without promtool there is a reason in words, and nothing fails for it.

import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { ask, run, which } from './shell.mjs';

const FOLDER = join(root, 'target/promtool');
const TAKEN = join(FOLDER, 'usr/bin/promtool');

/** @returns {{ promtool: string, version: string } | { missing: string }} */
export function findPromtool() {
  const named = process.env.PROMTOOL;
  const candidates = named ? [named] : [which('promtool'), TAKEN];
  for (const promtool of candidates.filter((path) => path && existsSync(path))) {
    const version = ask(promtool, ['--version'])?.match(/version (\d+\.\d+)/)?.[1];
    if (version) return { promtool, version };
  }
  const missing =
    'promtool is needed: name one with PROMTOOL=; on Debian `make` takes it out of the package prometheus';
  return { missing };
}

/** Gets promtool where there is none. Where that cannot be done the test says that it was left out. */
export async function takePromtool() {
  if ('promtool' in findPromtool() || !which('apt-get') || !which('dpkg-deb')) return;
  const parts = join(FOLDER, 'package');
  console.log('Getting promtool out of Debian’s package prometheus, for a test of alert rules');
  try {
    mkdirSync(parts, { recursive: true });
    if (process.getuid?.() === 0) await run('apt-get', ['-q', 'update'], { minutes: 5 });
    await run('apt-get', ['-q', 'download', 'prometheus'], { cwd: parts, minutes: 5 });
    const file = readdirSync(parts).find((name) => name.endsWith('.deb'));
    if (file) await run('dpkg-deb', ['-x', join(parts, file), FOLDER], { minutes: 2 });
  } catch (error) {
    console.log(`It could not be had: ${error.message}`);
  } finally {
    rmSync(parts, { recursive: true, force: true });
  }
}

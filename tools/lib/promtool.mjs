// Finding what judges beside us: promtool, whose verdict on alert rules and on a scrape tests hold beside ours, and
// the parser of Python's prometheus-client; and getting both on Debian (`debian-part.mjs`).
//
// Guarantees: without them there is a reason in words, and nothing fails for it. `tests/guard.rs` looks in the same
// places.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { takePackage } from './debian-part.mjs';
import { root } from './paths.mjs';
import { ask, run, which } from './shell.mjs';

const FOLDER = join(root, 'target/promtool');
const TAKEN = join(FOLDER, 'usr/bin/promtool');
const CLIENT = join(root, 'target/prometheus-client');
const MODULES = join(CLIENT, 'usr/lib/python3/dist-packages');

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
  if ('promtool' in findPromtool()) return;
  await takePackage('prometheus', FOLDER, 'promtool, for tests of alert rules and metrics');
}

/** Whether some Python here reads metrics. */
function hasClient() {
  const asked = ['-c', 'import prometheus_client; print(1)'];
  return ask('python3', asked, { PYTHONPATH: MODULES }) === '1';
}

/** Gets Python's prometheus-client where there is none: from Debian, elsewhere by pip. */
export async function takeClient() {
  if (!which('python3') || hasClient()) return;
  await takePackage('python3-prometheus-client', CLIENT, 'a parser of metrics, for a test');
  if (hasClient()) return;
  try {
    const wanted = ['-m', 'pip', 'install', '--quiet', '--target', MODULES, 'prometheus-client'];
    await run('python3', wanted, { minutes: 5 });
  } catch (error) {
    console.log(`prometheus-client could not be had: ${error.message}`);
  }
}

// The harness that other map benchmarks use, measured without a map: a package of its own under
// tools/bustle, compiled when it is first asked for.

import { join } from 'node:path';
import { json } from './hosts.mjs';
import { paths, root } from './paths.mjs';
import { run } from './shell.mjs';

const PACKAGE = join(root, 'tools/bustle');
const TARGET = join(paths.target, 'bustle');

export async function buildBustle() {
  await run('cargo', ['build', '--release', '--locked', `--manifest-path=${PACKAGE}/Cargo.toml`], {
    env: { CARGO_TARGET_DIR: TARGET },
    remedy: 'It needs the packages that tools/bustle/Cargo.lock names.',
  });
}

/**
 * One run without a map.
 * @param {{ read: number, insert: number, remove: number, update: number, prefill: number,
 *   threads: number, keysLog2: number, laps: number }} workload shares and prefill in percent; as many
 *   operations as keys, times `laps`
 * @returns {Promise<{ nsPerOp: number, operations: number, seconds: number }>} `nsPerOp`: of one thread's time
 */
export function runBustle({ keysLog2, ...workload }) {
  const options = { 'keys-log2': keysLog2, ...workload };
  const given = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  return json(join(TARGET, 'release/contend-bustle'), given);
}

// Building the threaded wasm module and its JavaScript package.
//
// One recipe for both modules: the page's (pkg/wasm) and the browser tests' (target/selftest-pkg).
// They share a target folder, so the standard library and all dependencies are compiled once.

import { join } from 'node:path';
import { paths } from './paths.mjs';
import { run } from './shell.mjs';
import { hash, unlessDone } from './stamp.mjs';
import { TARGET, wasmCargo } from './wasm-cargo.mjs';

const PROFILE = 'wasm-release';

/**
 * Compiles the library for threads and generates its package.
 *
 * @param {object} options
 * @param {boolean} [options.selftest] with the test hooks and with function names
 * @param {boolean} [options.denyWarnings]
 */
export async function buildWasm({ selftest = false, denyWarnings = false } = {}) {
  await wasmCargo(
    'build',
    `--profile=${PROFILE}`,
    ...(selftest ? ['--features=selftest'] : []),
    ...(denyWarnings ? ['-Zwarnings', '--config=build.warnings="deny"'] : []),
  );
  const module = join(paths.wasmTarget, TARGET, PROFILE, 'contend.wasm');
  const folder = selftest ? paths.selftestPackage : paths.wasmPackage;
  const made = await unlessDone(
    selftest ? 'bindings-selftest' : 'bindings',
    hash([module, paths.bindgen]),
    join(folder, 'contend.js'),
    () => run(paths.bindgen, [module, folder, ...(selftest ? ['--names'] : [])], { minutes: 5 }),
  );
  if (!made) console.log('   bindings are up to date');
}

// Building the threaded wasm module and its JavaScript package.
//
// One recipe for both modules: the page's (pkg/wasm) and the browser tests' (target/selftest-pkg).
// They share a target folder, so the standard library and all dependencies are compiled once. Cargo
// keeps only the last of the two, so a stamp over the sources decides whether it has to run at all.

import { join } from 'node:path';
import { paths, root } from './paths.mjs';
import { run } from './shell.mjs';
import { hash, unlessDone } from './stamp.mjs';
import { TARGET, wasmCargo, wasmRecipe } from './wasm-cargo.mjs';

const PROFILE = 'wasm-release';

/** What the module is compiled from, beside the compiler and its flags. */
const inputs = ['Cargo.toml', 'Cargo.lock', '.cargo', 'crate'].map((name) => join(root, name));

/**
 * Compiles the library for threads and generates its package.
 *
 * @param {object} options
 * @param {boolean} [options.selftest] with the test hooks and with function names
 */
export async function buildWasm({ selftest = false } = {}) {
  const recipe = wasmRecipe();
  const folder = selftest ? paths.selftestPackage : paths.wasmPackage;
  const value = hash([...inputs, paths.bindgen], [PROFILE, JSON.stringify(recipe)]);
  const name = selftest ? 'wasm-selftest' : 'wasm';
  const made = await unlessDone(name, value, join(folder, 'contend_bg.wasm'), async () => {
    const features = selftest ? ['--features=selftest'] : [];
    await wasmCargo(recipe, 'build', `--profile=${PROFILE}`, ...features);
    const module = join(paths.wasmTarget, TARGET, PROFILE, 'contend.wasm');
    const options = selftest ? ['--names'] : [];
    await run(paths.bindgen, [module, folder, ...options], { minutes: 5 });
  });
  if (!made) console.log(`   up to date, made by ${recipe.about}`);
}

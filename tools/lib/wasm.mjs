// Building the threaded wasm modules and their JavaScript packages.
//
// One recipe for four modules: the page's first (pkg/wasm), which knows the landing experiment's
// maps; the full one (pkg/wasm-full) and the wide one (pkg/wasm-wide, entries beyond u64), which a
// page fetches when it needs them; and the browser tests' (target/selftest-pkg). Linking one keeps a
// single core busy for minutes, so there are two target folders, each with its standard library and
// dependencies, in which two are made at a time. Cargo keeps only the last module linked, so a stamp
// over the sources decides whether it has to run at all.

import { join, relative } from 'node:path';
import { paths, root } from './paths.mjs';
import { run } from './shell.mjs';
import { hash, unlessDone } from './stamp.mjs';
import { TARGET, wasmCargo, wasmRecipe } from './wasm-cargo.mjs';

const PROFILE = 'wasm-release';

/** What the modules are compiled from, beside the compiler and its flags. */
const inputs = ['Cargo.toml', 'Cargo.lock', '.cargo', 'crate'].map((name) => join(root, name));

/**
 * The modules by name: Cargo's features, where they are compiled, the package's folder, and options
 * of the generator. Tests want function names in what they print.
 */
const modules = {
  core: {
    features: ['--no-default-features'],
    target: paths.wasmTarget,
    folder: paths.wasmPackage,
    options: [],
  },
  full: {
    features: ['--no-default-features', '--features=full'],
    target: paths.wasmTarget,
    folder: paths.fullPackage,
    options: [],
  },
  wide: { features: [], target: paths.wideTarget, folder: paths.widePackage, options: [] },
  selftest: {
    features: ['--no-default-features', '--features=selftest'],
    target: paths.wasmTarget,
    folder: paths.selftestPackage,
    options: ['--names'],
  },
};

/**
 * Compiles the library for threads and generates its package.
 *
 * @param {'core' | 'full' | 'wide' | 'selftest'} name
 */
export async function buildWasm(name) {
  const recipe = wasmRecipe();
  const { features, target, folder, options } = modules[name];
  const value = hash([...inputs, paths.bindgen], [PROFILE, ...features, JSON.stringify(recipe)]);
  const made = await unlessDone(
    `wasm-${name}`,
    value,
    join(folder, 'contend_bg.wasm'),
    async () => {
      const into = { ...recipe, env: { ...recipe.env, CARGO_TARGET_DIR: target } };
      await wasmCargo(into, 'build', `--profile=${PROFILE}`, ...features);
      const module = join(target, TARGET, PROFILE, 'contend.wasm');
      await run(paths.bindgen, [module, folder, ...options], { minutes: 5 });
    },
  );
  if (!made) console.log(`   ${relative(root, folder)} is up to date, made by ${recipe.about}`);
}

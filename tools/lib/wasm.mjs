// Building the threaded wasm modules and their JavaScript packages.
//
// One recipe for four modules: the page's first (pkg/wasm), which knows the landing experiment's
// maps; the full one (pkg/wasm-full) and the wide one (pkg/wasm-wide, entries beyond u64), which a
// page fetches when it needs them; and the browser tests' (target/selftest-pkg). They share a target
// folder, so the standard library and all dependencies are compiled once. Cargo keeps only the last
// module linked, so a stamp over the sources decides whether it has to run at all.

import { join, relative } from 'node:path';
import { paths, root } from './paths.mjs';
import { run } from './shell.mjs';
import { hash, unlessDone } from './stamp.mjs';
import { TARGET, wasmCargo, wasmRecipe } from './wasm-cargo.mjs';

const PROFILE = 'wasm-release';

/** What the modules are compiled from, beside the compiler and its flags. */
const inputs = ['Cargo.toml', 'Cargo.lock', '.cargo', 'crate'].map((name) => join(root, name));

/**
 * The modules by name: Cargo's features, the package's folder, and options of the generator.
 * Tests want function names in what they print.
 */
const modules = {
  core: { features: ['--no-default-features'], folder: paths.wasmPackage, options: [] },
  full: {
    features: ['--no-default-features', '--features=full'],
    folder: paths.fullPackage,
    options: [],
  },
  wide: { features: [], folder: paths.widePackage, options: [] },
  selftest: {
    features: ['--no-default-features', '--features=selftest'],
    folder: paths.selftestPackage,
    options: ['--names'],
  },
};

/** What goes before the subcommand's other arguments to compile that module. */
export function featuresOf(name) {
  return modules[name].features;
}

/**
 * Compiles the library for threads and generates its package.
 *
 * @param {'core' | 'full' | 'wide' | 'selftest'} name
 */
export async function buildWasm(name) {
  const recipe = wasmRecipe();
  const { features, folder, options } = modules[name];
  const value = hash([...inputs, paths.bindgen], [PROFILE, ...features, JSON.stringify(recipe)]);
  const made = await unlessDone(
    `wasm-${name}`,
    value,
    join(folder, 'contend_bg.wasm'),
    async () => {
      await wasmCargo(recipe, 'build', `--profile=${PROFILE}`, ...features);
      const module = join(paths.wasmTarget, TARGET, PROFILE, 'contend.wasm');
      await run(paths.bindgen, [module, folder, ...options], { minutes: 5 });
    },
  );
  if (!made) console.log(`   ${relative(root, folder)} is up to date, made by ${recipe.about}`);
}

// Building the wasm modules and their JavaScript packages.
//
// One recipe for the five threaded ones: the page's first (pkg/wasm), which knows the landing experiment's
// maps; the full one (pkg/wasm-full) and the wide one (pkg/wasm-wide, entries beyond u64), which a
// page fetches when it needs them; and the tests' (target/selftest-pkg, and target/suite-pkg with the
// conformance suite, for the long ones). The scanner (pkg/wasm-scan) is another library, without threads, and small.
// Linking a threaded one keeps a
// single core busy for minutes, so there are two target folders in which two are made at a time; the
// second one begins as a copy of the first, with the standard library and all dependencies. Cargo keeps
// only the last module linked, so a stamp over the sources decides whether it has to run at all. Where
// a quick module is enough, one that took its time is as good.

import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { paths, root } from './paths.mjs';
import { run } from './shell.mjs';
import { hash, isDone, unlessDone } from './stamp.mjs';
import { TARGET, wasmCargo, wasmRecipe } from './wasm-cargo.mjs';

const PROFILE = 'wasm-release';

/** What the modules are compiled from, beside the compiler and its flags. */
const inputs = ['Cargo.toml', 'Cargo.lock', '.cargo', 'crate'];

/** Half the time to link; what only tests load need not be fast. */
const QUICK = ['--config=profile.wasm-release.package.contend.opt-level=1'];

const LEAST = '--no-default-features';

/**
 * The modules by name: Cargo's features, the package's folder, where it is compiled unless in the first
 * target folder, and options of the generator. Tests want function names in what they print.
 */
const modules = {
  core: { features: [LEAST], folder: paths.wasmPackage },
  full: { features: [LEAST, '--features=full'], folder: paths.fullPackage },
  wide: { features: [], folder: paths.widePackage, target: paths.wideTarget },
  selftest: {
    features: [LEAST, '--features=selftest'],
    folder: paths.selftestPackage,
    options: ['--names'],
  },
  suite: {
    features: [LEAST, '--features=suite'],
    folder: paths.suitePackage,
    options: ['--names'],
  },
  scan: {
    of: { package: 'contend-scan-wasm', threads: false },
    features: [],
    folder: paths.scanPackage,
    library: 'contend_scan_wasm',
  },
};

/** @typedef {keyof typeof modules} Name */

/** Gives the second target folder what the first has, unless it is there. */
export async function shareDependencies() {
  if (existsSync(paths.wideTarget)) return;
  // Cargo goes by the times of files; one that was cut short would have made a folder of this name.
  const copy = `${paths.wideTarget}.new`;
  await rm(copy, { recursive: true, force: true });
  await cp(paths.wasmTarget, copy, { recursive: true, preserveTimestamps: true });
  await rename(copy, paths.wideTarget);
}

/**
 * What decides a module's bytes, and where it lies.
 * @param {Name} name
 * @param {boolean} quick made in less time, and slower
 */
function plan(name, quick) {
  const { of, target = paths.wasmTarget, folder, options = [], ...module } = modules[name];
  const { library = 'contend' } = module;
  const recipe = wasmRecipe(of);
  const features = [...module.features, ...(quick ? QUICK : [])];
  const value = hash([...inputs, paths.bindgen], [PROFILE, ...features, JSON.stringify(recipe)]);
  const product = join(folder, 'contend_bg.wasm');
  return { target, folder, options, library, recipe, features, value, product };
}

/**
 * Puts the module with the test hooks in the place of the full one, unless that is there: it does all
 * that the full one does, and a third link in the tests' build would find no fault.
 */
export async function lendSelftest() {
  if (isBuilt('full')) return;
  const { folder, value, product } = plan('selftest', true);
  await unlessDone('wasm-full', `lent ${value}`, join(paths.fullPackage, basename(product)), () =>
    cp(folder, paths.fullPackage, { recursive: true }),
  );
}

/** Whether the module as it is published is there. @param {Name} name */
export function isBuilt(name) {
  const { value, product } = plan(name, false);
  return isDone(`wasm-${name}`, value, product);
}

/**
 * Compiles a library and generates its package.
 * @param {Name} name
 * @param {{ quick?: boolean }} [how] `quick`: made in less time, and slower
 */
export async function buildWasm(name, { quick = false } = {}) {
  const { recipe, target, folder, options, library, features, value, product } = plan(name, quick);
  const work = async () => {
    const into = { ...recipe, env: { ...recipe.env, CARGO_TARGET_DIR: target } };
    // A library for C, as the linker sees it: natively nobody needs one.
    const kind = '--crate-type=cdylib';
    await wasmCargo(into, 'rustc', kind, `--profile=${PROFILE}`, ...features, '--', ...recipe.link);
    const module = join(target, TARGET, PROFILE, `${library}.wasm`);
    await run(paths.bindgen, [module, folder, ...options], { minutes: 5 });
  };
  const made = !isBuilt(name) && (await unlessDone(`wasm-${name}`, value, product, work));
  if (!made) console.log(`   ${relative(root, folder)} is up to date, made by ${recipe.about}`);
}

// `node tools/lint-wasm.mjs`: the Rust lints over the page's side, which native clippy never sees: the
// least that a module is made of, and the most; and the scanner, which knows neither threads nor files.
//
// `cargo clippy` would check the standard library and all dependencies once more. So clippy stands in for
// the compiler of a module, beside what that module is linked from, and makes nothing.

import { main } from './lib/shell.mjs';
import { paths } from './lib/paths.mjs';
import { shareDependencies } from './lib/wasm.mjs';
import { wasmCargo, wasmRecipe } from './lib/wasm-cargo.mjs';

const LEAST = { features: ['--no-default-features'], target: paths.wasmTarget };
const MOST = { features: ['--features=suite'], target: paths.wideTarget };
const SCANNER = { features: [], target: paths.wasmTarget, package: 'contend-scan' };

await main(async () => {
  const recipe = wasmRecipe();
  for (const { features, target, package: name = 'contend' } of [LEAST, MOST, SCANNER]) {
    const env = { CARGO_TARGET_DIR: target, RUSTC_WORKSPACE_WRAPPER: 'clippy-driver' };
    const args = recipe.args.map((option) => option.replace(/^--package=.*/, `--package=${name}`));
    const lints = { ...recipe, args, env: { ...recipe.env, ...env } };
    const kind = ['--crate-type=rlib', '--profile=wasm-release'];
    await wasmCargo(lints, 'rustc', ...kind, ...features, '--', '-Zno-codegen', '-Dwarnings');
    await shareDependencies();
  }
});

// `node tools/lint-wasm.mjs`: the Rust lints over the page's side, which native clippy never sees: the
// least that a module is made of, and the most; and the scanner's, without threads.
//
// `cargo clippy` would check the standard library and all dependencies once more. So clippy stands in for
// the compiler of a module, beside what that module is linked from, and makes nothing.

import { main } from './lib/shell.mjs';
import { paths } from './lib/paths.mjs';
import { shareDependencies } from './lib/wasm.mjs';
import { wasmCargo, wasmRecipe } from './lib/wasm-cargo.mjs';

const LEAST = { features: ['--no-default-features'], target: paths.wasmTarget };
const MOST = { features: ['--features=suite'], target: paths.wideTarget };
const SCANNER = {
  features: [],
  target: paths.wasmTarget,
  of: { package: 'contend-scan-wasm', threads: false },
};

await main(async () => {
  for (const { features, target, of } of [LEAST, MOST, SCANNER]) {
    const recipe = wasmRecipe(of);
    const env = { CARGO_TARGET_DIR: target, RUSTC_WORKSPACE_WRAPPER: 'clippy-driver' };
    const lints = { ...recipe, env: { ...recipe.env, ...env } };
    const kind = ['--crate-type=rlib', '--profile=wasm-release'];
    await wasmCargo(lints, 'rustc', ...kind, ...features, '--', '-Zno-codegen', '-Dwarnings');
    await shareDependencies();
  }
});

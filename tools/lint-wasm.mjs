// `node tools/lint-wasm.mjs`: the Rust lints over the page's side, which native clippy never sees: the
// least that a module is made of, and the most.

import { main } from './lib/shell.mjs';
import { wasmCargo, wasmRecipe } from './lib/wasm-cargo.mjs';

const LEAST = ['--no-default-features'];
const MOST = ['--features=suite'];

await main(async () => {
  const recipe = wasmRecipe();
  for (const features of [LEAST, MOST]) {
    await wasmCargo(recipe, 'clippy', ...features, '--', '-D', 'warnings');
  }
});

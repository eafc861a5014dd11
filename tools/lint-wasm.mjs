// `node tools/lint-wasm.mjs`: the Rust lints over the page's side, which native clippy never sees;
// each module in turn.

import { main } from './lib/shell.mjs';
import { wasmCargo, wasmRecipe } from './lib/wasm-cargo.mjs';
import { featuresOf } from './lib/wasm.mjs';

await main(async () => {
  const recipe = wasmRecipe();
  for (const module of ['core', 'full', 'wide', 'selftest']) {
    await wasmCargo(recipe, 'clippy', ...featuresOf(module), '--', '-D', 'warnings');
  }
});

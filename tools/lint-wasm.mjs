// `node tools/lint-wasm.mjs`: the Rust lints over the page's side, which native clippy never sees;
// as shipped, and with the test hooks.

import { main } from './lib/shell.mjs';
import { wasmCargo, wasmRecipe } from './lib/wasm-cargo.mjs';

await main(async () => {
  const recipe = wasmRecipe();
  for (const features of [[], ['--features=selftest']]) {
    await wasmCargo(recipe, 'clippy', ...features, '--', '-D', 'warnings');
  }
});

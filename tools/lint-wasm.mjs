// `node tools/lint-wasm.mjs`: the Rust lints over the page's side, which native clippy never sees: the
// least that a module is made of, and the most; and the scanner, which knows neither threads nor files.

import { main } from './lib/shell.mjs';
import { wasmCargo, wasmRecipe } from './lib/wasm-cargo.mjs';

const LEAST = ['--no-default-features'];
const MOST = ['--features=suite'];

await main(async () => {
  const recipe = wasmRecipe();
  for (const features of [LEAST, MOST]) {
    await wasmCargo(recipe, 'clippy', ...features, '--', '-D', 'warnings');
  }
  const scanner = recipe.args.map((option) =>
    option.replace(/^--package=.*/, '--package=contend-scan'),
  );
  await wasmCargo({ ...recipe, args: scanner }, 'clippy', '--', '-D', 'warnings');
});

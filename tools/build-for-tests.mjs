// `node tools/build-for-tests.mjs`: the ordinary build, and then the module that carries the test
// hooks, which only the browser tests load.

import { build } from './build.mjs';
import { main, step } from './lib/shell.mjs';
import { buildWasm } from './lib/wasm.mjs';

await main(async () => {
  await build({ quick: Boolean(process.env.CI) });
  await step('threaded WebAssembly with test hooks', () => buildWasm('selftest'));
});

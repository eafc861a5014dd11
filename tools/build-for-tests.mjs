// `node tools/build-for-tests.mjs`: the ordinary build, and the module that carries the test hooks,
// which only the browser tests load.

import { build } from './build.mjs';
import { main } from './lib/shell.mjs';

await main(() => build({ quick: Boolean(process.env.CI), selftest: true }));

// `node tools/lint-wasm.mjs`: the Rust lints over the page's side, which native clippy never sees.

import { main } from './lib/shell.mjs';
import { wasmCargo } from './lib/wasm-cargo.mjs';

await main(() => wasmCargo('clippy', '--features=selftest', '--', '-D', 'warnings'));

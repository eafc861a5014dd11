// What is compiled natively for the tests, said once: Cargo compiles it once if everyone asks alike.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Packages and features, to `cargo test` and `cargo build`. */
export const TESTED = [
  '--package=contend',
  '--package=contend-check',
  '--package=contend-scan',
  '--package=contend-tracked',
  '--package=bring-your-own-map',
  // With it `selftest`.
  '--features=contend/author',
];

/** clippy compiles as the compiler does, and says what it thinks of it. */
export const LINTING = { RUSTC_WORKSPACE_WRAPPER: 'clippy-driver' };

/** The least that knows all of the page's metadata. */
export const KNOWING = ['--package=contend', '--no-default-features', '--features=full'];

/**
 * The test programs of the package `contend` in two parts that take about the same time, so that each lane of
 * `make test` ends with one: those that put every map to the test, and all others.
 */
const OVER_EVERY_MAP = [
  'clears',
  'conformance',
  'decorate',
  'differential',
  'engine',
  'entry_kinds',
  'footprint',
  'linearizability',
  'memory',
];

/** Cargo's names of the programs in a folder of tests: files, and folders with a `main.rs`. */
function programs(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile() && entry.name.endsWith('.rs')) return [entry.name.slice(0, -3)];
    return existsSync(join(folder, entry.name, 'main.rs')) ? [entry.name] : [];
  });
}

const select = (names) => names.map((name) => `--test=${name}`);

/** The arguments of each part to `cargo test`: the maps, the rest, and the code in documentation. */
export const PARTS = {
  maps: select(OVER_EVERY_MAP),
  get rest() {
    const here = programs(join(root, 'tests')).filter((name) => !OVER_EVERY_MAP.includes(name));
    return [
      '--lib',
      ...select([...here, ...programs(join(root, 'examples/bring-your-own-map/tests'))]),
    ];
  },
  documentation: ['--doc'],
};

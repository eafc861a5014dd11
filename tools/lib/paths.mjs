// Where things are: the one list of the project's folders that the tools share.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const at = (...parts) => join(root, ...parts);

export const paths = {
  /** Given to every native cargo, so that a setting of the reader's cannot move what we look for. */
  target: at('target'),
  /** The native command line; tests name the one that they built. */
  contend: process.env.CONTEND ?? at('target/release/contend'),
  /** The same, compiled in less time: it writes the metadata, and tests run it. */
  quickContend: at('target/debug/contend'),
  testContend: at('target/tests/contend'),
  /** The bindings generator runs for a moment: compiling it without optimisation saves more. */
  bindgen: at('target/debug/contend-bindgen'),
  /** The wasm side has a compiler, and so a target folder, of its own. */
  wasmTarget: at('target/wasm'),
  wideTarget: at('target/wasm-wide'),
  /** The page's modules, and those with test hooks that only tests load: in `make test` and in `make soak`. */
  wasmPackage: at('pkg/wasm'),
  fullPackage: at('pkg/wasm-full'),
  widePackage: at('pkg/wasm-wide'),
  scanPackage: at('pkg/wasm-scan'),
  selftestPackage: at('target/selftest-pkg'),
  suitePackage: at('target/suite-pkg'),
  /** The npm package. */
  package: at('pkg'),
  metadata: at('web/generated/metadata.json'),
  metadataChinese: at('web/generated/metadata.zh.json'),
  starters: at('web/generated/starters.json'),
  lessons: at('web/generated/lessons.json'),
  insides: at('web/generated/inside.json'),
  labWords: (lab) => at(`web/generated/${lab}.json`),
  site: at('dist'),
  /** What is served while only the first module is built. */
  firstSite: at('target/first-site'),
  stamps: at('target/stamps'),
  nodeModules: at('node_modules'),
};

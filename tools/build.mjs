// `node tools/build.mjs`: everything that `make build` promises, each step after what it needs; one
// skips itself when nothing that it reads has changed.

import { pathToFileURL } from 'node:url';
import { buildGallery } from './gallery.mjs';
import { writeMetadata } from './lib/metadata.mjs';
import { paths } from './lib/paths.mjs';
import { main, run, step } from './lib/shell.mjs';
import { buildSite } from './lib/site.mjs';
import { buildWasm, shareDependencies } from './lib/wasm.mjs';
import { setup } from './setup.mjs';

/**
 * @param {object} [how]
 * @param {boolean} [how.quick] the command line is compiled in less time, for runs that take more:
 *   enough where it is thrown away after the tests
 * @param {boolean} [how.selftest] also the module that carries the test hooks
 */
export async function build({ quick = false, selftest = false } = {}) {
  const env = { CARGO_TARGET_DIR: paths.target };
  await step('setup', () => setup('build'));
  // A module keeps but one core busy for most of its time: the command line is compiled beside them.
  await Promise.all([native(quick ? { ...env, ...QUICK } : env), modules(env, selftest)]);
  await step('site', buildSite);
  await step('gallery of presets', buildGallery);
}

/** Not in the environment of the page's modules, whose profile inherits from this one. */
const QUICK = { CARGO_PROFILE_RELEASE_OPT_LEVEL: '0', CARGO_INCREMENTAL: '0' };

/** @param {Record<string, string>} env */
async function native(env) {
  await step('native command line', () =>
    run('cargo', ['build', '--release', '--package=contend'], { env }),
  );
  await step('metadata', writeMetadata);
}

/** @param {Record<string, string>} env @param {boolean} selftest */
async function modules(env, selftest) {
  await step('bindings generator', () =>
    run('cargo', ['build', '--package=contend-bindgen'], { env }),
  );
  await step('threaded WebAssembly', () => buildWasm('core'));
  await shareDependencies();
  const one = async () => {
    await step('threaded WebAssembly, all strategies', () => buildWasm('full'));
    if (selftest) await step('threaded WebAssembly with test hooks', () => buildWasm('selftest'));
  };
  const other = () => step('threaded WebAssembly, all entries', () => buildWasm('wide'));
  await Promise.all([one(), other()]);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(() => build());

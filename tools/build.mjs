// `node tools/build.mjs`: everything that `make build` promises, each step after what it needs; one
// skips itself when nothing that it reads has changed.

import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
 * @param {boolean} [how.quick] the command line and the module for entries beyond u64 are compiled in
 *   less time, for runs that take more: enough where they are thrown away after the tests
 * @param {boolean} [how.selftest] also the module that carries the test hooks
 */
export async function build({ quick = false, selftest = false } = {}) {
  const env = { CARGO_TARGET_DIR: paths.target };
  await step('setup', () => setup('build'));
  // A module keeps but one core busy for most of its time: the command line is compiled beside them.
  await Promise.all([native(env, quick), modules(env, { quick, selftest })]);
  await step('site', buildSite);
  await step('gallery of presets', buildGallery);
}

/** @param {Record<string, string>} env @param {boolean} quick */
async function native(env, quick) {
  await step('native command line', async () => {
    const profile = quick ? 'dev' : 'release';
    await run('cargo', ['build', `--profile=${profile}`, '--package=contend'], { env });
    if (!quick) return;
    await mkdir(dirname(paths.contend), { recursive: true });
    await copyFile(join(paths.target, 'debug', 'contend'), paths.contend);
  });
  await step('metadata', writeMetadata);
}

/** @param {Record<string, string>} env @param {{ quick: boolean, selftest: boolean }} how */
async function modules(env, { quick, selftest }) {
  await step('bindings generator', () =>
    run('cargo', ['build', '--package=contend-bindgen'], { env }),
  );
  await step('threaded WebAssembly', () => buildWasm('core'));
  await shareDependencies();
  const one = async () => {
    await step('threaded WebAssembly, all strategies', () => buildWasm('full'));
    if (!selftest) return;
    await step('threaded WebAssembly with test hooks', () =>
      buildWasm('selftest', { quick: true }),
    );
  };
  const other = () => step('threaded WebAssembly, all entries', () => buildWasm('wide', { quick }));
  await Promise.all([one(), other()]);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(() => build());

// `node tools/build.mjs [--tests | --modules]`: everything that `make build` promises, each step after
// what it needs; one skips itself when nothing that it reads has changed.
//
// In two parts, so that a page can be served between them: what the landing page needs (`buildFirst`),
// and the rest. --tests builds what the tests read: modules and a command line that took less time to
// compile, except the module that the page opens with; the one with the test hooks stands for the full
// one. --modules leaves out the site, which the development server makes by itself.

import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildGallery } from './lib/gallery/gallery.mjs';
import { writeMetadata } from './lib/metadata.mjs';
import { KNOWING, LINTING, TESTED } from './lib/native.mjs';
import { paths } from './lib/paths.mjs';
import { main, run, step } from './lib/shell.mjs';
import { buildSite } from './lib/site.mjs';
import { buildWasm, lendSelftest, shareDependencies } from './lib/wasm.mjs';

const cargo = (...options) =>
  run('cargo', ['build', ...options], { env: { CARGO_TARGET_DIR: paths.target } });

/** What the landing page needs: its module, and the metadata that the page is made from. */
export async function buildFirst() {
  await Promise.all([metadata(), firstModule()]);
}

async function metadata() {
  await step('metadata', async () => {
    await cargo('--bin=contend', ...KNOWING);
    writeMetadata();
  });
}

async function firstModule() {
  await step('bindings generator', () => cargo('--package=contend-bindgen'));
  await step('threaded WebAssembly', () => buildWasm('core'));
}

/**
 * What `buildFirst` leaves. A module keeps but one core busy for most of its time, so two go on at once.
 * @param {(name: string, folder: string) => void} [made] hears of each module
 */
export async function buildRest(made = () => {}) {
  await shareDependencies();
  const full = async () => {
    await scanner();
    made('scan', paths.scanPackage);
    await step('threaded WebAssembly, all strategies', () => buildWasm('full'));
    made('full', paths.fullPackage);
    await step('native command line', () => cargo('--package=contend', '--profile=release'));
  };
  const wide = async () => {
    await step('threaded WebAssembly, all entries', () => buildWasm('wide'));
    made('wide', paths.widePackage);
  };
  await Promise.all([full(), wide()]);
}

async function scanner() {
  await step('WebAssembly, the scanner', () => buildWasm('scan'));
}

export async function publish() {
  await step('site', buildSite);
  await step('gallery of presets', buildGallery);
}

async function buildForTests() {
  await buildFirst();
  await shareDependencies();
  const quick = { quick: true };
  const two = async () => {
    await scanner();
    await step('threaded WebAssembly with test hooks', () => buildWasm('selftest', quick));
    await lendSelftest();
  };
  await Promise.all([
    two(),
    step('threaded WebAssembly, all entries', () => buildWasm('wide', quick)),
  ]);
  await step('native command line', async () => {
    // As the native tests have it, so nothing is compiled for it alone.
    const env = { CARGO_TARGET_DIR: paths.target, ...LINTING };
    await run('cargo', ['build', ...TESTED], { env });
    await mkdir(dirname(paths.testContend), { recursive: true });
    await copyFile(paths.quickContend, paths.testContend);
  });
  await publish();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    const { values } = parseArgs({
      options: { tests: { type: 'boolean' }, modules: { type: 'boolean' } },
    });
    if (values.tests) return buildForTests();
    await buildFirst();
    await buildRest();
    if (!values.modules) await publish();
  });
}

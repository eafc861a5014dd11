// `node tools/build.mjs`: everything that `make build` promises, in order; each step skips itself
// when nothing it reads has changed.

import { pathToFileURL } from 'node:url';
import { buildGallery } from './gallery.mjs';
import { writeMetadata } from './lib/metadata.mjs';
import { paths } from './lib/paths.mjs';
import { main, run, step } from './lib/shell.mjs';
import { buildSite } from './lib/site.mjs';
import { buildWasm } from './lib/wasm.mjs';
import { setup } from './setup.mjs';

export async function build() {
  const env = { CARGO_TARGET_DIR: paths.target };
  await step('setup', () => setup('build'));
  await step('native command line', () =>
    run('cargo', ['build', '--release', '--package=contend'], { env }),
  );
  await step('metadata', writeMetadata);
  await step('bindings generator', () =>
    run('cargo', ['build', '--package=contend-bindgen'], { env }),
  );
  await step('threaded WebAssembly', () => buildWasm('core'));
  await step('threaded WebAssembly, all strategies', () => buildWasm('full'));
  await step('threaded WebAssembly, all entries', () => buildWasm('wide'));
  await step('site', buildSite);
  await step('gallery of presets', buildGallery);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(build);

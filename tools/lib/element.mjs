// The element's script, bundled into one file: beside the page, and in the package.
//
// Guarantees: one file each, under a name without a hash, because it stands in other people's pages.
// The site's knows its own folder as the playground; the package's knows none, and has types.

import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'vite';
import { paths, root } from './paths.mjs';

/** The element's script in dist/ and pkg/. */
export const ELEMENT = 'contend-lab.js';

async function bundle(entry, outDir) {
  await build({
    configFile: false,
    root,
    base: './',
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: join(root, 'web/embed', entry),
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: ELEMENT, format: 'es' },
      },
    },
  });
}

/** Beside the page, which must have been built before: that empties the folder. @param {string} site */
export function buildHostedElement(site) {
  return bundle('hosted.js', site);
}

/** In the package, with the types of what it gives, and the licences. */
export async function buildPackagedElement() {
  await bundle('packaged.js', paths.package);
  for (const path of [
    'web/results.d.ts',
    'web/race-results.d.ts',
    'LICENSE-MIT',
    'LICENSE-APACHE',
  ]) {
    await copyFile(join(root, path), join(paths.package, basename(path)));
  }
}

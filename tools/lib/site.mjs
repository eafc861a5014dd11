// Bundling the front end into dist/, unless dist/ was made from the very same inputs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commit } from './commit.mjs';
import { ELEMENT, buildHostedElement, buildPackagedElement } from './element.mjs';
import { FIRST } from './first-site.mjs';
import { finishSite, signPage } from './offline.mjs';
import { paths } from './paths.mjs';
import { ToolError, run } from './shell.mjs';
import { files, hash, isDone, unlessDone } from './stamp.mjs';
import { siteAddress } from './gallery/address.mjs';

/** Everything that Vite reads; the lock file stands for Vite itself and the libraries. */
const inputs = [
  'index.html',
  'tools/lib/gallery',
  'web',
  'tests/data/go/recovery.json',
  'tests/data/go/incident.json',
  'pkg/guard.schema.json',
  'pkg/wasm',
  'pkg/wasm-full',
  'pkg/wasm-wide',
  'pkg/wasm-scan',
  'docs/rules',
  'pkg/result.schema.json',
  'pkg/scale.schema.json',
  'pkg/race.schema.json',
  'vite.config.js',
  'tools/lib/boot.mjs',
  'tools/lib/element.mjs',
  'tools/lib/first-site.mjs',
  'tools/lib/headers.mjs',
  'tools/lib/offline.mjs',
  'package-lock.json',
];

const product = join(paths.site, 'index.html');

/** What decides the site's bytes. */
function version() {
  return hash(inputs, [String(siteAddress()), commit()]);
}

export function siteIsBuilt() {
  return isDone('site', version(), product);
}

export async function buildSite() {
  const value = version();
  const made = await unlessDone('site', value, product, async () => {
    await bundle();
    await buildHostedElement(paths.site);
    requireRelativeAddresses();
    finishSite(paths.site);
  });
  if (!made) console.log('   dist/ is up to date');
  // Made from part of the same.
  await unlessDone('element', value, join(paths.package, ELEMENT), buildPackagedElement);
}

/** The page with its first module alone; see first-site.mjs. It takes a second, so always anew. */
export async function buildFirstSite() {
  await bundle({ [FIRST]: '1' });
  await buildHostedElement(paths.firstSite);
  signPage(paths.firstSite);
}

async function bundle(env = {}) {
  const vite = join(paths.nodeModules, 'vite/bin/vite.js');
  await run(process.execPath, [vite, 'build', '--logLevel=warn'], { minutes: 5, env });
}

/** A site that must work under any sub-path may not point at the server's root. */
function requireRelativeAddresses() {
  for (const file of files(paths.site).filter((name) => name.endsWith('.html'))) {
    const rooted = readFileSync(file, 'utf8').match(/\s(?:src|href)="\/[^"]*"/);
    if (rooted) {
      throw new ToolError(
        `${file} has the address${rooted[0]}, which breaks under a sub-path. Make it relative.`,
      );
    }
  }
}

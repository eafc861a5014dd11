// The page as it is served while its later modules are still being built.
//
// It is bundled without them: it looks for them below pkg/ of its own folder, where `deliver` puts each
// once it is there, and asks the server (`STATUS`) which are. A page that knows that it is such a page
// has a <meta> that says so; web/building/ does the rest.

import {
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { paths } from './paths.mjs';
import { ToolError } from './shell.mjs';

/** Set for the bundler when it makes that page. */
export const FIRST = 'CONTEND_FIRST_SITE';

const LATER = String.raw`pkg/wasm-(?:full|wide|scan)/[\w.]+`;
const GLUE = new RegExp(`(${LATER}\\.js)$`);
const ADDRESS = new RegExp(`new URL\\('(?:\\.\\./)+(${LATER})', import\\.meta\\.url\\)`, 'g');

/** @returns {import('vite').Plugin[]} nothing unless FIRST is set */
export function withoutLaterModules() {
  if (!process.env[FIRST]) return [];
  return [
    {
      name: 'without-later-modules',
      enforce: 'pre',
      resolveId(source) {
        const glue = GLUE.exec(source)?.[1];
        return glue ? { id: `/${glue}`, external: 'absolute' } : null;
      },
      transform(code) {
        return ADDRESS.test(code) ? code.replace(ADDRESS, "new URL('/$1', location.href)") : null;
      },
      transformIndexHtml: () => [
        { tag: 'meta', attrs: { name: 'contend-building' }, injectTo: 'head' },
      ],
    },
  ];
}

/** Puts a module's package where the page looks for it. @param {string} folder */
export function deliver(folder) {
  const target = join(paths.firstSite, 'pkg', basename(folder));
  const fresh = `${target}.new`;
  rmSync(fresh, { recursive: true, force: true });
  cpSync(folder, fresh, { recursive: true });
  nameThePackage(fresh);
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
}

/** A pool's workers import the package by its folder, which without a bundler is no script. */
function nameThePackage(folder) {
  const snippets = join(folder, 'snippets');
  if (!existsSync(snippets)) return;
  const helpers = readdirSync(snippets, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('workerHelpers.js'))
    .map((name) => join(snippets, name));
  const BY_FOLDER = "import('../../..')";
  for (const path of helpers) {
    const text = readFileSync(path, 'utf8');
    if (!text.includes(BY_FOLDER))
      throw new ToolError(`${path} imports its package in another way.`);
    writeFileSync(path, text.replace(BY_FOLDER, "import('../../../contend.js')"));
  }
}

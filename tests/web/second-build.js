/** Another build of the site: the page's entry, and a part that is loaded later, differ from the first's. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { build } from 'vite';
import { finishSite } from '../../tools/lib/offline.mjs';
import { root } from '../../tools/lib/paths.mjs';

/** Where it is once the tests begin; its pages have `window.build`. */
export const second = mkdtempSync(join(tmpdir(), 'contend-second-build-'));

before(async () => {
  const changed = {
    name: 'changed',
    transform: (/** @type {string} */ code, /** @type {string} */ id) =>
      /\/web\/main\.js$|\/strategy-chooser\.js$/.test(id) ? `${code}\nwindow.build = 2;` : null,
  };
  await build({
    root,
    logLevel: 'silent',
    plugins: [changed],
    build: { outDir: second, emptyOutDir: true },
  });
  finishSite(second);
});
after(() => rmSync(second, { recursive: true }));

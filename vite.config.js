// How the site is bundled: relative addresses only, so that dist/ works under any sub-path.

import { join } from 'node:path';
import { defineConfig } from 'vite';
import { commit } from './tools/lib/commit.mjs';
import { FIRST, withoutLaterModules } from './tools/lib/first-site.mjs';
import { bootScript } from './tools/lib/boot.mjs';
import { landingTags } from './tools/lib/gallery/landing.mjs';
import { contentPolicy, isolationHeaders, siteHeaders } from './tools/lib/headers.mjs';
import { paths, root } from './tools/lib/paths.mjs';

/** The built page carries its policy itself, for hosts that send no headers. */
const ownPolicy = {
  name: 'own-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: contentPolicy },
      injectTo: 'head-prepend',
    },
  ],
};

/** After the encoding, which must come early, and before anything that the page asks for. */
const boot = {
  name: 'boot',
  transformIndexHtml: {
    order: 'post',
    handler: (html) =>
      html.replace('<title>', (title) => `<script>${bootScript}</script>\n    ${title}`),
  },
};

/** Every `import()` of the page waits for what it needs, see web/arrival/import.js. */
const arrival = {
  name: 'arrival',
  apply: 'build',
  transform: {
    filter: { id: /vite\/preload-helper\.js$/ },
    handler: () =>
      `export { whenArrived as __vitePreload } from '${join(root, 'web/arrival/import.js')}';`,
  },
};

/** What a page needs that is served while modules are still being built; nothing otherwise. */
const first = withoutLaterModules();

/** Results say what they were measured with. */
process.env.VITE_COMMIT = commit();

export default defineConfig({
  base: './',
  publicDir: 'web/public',
  plugins: [boot, ownPolicy, landingTags(), arrival, ...first],
  // Thread workers are module workers started by a module worker.
  worker: {
    format: 'es',
    plugins: () => first,
    rolldownOptions: {
      // The thread helper imports its own package dynamically to avoid a cycle, not to split it off.
      checks: { ineffectiveDynamicImport: false },
      // The page tells the scripts of workers by their names, see web/engine/mending.js.
      output: {
        entryFileNames: 'assets/[name].worker-[hash].js',
        chunkFileNames: 'assets/[name].worker-[hash].js',
      },
    },
  },
  build: {
    outDir: process.env[FIRST] ? paths.firstSite : paths.site,
    emptyOutDir: true,
    // Where threads exist, so does all of this.
    target: 'es2022',
    // An import names its own file among those it needs. The script that stands in the page fetches no
    // module ahead where the browser would not.
    modulePreload: { polyfill: false, resolveDependencies: (file, others) => [file, ...others] },
    rolldownOptions: {
      output: {
        // One file of all that opening the page needs: what later parts share with it would else
        // be split off into many small files, which compress worse.
        codeSplitting: { groups: [{ name: 'page', test: /[\\/]web[\\/]main\.js$/ }] },
      },
    },
  },
  // Without the content policy: the development server itself puts scripts and styles into the page.
  server: { headers: isolationHeaders },
  preview: { headers: siteHeaders },
});

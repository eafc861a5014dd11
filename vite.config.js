// How the site is bundled: relative addresses only, so that dist/ works under any sub-path.

import { defineConfig } from 'vite';
import { commit } from './tools/lib/commit.mjs';
import { FIRST, withoutLaterModules } from './tools/lib/first-site.mjs';
import { landingTags } from './tools/lib/gallery/landing.mjs';
import { contentPolicy, isolationHeaders, siteHeaders } from './tools/lib/headers.mjs';
import { paths } from './tools/lib/paths.mjs';

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

/** What a page needs that is served while modules are still being built; nothing otherwise. */
const first = withoutLaterModules();

/** Results say what they were measured with. */
process.env.VITE_COMMIT = commit();

export default defineConfig({
  base: './',
  publicDir: 'web/public',
  plugins: [ownPolicy, landingTags(), ...first],
  // Thread workers are module workers started by a module worker.
  worker: {
    format: 'es',
    plugins: () => first,
    // The thread helper imports its own package dynamically to avoid a cycle, not to split it off.
    rolldownOptions: { checks: { ineffectiveDynamicImport: false } },
  },
  build: {
    outDir: process.env[FIRST] ? paths.firstSite : paths.site,
    emptyOutDir: true,
    // Where threads exist, so does all of this.
    target: 'es2022',
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

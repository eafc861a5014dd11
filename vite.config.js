// How the site is bundled: relative addresses only, so that dist/ works under any sub-path.

import { landingTags } from './tools/lib/gallery/landing.mjs';
import { defineConfig } from 'vite';
import { isolationHeaders } from './tools/lib/isolation.mjs';

export default defineConfig({
  base: './',
  publicDir: 'web/public',
  plugins: [landingTags()],
  // Thread workers are module workers started by a module worker.
  worker: {
    format: 'es',
    // The thread helper imports its own package dynamically to avoid a cycle, not to split it off.
    rolldownOptions: { checks: { ineffectiveDynamicImport: false } },
  },
  build: {
    outDir: 'dist',
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
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
});

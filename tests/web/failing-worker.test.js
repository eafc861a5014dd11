/**
 * Service workers that fail: the page does without, they are uninstalled, and the page is reloaded at
 * most once.
 */

import assert from 'node:assert/strict';
import { environment, openApp } from './app.js';
import { inBrowsers } from './harness.js';
import { until } from './recovers.js';
import { site } from './servers.js';

/**
 * Waits until none is installed; one that is no script is asked for again, and is there as long as that
 * takes.
 * @param {import('../../tools/lib/tabs.mjs').Tab} tab
 */
const uninstalled = (tab) =>
  until(tab, async () => (await navigator.serviceWorker.getRegistrations()).length === 0);

/** Service workers that do not do their work, and how often the page is loaded for each. */
const FAILING = {
  'does nothing': { loads: 1, script: '' },
  'fails at every request': {
    loads: 2,
    script: 'addEventListener("fetch", (event) => event.respondWith(Promise.reject()));',
  },
  'never answers': {
    loads: 2,
    script: 'addEventListener("fetch", (event) => event.respondWith(new Promise(() => {})));',
  },
  'helps everything but the page': {
    loads: 2,
    script: `addEventListener("fetch", (event) => {
      if (event.request.mode === "navigate") return;
      event.respondWith(fetch(event.request).then(({ body, headers, status }) => {
        const all = new Headers(headers);
        all.set("Cross-Origin-Embedder-Policy", "require-corp");
        return new Response(body, { headers: all, status });
      }));
    });`,
  },
  'cannot add its headers': { loads: 1, script: null },
  'is no script': { loads: 1, script: 'this is no script' },
};

const CLAIMS = `
  addEventListener('install', () => skipWaiting());
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));
`;

inBrowsers(
  'a service worker that',
  () => site({ headers: 'none' }),
  ({ check }) => {
    for (const [title, { loads, script }] of Object.entries(FAILING)) {
      check(
        title,
        async (tab, { server }) => {
          const own = await (await fetch(`${server.url}sw.js`)).text();
          const broken = own.replace('"Cross-Origin-Opener-Policy"', '"not a header"');
          server.replace = { path: /sw\.js$/, script: script === null ? broken : CLAIMS + script };
          try {
            await openApp(tab, server.url);
            assert.equal((await environment(tab)).mode, 'simulated');
            assert.equal(await tab.loads(), loads);
            await uninstalled(tab);
            await openApp(tab, `${server.url}?again`);
            assert.equal((await environment(tab)).mode, 'simulated');
            assert.equal(await tab.loads(), loads + 1, 'and not tried again in this tab');
            await uninstalled(tab);
          } finally {
            server.replace = null;
          }
        },
        { expected: /script|Script|Failed to load|ServiceWorker|promise was rejected|ERR_FAILED/ },
      );
    }
  },
);

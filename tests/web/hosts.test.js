/**
 * What a page says and does about its host: what was not fetched, a service worker that comes late, and
 * addresses that are another project's tomorrow.
 */

import assert from 'node:assert/strict';
import { openApp, quick, ready, resultOf } from './app.js';
import { inBrowsers } from './harness.js';
import { FULL_ONLY } from './registry.js';
import { lyingHost } from './lying-host.js';
import { kept, until, works } from './recovers.js';
import { click } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {import('./lying-host.js').Host} Host */

/** What the page's first module does not have. */
const FULL = quick({ maps: FULL_ONLY[0], rounds: 1 });

/** In the page: what is said above it. */
const said = () => document.querySelector('page-notice')?.innerText ?? '';

for (const [lie, reason] of /** @type {const} */ ([
  ['html', /host.*something else/i],
  ['short', /incomplete/i],
  ['cut', /incomplete/i],
  ['away', /does not answer|offline/i],
])) {
  inBrowsers(
    `a module of the engine, ${lie}`,
    () => lyingHost({ headers: 'all' }),
    ({ check }) => {
      check(
        'is asked for again, names the host, and comes with the next run',
        async (tab, { server: host }) => {
          await openApp(tab, host.url);
          const loads = await tab.loads();
          await host.lies(lie, /\.wasm/);
          await assert.rejects(resultOf(tab, FULL), (error) => {
            assert.match(String(error), /WorkerFailed/);
            assert.match(String(error), reason);
            assert.doesNotMatch(String(error), /browser cannot/);
            return true;
          });
          await host.heals();
          await resultOf(tab, FULL);
          assert.equal(await tab.loads(), loads);
        },
        { serviceWorkers: 'block', expected: /./ },
      );
    },
  );
}

inBrowsers(
  'a module of the engine, cut off behind the worker',
  () => lyingHost(),
  ({ check }) => {
    check(
      'is said to be incomplete, too',
      async (tab, { server: host }) => {
        await openApp(tab, host.url);
        await host.lies('short', /wasm$/);
        await assert.rejects(resultOf(tab, FULL), /WorkerFailed.*incomplete/is);
        await host.heals();
        await resultOf(tab, FULL);
      },
      { expected: /./ },
    );
  },
);

inBrowsers(
  'a host whose worker comes late',
  () => lyingHost(),
  ({ check }) => {
    const late = async (/** @type {Tab} */ tab, /** @type {Host} */ host) => {
      await host.lies('held', /sw\.js/);
      await openApp(tab, host.url);
      assert.equal(
        await tab.evaluate(() => document.querySelector('contend-app').environment.mode),
        'simulated',
      );
      return tab.loads();
    };

    check(
      'gives threads by itself where nothing was done',
      async (tab, { server }) => {
        const loads = await late(tab, server);
        await server.heals();
        await works(tab);
        assert.equal(await tab.loads(), loads + 1);
      },
      { expected: /./ },
    );

    check(
      'offers threads where something was',
      async (tab, { server }) => {
        const loads = await late(tab, server);
        await resultOf(tab, quick());
        await server.heals();
        await until(tab, () => document.querySelector('page-notice button') !== null);
        assert.match(await tab.evaluate(said), /threads/i);
        assert.equal(await tab.loads(), loads);
        await click(tab, 'page-notice button');
        await works(tab);
        assert.equal(await tab.loads(), loads + 1);
      },
      { expected: /./ },
    );
  },
);

/** A worker that gives the page threads, and keeps a wrong answer for everything else of it. */
const HOLDS_WRONG = `
  const wrong = () => new Response('<p>Another', { headers: { 'Content-Type': 'text/html' } });
  addEventListener('install', () => skipWaiting());
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));
  addEventListener('fetch', (event) => {
    const { pathname } = new URL(event.request.url);
    if (pathname.startsWith('/assets/')) event.respondWith(wrong());
    if (pathname !== '/') return;
    event.respondWith(fetch(event.request).then(({ body, headers }) => {
      const all = new Headers(headers);
      all.set('Cross-Origin-Embedder-Policy', 'require-corp');
      all.set('Cross-Origin-Opener-Policy', 'same-origin');
      return new Response(body, { headers: all });
    }));
  });
`;

inBrowsers(
  'a worker of an earlier build that keeps what is wrong',
  () => site({ headers: 'none', name: 'contend.localhost' }),
  ({ check }) => {
    check(
      'is left, and the page works',
      async (tab, { server }) => {
        server.replace = { path: /sw\.js$/, script: HOLDS_WRONG };
        await tab.open(server.url);
        await until(tab, () => /has not sent all/.test(document.body?.innerText));
        server.replace = null;
        await works(tab);
      },
      { expected: /./ },
    );
  },
);

/** In the page. */
const registrations = async () => (await navigator.serviceWorker.getRegistrations()).length;

inBrowsers(
  'this machine’s own ports',
  () => lyingHost({ name: '127.0.0.1' }),
  ({ check }) => {
    for (const lie of /** @type {const} */ (['html', 'late'])) {
      check(
        `are left to the project that comes next, ${lie}`,
        async (tab, { server: host }) => {
          await openApp(tab, host.url);
          await kept(tab);
          // The next project, be it slow.
          await host.lies('html');
          if (lie === 'late') host.slows(4_000);
          await tab.open(host.url);
          assert.match(await tab.evaluate(() => document.body.innerText), /Another project/);
          assert.equal(await tab.evaluate(() => crossOriginIsolated), false);
          await until(tab, async () => {
            const registered = await navigator.serviceWorker.getRegistrations();
            return registered.length + (await caches.keys()).length === 0;
          });
          await host.heals();
          host.slows(0);
        },
        { expected: /./ },
      );
    }
  },
);

inBrowsers(
  'this machine’s own ports, with headers',
  () => lyingHost({ name: '127.0.0.1', headers: 'all' }),
  ({ check }) => {
    check('get no worker, and lose an earlier one', async (tab, { server }) => {
      const { url } = server;
      await openApp(tab, url);
      await tab.evaluate(() => navigator.serviceWorker.register('sw.js'));
      assert.equal(await tab.evaluate(registrations), 1);
      await openApp(tab, `${url}?again`);
      await ready(tab);
      await until(tab, async () => (await navigator.serviceWorker.getRegistrations()).length === 0);
    });
  },
);

/**
 * The service worker in browsers: the site without its host, and one build after another. No page is
 * reloaded for it.
 */

import assert from 'node:assert/strict';
import { environment, openApp, quick, resultOf } from './app.js';
import { embedder } from './embedder.js';
import { inBrowsers } from './harness.js';
import { second } from './second-build.js';
import { click } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** On this machine's plain names a host that sends the headers gets no worker. */
const HOST = 'contend.localhost';
/** Longer than the page waits before it has anything kept. */
const SETTLED_MS = 3_500;

/** In the page: the caches that are complete, by name. */
async function completeCaches() {
  const found = [];
  for (const name of await caches.keys()) {
    if (await (await caches.open(name)).match('./')) found.push(name);
  }
  return found;
}

/**
 * Waits until the caches are complete that the condition wants.
 * @param {Tab} tab
 * @param {(names: string[]) => boolean} [condition]
 */
async function kept(tab, condition = (names) => names.length > 0) {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const names = await tab.evaluate(completeCaches);
    if (condition(names)) return names;
    await pause(100);
  }
  return assert.fail(`complete are ${await tab.evaluate(completeCaches)}`);
}

/** @param {Tab} tab opens what is loaded when it is asked for */
async function openChooser(tab) {
  await click(tab, '.choose-maps');
  await tab.waitFor(() => document.querySelector('strategy-chooser:defined dialog[open]'));
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

for (const headers of /** @type {const} */ (['all', 'none'])) {
  inBrowsers(
    `offline, host sends ${headers}`,
    () => site({ headers, prefix: '/sub/', name: HOST }),
    ({ check }) => {
      check('everything is there without the host', async (tab, { server }) => {
        await openApp(tab, server.url);
        const { isolation } = await environment(tab);
        assert.equal(isolation, headers === 'all' ? 'headers' : 'service-worker');
        await kept(tab);
        const loads = await tab.loads();
        assert.equal(loads, headers === 'all' ? 1 : 2);
        server.refuse = /./;
        try {
          await openApp(tab, `${server.url}?theme=dark&lang=zh${quick()}`);
          const result = await resultOf(tab, quick());
          assert.deepEqual(
            [result.environment.isolation, result.environment.mode],
            [isolation, 'threads'],
          );
          await openChooser(tab);
          assert.match(await tab.evaluate(() => document.body.innerText), /并发 map/);
          assert.equal(await tab.loads(), loads + 1);
        } finally {
          server.refuse = null;
        }
      });
    },
  );
}

inBrowsers(
  'offline, when nothing is kept',
  () => site({ name: HOST }),
  ({ check }) => {
    check('while a run is on', async (tab, { server }) => {
      await openApp(tab, server.url);
      server.sent = [];
      const [during] = await Promise.all([
        pause(SETTLED_MS).then(() => tab.evaluate(completeCaches)),
        resultOf(tab, quick({ rounds: 10 })),
      ]);
      assert.deepEqual(during, []);
      const asked = server.sent.filter(({ path }) => path.endsWith('theme.js'));
      assert.equal(asked.length, 0);
      await kept(tab);
    });

    check('in a frame', async (tab, { server }) => {
      const host = await embedder();
      try {
        await tab.open(host.sameSite({ src: `${server.url}?embed=1` }));
        const framed = () =>
          tab.frame(server.url)?.evaluate(async () => {
            await document.querySelector('contend-app').updateComplete;
            return (await navigator.serviceWorker.getRegistrations()).length;
          });
        await framed();
        await pause(SETTLED_MS);
        assert.equal(await framed(), 0);
      } finally {
        await host.close();
      }
    });
  },
);

inBrowsers(
  'another build',
  () => site({ name: HOST }),
  ({ check }) => {
    check('replaces the first, whose open page keeps what it needs', async (tab) => {
      const server = await site({ name: HOST });
      try {
        await openApp(tab, server.url);
        const [first] = await kept(tab);
        await tab.waitFor(() => navigator.serviceWorker.controller);

        await server.deploy(second);
        const other = await tab.sibling();
        await openApp(other, server.url);
        assert.equal(await other.evaluate(() => window.build), 2);
        await kept(other, (names) => names.length === 2);
        await pause(1_000);
        assert.equal((await kept(tab)).length, 2, 'the first is kept as long as it is open');
        await openChooser(tab);
        assert.equal(await tab.evaluate(() => window.build), undefined);
        assert.deepEqual([...tab.complaints, ...other.complaints], []);
        await other.close();

        await openApp(tab, `${server.url}?again`);
        assert.equal(await tab.evaluate(() => window.build), 2);
        const [now] = await kept(tab, (names) => names.length === 1 && names[0] !== first);
        assert.ok(now);
        server.refuse = /./;
        await openApp(tab, `${server.url}?offline`);
        assert.equal(await tab.evaluate(() => window.build), 2);
        await resultOf(tab, quick());
        await openChooser(tab);
        assert.equal(await tab.loads(), 3);
      } finally {
        await server.close();
      }
    });

    check(
      'a host amid a deployment gives no mixture',
      async (tab) => {
        const server = await site({ name: HOST });
        try {
          // The worker is the first build's, the page already the second's.
          server.replace = {
            path: /sw\.js$/,
            script: await (await fetch(`${server.url.replace(HOST, '127.0.0.1')}sw.js`)).text(),
          };
          await server.deploy(second);
          await openApp(tab, server.url);
          await pause(SETTLED_MS);
          assert.deepEqual(await tab.evaluate(completeCaches), []);
          await resultOf(tab, quick());
          assert.equal(await tab.loads(), 1);
        } finally {
          await server.close();
        }
      },
      { expected: /404|integrity/ },
    );
  },
);

/** How the page starts on hosts that send the isolation headers, on ones that do not, anywhere. */

import assert from 'node:assert/strict';
import { environment, openApp, quick, ready, resultOf } from './app.js';
import { inBrowsers } from './harness.js';
import { site } from './servers.js';

/** Firefox's word for what the browser itself was fetching, the icon say, when the page reloaded. */
const INTERRUPTED = /Failed to load ‘’\. A ServiceWorker intercepted the request/;

inBrowsers(
  'host with headers',
  () => site(),
  ({ check }) => {
    check('boots isolated, without a reload', async (tab, { server }) => {
      await openApp(tab, server.url);
      const { isolation, mode, parallelism, clockStepNs } = await environment(tab);
      assert.deepEqual({ isolation, mode }, { isolation: 'headers', mode: 'threads' });
      assert.ok(parallelism >= 1 && clockStepNs > 0);
      assert.equal(await tab.loads(), 1);
    });

    check('the ready event carries the environment', async (tab, { server }) => {
      await tab.open(server.url);
      const seen = await tab.evaluate(async () => {
        const app = document.createElement('contend-app');
        const event = new Promise((resolve) => {
          document.addEventListener('contend-ready', resolve, { once: true });
        });
        document.querySelector('contend-app').replaceWith(app);
        const { detail, composed } = await event;
        return { mode: detail.environment.mode, composed };
      });
      assert.deepEqual(seen, { mode: 'threads', composed: true });
    });
  },
);

inBrowsers(
  'host under a sub-path',
  () => site({ prefix: '/some/deep/path/' }),
  ({ check }) => {
    check('boots and runs', async (tab, { server }) => {
      await openApp(tab, server.url);
      const result = await resultOf(tab, quick());
      assert.equal(result.environment.mode, 'threads');
    });
  },
);

inBrowsers(
  'static host',
  () => site({ headers: 'none', prefix: '/sub/' }),
  ({ check }) => {
    check(
      'has threads after one reload, and from then on at once',
      async (tab, { server }) => {
        const link = `${server.url}#v1/compare?maps=mutex&threads=2`;
        await tab.open(link);
        await ready(tab);
        const { isolation, mode } = await environment(tab);
        assert.deepEqual({ isolation, mode }, { isolation: 'service-worker', mode: 'threads' });
        assert.equal(await tab.loads(), 2);
        assert.equal(await tab.evaluate(() => location.href), link, 'the reload keeps the link');
        assert.equal((await resultOf(tab, quick())).environment.isolation, 'service-worker');

        await tab.open(server.url);
        await ready(tab);
        assert.equal((await environment(tab)).mode, 'threads');
        assert.equal(await tab.loads(), 3);
      },
      { expected: INTERRUPTED },
    );

    check(
      'without a service worker it simulates, and says so',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        const { isolation, mode, parallelism } = await environment(tab);
        assert.deepEqual(
          { isolation, mode, parallelism },
          {
            isolation: 'none',
            mode: 'simulated',
            parallelism: 1,
          },
        );
        const result = await resultOf(tab, quick({ threads: 3 }));
        assert.equal(result.environment.mode, 'simulated');
        assert.equal(result.conclusion.kind, 'simulated');
        assert.ok(result.warnings.some(({ kind }) => kind === 'simulated'));
        for (const { trials, summary } of result.strategies) {
          assert.equal(trials.length, 2);
          assert.ok(trials.every(({ verdict, perThread }) => verdict.ok && perThread.length === 3));
          assert.equal(summary?.ratio, null);
        }
        const text = await tab.evaluate(() => document.querySelector('contend-app').innerText);
        assert.match(text, /simulated/i);
        assert.equal(await tab.loads(), 1);
      },
      { serviceWorkers: 'block' },
    );
  },
);

/** Stopping: at any moment, with what was complete; and one run at a time. */

import assert from 'node:assert/strict';
import { openApp, quick, resultOf } from './app.js';
import { inBrowsers } from './harness.js';
import { assertResult } from './schema.js';
import { site } from './servers.js';

const LONG = '#v1/compare?maps=mutex,channel:64,dashmap:16&ms=2000&rounds=5&threads=4';

inBrowsers(
  'stop',
  () => site(),
  ({ check }) => {
    check('a stopped run keeps its complete trials', async (tab, { server }) => {
      await openApp(tab, server.url);
      const result = await tab.evaluate(
        async (link) => {
          const app = document.querySelector('contend-app');
          app.experiment = link;
          const run = app.run();
          await new Promise((resolve) => {
            app.addEventListener(
              'contend-progress',
              ({ detail }) => detail.round === 2 && resolve(),
            );
          });
          await app.stop();
          return run;
        },
        quick({ threads: 2, rounds: 50 }),
      );
      assertResult(result);
      assert.equal(result.stopped, true);
      const counts = result.strategies.map(({ trials }) => trials.length);
      assert.ok(
        counts.every((count) => count >= 1 && count < 50),
        String(counts),
      );
    });

    check('at once, twice, and with nothing to stop', async (tab, { server }) => {
      await openApp(tab, server.url);
      const seen = await tab.evaluate(async (link) => {
        const app = document.querySelector('contend-app');
        await app.stop();
        app.experiment = link;
        const run = app.run();
        await Promise.all([app.stop(), app.stop()]);
        const first = await run;
        await app.stop();
        return { stopped: first.stopped };
      }, LONG);
      assert.deepEqual(seen, { stopped: true });
      assert.equal((await resultOf(tab, quick())).stopped, false);
    });

    check('one run at a time', async (tab, { server }) => {
      await openApp(tab, server.url);
      const second = await tab.evaluate(async (link) => {
        const app = document.querySelector('contend-app');
        app.experiment = link;
        const run = app.run();
        const error = await app.run().catch((/** @type {Error} */ thrown) => thrown);
        await app.stop();
        return { name: error.name, message: error.message, stopped: (await run).stopped };
      }, LONG);
      assert.equal(second.name, 'Busy');
      assert.match(second.message, /stop/i);
      assert.equal(second.stopped, true);
    });

    check('a run asked for before the page is ready waits for it', async (tab, { server }) => {
      await tab.open(server.url + quick());
      const result = await tab.evaluate(async () => {
        await customElements.whenDefined('contend-app');
        return document.querySelector('contend-app').run();
      });
      assert.equal(result.strategies.length, 2);
    });
  },
);

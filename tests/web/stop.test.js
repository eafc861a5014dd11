/** Stopping: at any moment, with what was complete; and one run at a time. */

import assert from 'node:assert/strict';
import { openApp, openEmbedded, quick, resultOf } from './app.js';
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

    check(
      'once stop resolves, the next run can start, whatever was stopped',
      async (tab, { server }) => {
        // While the page starts up, before its turn, as it begins, in the midst of it.
        await tab.open(server.url);
        const again = (/** @type {number | null} */ wait) =>
          tab.evaluate(async ([link, ms]) => {
            await customElements.whenDefined('contend-app');
            const app = document.querySelector('contend-app');
            app.experiment = link;
            const run = app.run();
            const phases = [app.phase];
            if (ms !== null) await new Promise((resolve) => setTimeout(resolve, ms));
            phases.push(app.phase);
            await app.stop();
            phases.push(app.phase);
            const next = app.run();
            const first = await run;
            await new Promise((resolve) => setTimeout(resolve, 100));
            await app.stop();
            return { phases, stopped: [first.stopped, (await next).stopped] };
          }, /** @type {const} */ ([LONG, wait]));
        for (const wait of [null, 0, 5, 50, 400]) {
          const { phases, stopped } = await again(wait);
          assert.deepEqual([phases[0], phases[2]], ['waiting', 'ready']);
          assert.deepEqual(stopped, [true, true], `after ${wait} ms: ${phases}`);
        }
      },
    );

    check('in a frame, whose engine comes with the first run, as well', async (tab, { server }) => {
      await openEmbedded(tab, `${server.url}?embed=1${quick()}`);
      const stopped = await tab.evaluate(async () => {
        const app = document.querySelector('contend-app');
        const first = app.run();
        await app.stop();
        const second = app.run();
        await app.stop();
        const third = app.run();
        return Promise.all([first, second, third].map(async (run) => (await run).stopped));
      });
      assert.deepEqual(stopped, [true, true, false]);
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

/** What works for the page is given back: after a while of rest, and when its element is gone. */

import assert from 'node:assert/strict';
import { openApp, quick, resultOf } from './app.js';
import { inBrowsers } from './harness.js';
import { click } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** Maps that a round does not tell apart, so that rounds may be added. */
const CLOSE = quick({ maps: 'sharded:16,sharded:32', threads: 1, rounds: 1, warmup: 0 });
const STEPPER = '#v1/race?maps=mutex&view=step';

/** Counts the workers of the page that were started and not ended, from now on. @param {Tab} tab */
function count(tab) {
  return tab.evaluate(() => {
    window.workers = new Set();
    const Native = window.Worker;
    window.Worker = class extends Native {
      constructor(...args) {
        super(...args);
        window.workers.add(this);
      }
      terminate() {
        window.workers.delete(this);
        super.terminate();
      }
    };
  });
}

/** @param {Tab} tab */
const working = (tab) => tab.evaluate(() => window.workers.size);
/** @param {Tab} tab */
const allGone = (tab) => tab.waitFor(() => window.workers.size === 0);
/** @param {Tab} tab @param {number} ms */
const restAfter = (tab, ms) =>
  tab.evaluate((time) => (document.querySelector('contend-app').restMs = time), ms);

inBrowsers(
  'rest',
  () => site(),
  ({ check }) => {
    check(
      'after a while nothing is kept, and the next run starts afresh',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        await count(tab);
        assert.equal(
          await tab.evaluate(() => document.querySelector('contend-app').restMs),
          60_000,
        );
        await resultOf(tab, CLOSE);
        assert.ok((await working(tab)) > 1);
        const keeps = () => document.querySelector('.keep-going') !== null;
        await tab.waitFor(keeps);
        assert.ok(await tab.evaluate(() => document.querySelector('compare-lab').keepsGoing));
        await restAfter(tab, 200);
        // A run that is on is no rest, however long it takes.
        const { stopped } = await resultOf(tab, quick({ ms: 500, rounds: 2 }));
        assert.equal(stopped, false);
        await allGone(tab);
        const seen = await tab.evaluate(async () => {
          const app = document.querySelector('contend-app');
          await app.updateComplete;
          return {
            can: document.querySelector('compare-lab').keepsGoing,
            offered: document.querySelector('.keep-going') !== null,
            table: document.querySelector('.results table') !== null,
          };
        });
        assert.deepEqual(seen, { can: false, offered: false, table: true });
        assert.equal((await resultOf(tab, quick())).stopped, false);
        await allGone(tab);
      },
    );

    check('the model’s worker rests as well', async (tab, { server }) => {
      await openApp(tab, server.url);
      await count(tab);
      await restAfter(tab, 200);
      await tab.evaluate(
        (link) => (document.querySelector('contend-app').experiment = link),
        STEPPER,
      );
      await tab.waitFor(() => document.querySelector('race-stepper .race-said'));
      await allGone(tab);
      await click(tab, 'race-stepper .race-finish');
      await tab.waitFor(() => document.querySelector('race-stepper .race-outcome'));
    });

    check(
      'an element that is removed leaves no worker, and works when it is back',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        await count(tab);
        await tab.evaluate(
          (link) => (document.querySelector('contend-app').experiment = link),
          STEPPER,
        );
        await tab.waitFor(() => document.querySelector('race-stepper .race-said'));
        const stopped = await tab.evaluate(
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
            window.app = app;
            app.remove();
            return (await run).stopped;
          },
          quick({ rounds: 100 }),
        );
        assert.equal(stopped, true);
        await allGone(tab);
        await tab.evaluate(() => document.body.append(window.app));
        assert.equal((await resultOf(tab, quick())).stopped, false);
        assert.ok((await working(tab)) > 1);
        await tab.waitFor(() => document.querySelectorAll('compare-lab').length === 1);
      },
    );

    check('an element that is only moved goes on', async (tab, { server }) => {
      await openApp(tab, server.url);
      const stopped = await tab.evaluate(async (link) => {
        const app = document.querySelector('contend-app');
        app.experiment = link;
        const run = app.run();
        await new Promise((resolve) => {
          app.addEventListener('contend-progress', resolve, { once: true });
        });
        const box = document.body.appendChild(document.createElement('div'));
        box.append(app);
        return (await run).stopped;
      }, quick());
      assert.equal(stopped, false);
    });
  },
);

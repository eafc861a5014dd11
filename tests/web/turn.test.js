/** One measurement at a time in all of a browser's pages of a playground, whatever it measures. */

import assert from 'node:assert/strict';
import { openApp, quick, resultOf } from './app.js';
import { inBrowsers } from './harness.js';
import { click } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

const LONG = quick({ rounds: 100, ms: 200 });
const EXPLORER = '#v1/race?maps=mutex&prog=1-8~a9%2Ba10&view=explore&detect=off';

/** Begins a run and returns once it has made progress. @param {Tab} tab @param {string} link */
function begin(tab, link) {
  return tab.evaluate(async (text) => {
    const app = document.querySelector('contend-app');
    app.experiment = text;
    window.run = app.run();
    await new Promise((resolve) => {
      app.addEventListener('contend-progress', resolve, { once: true });
    });
  }, link);
}

/** Asks for a run that has to wait. @param {Tab} tab @param {string} link */
async function queue(tab, link) {
  await tab.evaluate((text) => {
    const app = document.querySelector('contend-app');
    app.experiment = text;
    window.progressed = 0;
    app.addEventListener('contend-progress', () => (window.progressed += 1));
    window.run = app.run().catch(({ name, message }) => ({ name, message }));
  }, link);
  await tab.waitFor(() =>
    /another tab or frame/.test(document.querySelector('.run-bar').innerText),
  );
}

/** Opens the explorer and starts its search. @param {Tab} tab */
async function search(tab) {
  await tab.evaluate((link) => {
    document.querySelector('contend-app').experiment = link;
  }, EXPLORER);
  await click(tab, 'race-explorer .race-controls .primary', 'Run');
}

inBrowsers(
  'turns',
  () => site(),
  ({ check }) => {
    check(
      'the second of two tabs waits, says so, and runs when the first is done',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        const other = await tab.sibling();
        await openApp(other, server.url);
        await begin(tab, LONG);
        await queue(other, quick());
        await new Promise((resolve) => setTimeout(resolve, 500));
        assert.equal(await other.evaluate(() => window.progressed), 0);
        // It can be given up, and then asked for again.
        const given = await other.evaluate(async () => {
          const app = document.querySelector('contend-app');
          await app.stop();
          return {
            ...(await window.run),
            phase: app.phase,
            errors: document.querySelectorAll('.notice.error').length,
          };
        });
        assert.deepEqual([given.name, given.phase, given.errors], ['Busy', 'ready', 0]);
        await queue(other, quick());
        await tab.evaluate(() => document.querySelector('contend-app').stop());
        const result = await other.evaluate(() => window.run);
        assert.equal(result.stopped, false);
        await other.close();
      },
    );

    check('a tab that is closed leaves its turn to the next', async (tab, { server }) => {
      await openApp(tab, server.url);
      const other = await tab.sibling();
      await openApp(other, server.url);
      await begin(other, LONG);
      await queue(tab, quick());
      await other.close();
      const result = await tab.evaluate(() => window.run);
      assert.equal(result.stopped, false);
    });

    check('the explorer’s search and a run take turns', async (tab, { server }) => {
      await openApp(tab, server.url);
      await begin(tab, LONG);
      await search(tab);
      await tab.waitFor(() =>
        /this page is measuring something else/.test(
          document.querySelector('race-explorer').innerText,
        ),
      );
      assert.equal(
        await tab.evaluate(() => document.querySelector('race-explorer progress')),
        null,
      );
      await tab.evaluate(() => document.querySelector('contend-app').stop());
      await tab.waitFor(() => document.querySelector('race-explorer progress')?.value > 0);
      // Now it is the run that waits.
      await tab.evaluate((link) => {
        const app = document.querySelector('contend-app');
        app.experiment = link;
        window.run = app.run();
      }, quick());
      await tab.waitFor(() =>
        /this page is measuring something else/.test(
          document.querySelector('compare-lab .run-bar')?.innerText,
        ),
      );
      await tab.evaluate((link) => {
        document.querySelector('contend-app').experiment = link;
      }, EXPLORER);
      await click(tab, 'race-explorer .race-controls .primary', 'Run');
      const result = await tab.evaluate(() => window.run);
      assert.equal(result.stopped, false);
      await tab.waitFor(() => document.querySelector('.race-found'));
    });

    check('a search is stopped while its module is on the way', async (tab, { server }) => {
      await openApp(tab, server.url);
      await tab.evaluate(() => {
        window.compile = WebAssembly.compileStreaming;
        WebAssembly.compileStreaming = () => new Promise(() => {});
      });
      await search(tab);
      await tab.waitFor(() => document.querySelector('race-explorer progress'));
      await click(tab, 'race-explorer .race-controls .primary', 'Stop');
      await tab.waitFor(
        () =>
          document.querySelector('race-explorer .race-controls .primary').textContent.trim() ===
          'Run',
      );
      assert.equal(await tab.evaluate(() => document.querySelector('.notice.error')), null);
      // And the turn is free again.
      await resultOf(tab, quick());
    });

    check(
      'without locks the page measures, and says what it cannot know',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        await tab.evaluate(() => {
          Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
        });
        await resultOf(tab, quick());
        await tab.waitFor(() =>
          /cannot tell whether another tab/.test(document.querySelector('.run-bar').innerText),
        );
      },
    );
  },
);

/**
 * The signs of life that tell a disturbed trial from a slow one. How soon a stop comes and how many frames
 * there are while every core is busy, `make bench` measures.
 */

import assert from 'node:assert/strict';
import { openApp, quick } from './app.js';
import { inBrowsers } from './harness.js';
import { shows } from './patience.js';
import { assertResult } from './schema.js';
import { site } from './servers.js';

/** @param {import('../../web/types.js').Result} result */
function repeatedOf({ warnings }) {
  const told = warnings.find(({ kind }) => kind === 'repeated');
  return { trials: 0, hidden: 0, frozen: 0, ...told };
}

/** In the page: runs the link, and is hidden for a moment in the second round. @param {string} link */
async function hideInRoundTwo(link) {
  const app = document.querySelector('contend-app');
  app.experiment = link;
  const run = app.run();
  await new Promise((resolve) => {
    app.addEventListener('contend-progress', ({ detail }) => {
      // The harness alone comes first in every round, and has no trial to repeat.
      if (detail.round === 2 && detail.strategy) resolve(null);
    });
  });
  // Drivers cannot hide a tab; the page is told the way a browser tells it.
  for (const state of ['hidden', 'visible']) {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }
  return run;
}

inBrowsers(
  'disturbed',
  () => site(),
  ({ check }) => {
    check('a trial during which the page was hidden is done again', async (tab, { server }) => {
      await openApp(tab, server.url);
      // The page may hear of a trial only when that is over, and be hidden between two.
      const seen = await shows(async () => {
        const result = await tab.evaluate(hideInRoundTwo, quick({ rounds: 2, ms: 400 }));
        assertResult(result);
        assert.ok(result.strategies.every(({ trials }) => trials.length === 2));
        const { trials, hidden } = repeatedOf(result);
        assert.ok(trials >= hidden);
        return hidden > 0;
      });
      assert.ok(seen);
    });

    check('what a trial that is done again measured is in no figure', async (tab, { server }) => {
      await openApp(tab, server.url);
      const link = quick({ rounds: 2, ms: 400, rate: 20_000 });
      const seen = await shows(async () => {
        const result = await tab.evaluate(hideInRoundTwo, link);
        assertResult(result);
        for (const { trials, latency } of result.strategies) {
          const each = trials.map(({ ops, due = 0 }) => Math.max(ops, due));
          assert.equal(
            latency?.count,
            each.reduce((sum, count) => sum + count, 0),
          );
        }
        return repeatedOf(result).hidden > 0;
      });
      assert.ok(seen);
    });

    check('a trial during which the page was frozen is done again', async (tab, { server }) => {
      await openApp(tab, server.url);
      const result = await tab.evaluate(
        async (link) => {
          const app = document.querySelector('contend-app');
          app.experiment = link;
          const run = app.run();
          await new Promise((resolve) => {
            app.addEventListener('contend-progress', ({ detail }) => detail.strategy && resolve());
          });
          // Drivers cannot freeze a tab; a page whose thread does nothing gives no sign of life.
          const begun = performance.now();
          while (performance.now() - begun < 2600);
          return run;
        },
        quick({ maps: 'mutex', rounds: 1, ms: 3500, warmup: 0, threads: 1 }),
      );
      assertResult(result);
      // More than once if the machine stood still by itself.
      const { trials, frozen } = repeatedOf(result);
      assert.ok(trials >= 1 && frozen >= 1);
      assert.equal(result.strategies[0]?.trials.length, 1);
    });
  },
);

/**
 * What must come soon, or go on while every core is busy: stops, frames, and the signs of life that
 * tell a disturbed trial from a slow one.
 */

import assert from 'node:assert/strict';
import { openApp, quick, resultOf } from './app.js';
import { inBrowsers } from './harness.js';
import { assertResult } from './schema.js';
import { site } from './servers.js';

const LONG = '#v1/compare?maps=mutex,channel:64,dashmap:16&ms=2000&rounds=5&threads=4';

/** The first is in the warm-up, the last ones in trials. */
const MOMENTS_MS = [350, 700, 1200, 2100, 4000];

inBrowsers(
  'in time',
  () => site(),
  ({ check, browser }) => {
    check('every worker is idle within 100 ms', async (tab, { server }) => {
      await openApp(tab, server.url);
      await resultOf(tab, quick({ threads: 4 }));
      const stops = [];
      for (const moment of MOMENTS_MS) {
        const stop = await tab.evaluate(
          async ({ link, delay }) => {
            const app = document.querySelector('contend-app');
            app.experiment = link;
            const run = app.run();
            await new Promise((resolve) => setTimeout(resolve, delay));
            const begun = performance.now();
            await app.stop();
            const ms = performance.now() - begun;
            return { ms, result: await run };
          },
          { link: LONG, delay: moment },
        );
        assertResult(stop.result);
        assert.equal(stop.result.stopped, true);
        stops.push(stop.ms);
      }
      const sorted = stops.toSorted((a, b) => a - b);
      const median = sorted[Math.floor(sorted.length / 2)] ?? Infinity;
      const shown = sorted.map((ms) => ms.toFixed(1)).join(', ');
      console.log(`stop latency in ${browser}: ${shown} ms`);
      assert.ok(median <= 100, `median of ${shown} ms`);
      // A machine that is busy with something else may hold up one of them, but none for long.
      assert.ok((sorted.at(-1) ?? Infinity) <= 2_000, `longest of ${shown} ms`);
      assert.ok((await resultOf(tab, quick())).strategies[0]?.summary);
    });

    check('frames keep coming while every core is busy', async (tab, { server }) => {
      await openApp(tab, server.url);
      const seen = await tab.evaluate(
        async (link) => {
          const app = document.querySelector('contend-app');
          app.experiment = link;
          const gaps = [];
          let last = performance.now();
          let going = true;
          const frame = (/** @type {number} */ now) => {
            gaps.push(now - last);
            last = now;
            if (going) requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
          const begun = performance.now();
          await app.run();
          going = false;
          const seconds = (performance.now() - begun) / 1000;
          return { fps: gaps.length / seconds, longest: Math.max(...gaps), redraw: app.redraw };
        },
        quick({ maps: 'mutex,rwlock,sharded:16,channel:64,dashmap:16', threads: 4, ms: 300 }),
      );
      const { fps, longest, redraw } = seen;
      const cost = `${redraw.count} redraws of ${redraw.meanMs.toFixed(1)} ms (at most ${redraw.maxMs.toFixed(1)})`;
      console.log(
        `frames in ${browser}: ${fps.toFixed(1)} a second, longest gap ${longest.toFixed(0)} ms, ${cost}`,
      );
      assert.ok(redraw.count > 10, cost);
      assert.ok(redraw.meanMs < 20, cost);
      // What a shared machine cannot fall below; a quiet one shows 50 and more.
      assert.ok(fps >= 25, `${fps} frames a second`);
    });

    check('a trial during which the page was hidden is done again', async (tab, { server }) => {
      await openApp(tab, server.url);
      const result = await tab.evaluate(
        async (link) => {
          const app = document.querySelector('contend-app');
          app.experiment = link;
          const run = app.run();
          await new Promise((resolve) => {
            app.addEventListener('contend-progress', ({ detail }) => {
              // The harness alone comes first in every round, and has no trial to repeat.
              if (detail.round === 2 && detail.strategy) resolve();
            });
          });
          // Drivers cannot hide a tab; the page is told the way a browser tells it.
          for (const state of ['hidden', 'visible']) {
            Object.defineProperty(document, 'visibilityState', {
              value: state,
              configurable: true,
            });
            document.dispatchEvent(new Event('visibilitychange'));
          }
          return run;
        },
        quick({ rounds: 2, ms: 400 }),
      );
      assertResult(result);
      const told = result.warnings.find(({ kind }) => kind === 'repeated');
      assert.deepEqual([told?.trials, told?.hidden], [1, 1]);
      assert.ok(result.strategies.every(({ trials }) => trials.length === 2));
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
      const told = result.warnings.find(({ kind }) => kind === 'repeated');
      assert.deepEqual([told?.trials, told?.frozen], [1, 1]);
      assert.equal(result.strategies[0]?.trials.length, 1);
    });
  },
);

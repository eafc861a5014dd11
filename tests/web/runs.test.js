/** Runs on real threads: what they yield, with how many threads, again and again. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openApp, quick, resultOf, runLink } from './app.js';
import { inBrowsers } from './harness.js';
import { runNatively } from './native.js';
import { MAP_LISTS, isCounted } from './registry.js';
import { assertResult } from './schema.js';
import { site } from './servers.js';

/** @typedef {import('../../web/types.js').Result} Result */

const STREAMS = quick({ threads: 2, dist: 'zipf', mix: 'r60,i20,d10,u10' });

/** @param {Result} result */
function checksums({ strategies }) {
  return strategies.map(({ id, trials }) => [
    id,
    trials.map(({ round, streamChecksum }) => `${round} ${streamChecksum}`),
  ]);
}

/** How many of them the page shows, once it shows any. */
/** @param {import('../../tools/lib/tabs.mjs').Tab} tab @param {string} selector */
async function shown(tab, selector) {
  const count = (/** @type {string} */ query) => document.querySelectorAll(query).length;
  await tab.waitFor(count, selector);
  return tab.evaluate(count, selector);
}

inBrowsers(
  'runs',
  () => site(),
  ({ check, browser }) => {
    // What is the same Rust wherever threads are threads is left to one browser.
    const besides = browser === 'chromium' || process.env.EVERYWHERE ? check : () => {};

    check('1, 2, 4 and 8 threads', async (tab, { server }) => {
      await openApp(tab, server.url);
      for (const threads of [1, 2, 4, 8]) {
        const result = await resultOf(tab, quick({ threads }));
        assertResult(result);
        assert.equal(result.stopped, false);
        assert.equal(result.environment.host, 'browser');
        assert.equal(result.environment.mode, 'threads');
        assert.deepEqual(
          result.strategies.map(({ id }) => id),
          ['mutex', 'sharded:16'],
        );
        for (const { trials, summary } of result.strategies) {
          assert.equal(trials.length, 2);
          assert.equal(summary?.ok, true);
          for (const trial of trials) {
            assert.equal(trial.perThread.length, threads);
            assert.equal(
              trial.perThread.reduce((sum, ops) => sum + ops, 0),
              trial.ops,
            );
            assert.ok(trial.ops > 0, `${trial.ops} operations`);
            assert.ok(Math.abs(trial.ops / trial.seconds / trial.opsPerSec - 1) < 0.01);
          }
        }
        const { parallelism } = result.environment;
        const oversubscribed = result.warnings.some(({ kind }) => kind === 'oversubscribed');
        assert.equal(oversubscribed, threads > parallelism);
      }
    });

    check('every map of the registry, and the harness among them', async (tab, { server }) => {
      await openApp(tab, server.url);
      for (const maps of MAP_LISTS) {
        const link = quick({
          maps: maps.join(','),
          mix: 'r60,i20,d10,u10',
          ...{ keys: 1024, ms: 50, rounds: 1, warmup: 0 },
        });
        const result = await resultOf(tab, link);
        assertResult(result);
        assert.deepEqual(
          result.strategies.map(({ id, summary }) => [id, summary?.outcome]),
          maps.map((id) => [id, isCounted(id) ? 'passed' : 'not-checked']),
        );
      }
    });

    check('progress and result arrive as events', async (tab, { server }) => {
      await openApp(tab, server.url);
      const seen = await tab.evaluate(
        async (link) => {
          const app = document.querySelector('contend-app');
          const progress = [];
          const results = [];
          document.addEventListener('contend-progress', ({ detail }) => progress.push(detail));
          document.addEventListener('contend-result', ({ detail }) => results.push(detail));
          app.experiment = link;
          const result = await app.run();
          const same = results.length === 1 && results[0].experiment === result.experiment;
          return { progress, same };
        },
        quick({ threads: 2, ms: 500 }),
      );
      assert.ok(seen.progress.length > 0);
      assert.equal(seen.same, true);
      for (const [
        index,
        { done, total, remainingMs, opsPerSec, perThread },
      ] of seen.progress.entries()) {
        assert.ok(done >= 0 && done < total && remainingMs >= 0 && opsPerSec >= 0);
        assert.ok(perThread.every((/** @type {number} */ rate) => rate >= 0));
        assert.ok(index === 0 || done >= seen.progress[index - 1].done);
      }
      assert.ok(seen.progress.some(({ opsPerSec }) => opsPerSec > 0));
    });

    check('the streams are those of the native engine', async (tab, { server }) => {
      await openApp(tab, server.url);
      const [page, native] = [await resultOf(tab, STREAMS), await runNatively(STREAMS)];
      assert.equal(page.experiment, native.experiment);
      assert.deepEqual(checksums(page), checksums(native));
      const other = await resultOf(tab, `${STREAMS}&seed=43`);
      assert.notDeepEqual(checksums(other), checksums(page));
    });

    besides('the thread count changed ten times', async (tab, { server }) => {
      await openApp(tab, server.url);
      for (const threads of [1, 4, 2, 8, 3, 16, 1, 6, 2, 5]) {
        const result = await resultOf(
          tab,
          quick({ maps: 'mutex', keys: 64, ms: 50, rounds: 1, warmup: 0, threads }),
        );
        assert.equal(result.strategies[0]?.trials[0]?.threads, threads);
      }
    });

    besides('a link that cannot be run is refused by name', async (tab, { server }) => {
      await openApp(tab, server.url);
      assert.equal((await runLink(tab, '#v9/compare')).error?.name, 'BadExperiment');
      assert.ok((await runLink(tab, quick())).result);
    });

    besides('whether the machine is quiet is found out before the run', async (tab, { server }) => {
      await openApp(tab, server.url);
      const { environment, warnings } = await resultOf(tab, quick({ rounds: 1 }));
      const spread = environment.calibrationSpread ?? -1;
      assert.ok(spread >= 0, `${spread}`);
      assert.equal(
        warnings.some(({ kind }) => kind === 'noisy'),
        spread > 0.05,
      );
    });

    besides(
      'what a rate asked for and did not get is said and counted',
      async (tab, { server }) => {
        const words = { en: 'did not reach the intended rate', zh: '没有达到预定速率' };
        for (const [language, said] of Object.entries(words)) {
          await openApp(tab, `${server.url}?lang=${language}`);
          // More than a map can do at all.
          const asked = { maps: 'mutex', rate: 1_000_000_000, rounds: 1, threads: 2 };
          const result = await resultOf(tab, quick(asked));
          assertResult(result);
          const [mutex] = result.strategies;
          const [trial] = mutex?.trials ?? [];
          assert.ok(trial?.due && trial.due > trial.ops);
          assert.equal(mutex?.latency?.count, trial.due);
          const told = result.warnings.find(({ kind }) => kind === 'rate-not-reached');
          assert.deepEqual([told?.maps, told?.rate], ['mutex', asked.rate]);
          await tab.waitFor((text) => document.body.textContent?.includes(text), said);
        }
        // And where the next start is far beyond the end, nobody waits for it.
        const { strategies } = await resultOf(tab, quick({ maps: 'mutex', rate: 1, rounds: 1 }));
        assert.ok((strategies[0]?.trials[0]?.seconds ?? 1) < 1);
      },
    );

    besides('how full a map is is noted over the trial', async (tab, { server }) => {
      await openApp(tab, server.url);
      // Counted, so that it is the same way on a fast machine and on a slow one.
      const filling = { mix: 'r67,i33', keys: 200_000, prefill: 10, rounds: 1, ops: 100_000 };
      const { strategies } = await resultOf(tab, quick({ maps: 'null,mutex', ...filling }));
      const [none, mutex] = strategies.map(({ trials }) => trials[0]?.overTime);
      assert.equal(none, null);
      const { occupancy = [], hitRate = [] } = mutex ?? {};
      assert.deepEqual([occupancy.length, hitRate.length], [11, 10]);
      assert.ok(occupancy.every((share, i) => i === 0 || share >= (occupancy[i - 1] ?? 0)));
      assert.equal(occupancy[10], strategies[1]?.trials[0]?.occupancy);
      assert.equal(await shown(tab, '.course polyline'), 2);
    });

    besides('waits for locks are counted by the full module', async (tab, { server }) => {
      await openApp(tab, server.url);
      const { strategies } = await resultOf(tab, quick({ maps: 'mutex,papaya', threads: 4 }));
      const [mutex, papaya] = strategies.map(({ contention }) => contention);
      assert.ok((mutex?.waitsPerOp ?? -1) >= 0 && (mutex?.waitedShare ?? 2) <= 1);
      assert.equal(papaya, null);
      const cells = await tab.evaluate(() =>
        [...document.querySelectorAll('.costs tbody td:last-child')].map(
          (cell) => cell.textContent,
        ),
      );
      assert.equal(cells.length, 2);
      assert.match(cells[1] ?? '', /not counted/);
    });
  },
);

test('native results validate too', async () => {
  assertResult(await runNatively(STREAMS));
});

/** Rounds added to a finished run: until there is an answer, or a stop; and only while it is there. */

import assert from 'node:assert/strict';
import { openApp, quick, resultOf } from './app.js';
import { EITHER, inBrowsers } from './harness.js';
import { assertResult } from './schema.js';
import { site } from './servers.js';

/** @typedef {import('../../web/types.js').Result} Result */

/** Maps that differ by far more than a machine at work varies: seven rounds that agree tell. */
const APART = quick({ maps: 'mutex,channel:1', threads: 2, rounds: 2, warmup: 0 });
/** The same map under two names of the link would be best; this is as near as other maps come. */
const CLOSE = quick({ maps: 'sharded:16,sharded:32,sharded:64', threads: 1, rounds: 1, warmup: 0 });

/** @param {Result} result */
const counts = ({ strategies }) => strategies.map(({ trials }) => trials.length);

inBrowsers(
  'keep going',
  () => site(),
  ({ check }) => {
    check('rounds are added until there is an answer', async (tab, { server }) => {
      await openApp(tab, server.url);
      const first = await resultOf(tab, APART);
      assert.deepEqual([first.conclusion.rule, first.conclusion.decided], ['fixed', false]);
      const seen = await tab.evaluate(async () => {
        const app = document.querySelector('contend-app');
        const events = /** @type {Record<string, number>} */ ({});
        for (const name of ['contend-progress', 'contend-result']) {
          app.addEventListener(name, () => (events[name] = (events[name] ?? 0) + 1));
        }
        const can = async () => {
          await app.updateComplete;
          return document.querySelector('compare-lab').keepsGoing;
        };
        const could = await can();
        const under = app.perform('run', { more: true });
        const during = await can();
        return { could, during, result: await under, events, after: await can() };
      });
      assert.deepEqual([seen.could, seen.during, seen.after], [true, false, false]);
      const { result, events } = seen;
      assertResult(result);
      assert.deepEqual([result.conclusion.rule, result.conclusion.decided], ['sequential', true]);
      assert.equal(result.conclusion.others?.[0]?.answer, 'slower');
      assert.equal(result.experiment, first.experiment);
      assert.equal(result.stopped, false);
      const [count = 0] = counts(result);
      assert.ok(count >= 7, String(count));
      assert.deepEqual([counts(result), result.continued], [[count, count], count]);
      for (const [place, { trials, latency, memory }] of result.strategies.entries()) {
        const before = first.strategies[place];
        assert.deepEqual(trials.slice(0, 2), before?.trials);
        assert.deepEqual([latency, memory], [before?.latency, before?.memory]);
        assert.ok(trials.every(({ verdict }) => verdict.ok));
      }
      assert.ok((events['contend-progress'] ?? 0) > 0);
      assert.equal(events['contend-result'], 1);
    });

    check('a stop keeps what is complete, and it can go on after', async (tab, { server }) => {
      await openApp(tab, server.url);
      const first = await resultOf(tab, CLOSE);
      const going = () =>
        tab.evaluate(async () => {
          const app = document.querySelector('contend-app');
          const lab = document.querySelector('compare-lab');
          const begun = Math.max(...lab.result.strategies.map(({ trials }) => trials.length));
          const under = app.perform('run', { more: true });
          await new Promise((resolve) => {
            const look = ({ detail }) => detail.round > begun + 1 && resolve(undefined);
            app.addEventListener('contend-progress', look);
          });
          await app.stop();
          const result = await under;
          await app.updateComplete;
          return { result, can: lab.keepsGoing, phase: app.phase };
        });
      let last = counts(first)[0] ?? 0;
      for (let times = 0; times < 2; times += 1) {
        const { result, can, phase } = await going();
        assertResult(result);
        assert.deepEqual([result.stopped, can, phase], [true, true, 'ready']);
        const least = Math.min(...counts(result));
        assert.ok(least > last, `${counts(result)}`);
        assert.ok((result.continued ?? 0) >= least);
        last = least;
      }
    });

    check('nothing else may have been done since', async (tab, { server }) => {
      await openApp(tab, server.url);
      const errorOf = () =>
        tab.evaluate(async () => {
          const app = document.querySelector('contend-app');
          const error = await app
            .perform('run', { more: true })
            .catch((/** @type {Error} */ thrown) => thrown);
          await app.updateComplete;
          return { can: document.querySelector('compare-lab').keepsGoing, name: error.name };
        });
      assert.deepEqual(await errorOf(), { can: false, name: 'Unsupported' });
      await resultOf(tab, CLOSE);
      // Another experiment on the page.
      const other = await tab.evaluate(async (link) => {
        const app = document.querySelector('contend-app');
        app.experiment = link;
        await app.updateComplete;
        return document.querySelector('compare-lab').keepsGoing;
      }, APART);
      assert.equal(other, false);
      assert.equal((await errorOf()).name, 'Unsupported');
      // The engine is as it was: the next run works, and can be continued.
      await resultOf(tab, APART);
      await tab.waitFor(() => document.querySelector('compare-lab').keepsGoing);
      // Looking into a map takes the instance.
      await tab.evaluate(async () => {
        const app = document.querySelector('contend-app');
        const look = app.perform('inspect', { with: ['mutex'] }).catch(() => {});
        await app.stop();
        await look;
      });
      assert.deepEqual(await errorOf(), { can: false, name: 'Unsupported' });
    });

    check('a run says how many threads its own workers found', async (tab, { server }) => {
      await openApp(tab, server.url);
      const boot = await tab.evaluate(() => document.querySelector('contend-app').environment);
      const { environment } = await resultOf(tab, APART);
      // Two clients and the owner of the channel's map.
      const tested = Math.min(3, environment.cores);
      assert.equal(environment.parallelismTested, tested);
      assert.ok(environment.parallelism >= 1 && environment.parallelism <= tested);
      assert.equal(environment.parallelismAt, environment.recordedAt);
      const now = await tab.evaluate(() => document.querySelector('contend-app').environment);
      assert.ok(Date.parse(boot.parallelismAt) <= Date.parse(now.parallelismAt));
      assert.ok(now.parallelismTested >= 1 && now.parallelism >= 1);
    });
  },
  EITHER,
);

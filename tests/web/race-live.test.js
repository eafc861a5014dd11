/** The Race lab on real threads: who dies in a browser, damage without the check, guarded twins. */

import assert from 'node:assert/strict';
import { openApp, quick, resultOf, runLink } from './app.js';
import { violations } from './axe.js';
import { inBrowsers } from './harness.js';
import { shows } from './patience.js';
import { assertRaceResult } from './schema.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {import('../../web/race-results.js').RaceResult} RaceResult */

const WRITES = 'fatal error: concurrent map writes';
/** As long as a link allows. */
const MOST_MS = 10_000;

/** @param {Tab} tab @param {string} query @returns {Promise<RaceResult>} */
async function raceOf(tab, query) {
  const result = /** @type {unknown} */ (await resultOf(tab, `#v1/race?maps=mutex&${query}`));
  assertRaceResult(result);
  return /** @type {RaceResult} */ (result);
}

/** The text of a part of the lab when all runs are drawn. @param {Tab} tab @param {string} part */
function textOf(tab, part) {
  return tab.evaluate(async (name) => {
    const element = document.querySelector(name);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await element.updateComplete;
    return element.innerText;
  }, part);
}

inBrowsers(
  'live races',
  () => site(),
  ({ check }) => {
    check('two workers die and one does not, and it is said so', async (tab, { server }) => {
      await openApp(tab, `${server.url}#v1/race?maps=mutex&runs=6&threads=2`);
      /** @type {RaceResult} */
      let result;
      // How soon two meet is the machine's affair, so they get twice as long each time.
      const died = await shows(async (number) => {
        result = await raceOf(tab, `runs=6&threads=2&ms=${Math.min(100 * 2 ** number, MOST_MS)}`);
        assert.equal(result.schema, 'contend/race/1');
        const [one, two] = result.cells;
        assert.deepEqual([one.workers, one.runs, one.deaths], [1, 6, 0]);
        assert.deepEqual([two.workers, two.runs], [2, 6]);
        return two.deaths === 6;
      });
      assert.ok(died);
      const [, two] = result.cells;
      assert.deepEqual(two.messages, [[WRITES, 6]]);
      assert.equal(two.survival.at(-1)?.alive, 0);
      assert.ok((two.probability?.low ?? 0) > 0.5);
      for (const { meeting, ended } of result.runs) {
        assert.equal(meeting?.message, ended === 'fatal' ? WRITES : undefined);
        if (meeting?.other) assert.notEqual(meeting.by.goroutine, meeting.other.goroutine);
      }
      const text = await textOf(tab, 'race-live');
      assert.match(text, /From 2 workers on, every run died\. With 1 worker, none died\./);
      assert.ok(text.includes(WRITES));
      assert.match(text, /Goroutine \d \(worker \d\)/);
      assert.deepEqual(await violations(tab), []);
    });

    check('a stop keeps the runs that were complete', async (tab, { server }) => {
      await openApp(tab, server.url);
      const { result, error } = await tab.evaluate(async () => {
        const app = document.querySelector('contend-app');
        app.experiment = '#v1/race?maps=mutex&runs=1000&threads=2&ms=300';
        const running = app.run();
        await new Promise((resolve) => {
          app.addEventListener(
            'contend-progress',
            ({ detail }) => detail.done > 1 && resolve(null),
          );
        });
        await app.stop();
        try {
          return { result: await running };
        } catch ({ name, message }) {
          return { error: `${name}: ${message}` };
        }
      });
      assert.equal(error, undefined);
      assert.equal(result.stopped, true);
      assert.ok(result.runs.length > 0 && result.runs.length < 2000);
      assert.match(await textOf(tab, 'race-live'), /Stopped/);
    });

    check(
      'without the check the map is damaged, examples open, and the page is as well as before',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        const query = 'view=damage&threads=2&ms=50';
        /** @type {RaceResult} */
        let result;
        const damaged = await shows(async () => {
          result = await raceOf(tab, `${query}&runs=10&load=churn:100`);
          const [one, two] = result.damage ?? [];
          assert.ok(one.kinds.every(({ times }) => times === 0));
          return two.kinds.some(({ times }) => times > 0);
        });
        assert.ok(damaged);
        assert.ok((result.reconstructions ?? []).length > 0);
        const text = await textOf(tab, 'race-damage');
        assert.match(text, /left a damaged map/);
        const links = await tab.evaluate(() =>
          [...document.querySelectorAll('race-damage .race-examples a')].map(({ hash }) => hash),
        );
        assert.ok(links.length > 0);
        for (const link of links) assert.match(link, /^#v1\/race\?.*sched=.*view=step/);
        for (const load of ['writers:20', 'iterators:20', 'growth:2000']) {
          await raceOf(tab, `${query}&runs=4&load=${load}`);
        }
        const after = await resultOf(tab, quick());
        for (const { summary, id } of after.strategies) assert.equal(summary?.ok, true, id);
      },
    );

    check('guarded maps have no anomaly, and a price', async (tab, { server }) => {
      await openApp(tab, server.url);
      const link =
        '#v1/race?maps=mutex,sync-map,channel:64&view=twins&runs=2&threads=2&ms=50&prog=1~u1%2Bu1';
      const { result, error } = await runLink(tab, link);
      assert.equal(error, undefined);
      assertRaceResult(result);
      const { twins } = /** @type {RaceResult} */ (/** @type {unknown} */ (result));
      assert.deepEqual(
        twins?.maps.map(({ map }) => map),
        ['table', 'model', 'mutex', 'sync-map', 'channel:64'],
      );
      for (const { map, cells } of twins?.maps ?? []) {
        for (const cell of cells) {
          assert.equal(cell.anomalies, 0, map);
          assert.ok((cell.opsPerSec?.median ?? 0) > 0, map);
        }
      }
      assert.equal(twins?.serial, 1);
      assert.deepEqual(
        twins?.programs.map(({ outcomes, others }) => [outcomes, others]),
        [
          [1, 0],
          [1, 0],
          [1, 0],
        ],
      );
      assert.match(await textOf(tab, 'race-twins'), /No anomaly in \d+ runs of 3 maps/);
      assert.deepEqual(await violations(tab), []);
    });
  },
);

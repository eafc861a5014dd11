/** A map beside itself: from the picker by keyboard, or from a link, to rows of its own. */

import assert from 'node:assert/strict';
import { experiment, openApp, quick, resultOf } from './app.js';
import { violations } from './axe.js';
import { EITHER, inBrowsers } from './harness.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** The texts of what matches, one line each. @param {Tab} tab @param {string} selector */
const texts = (tab, selector) =>
  tab.evaluate(
    (query) =>
      [...document.querySelectorAll(query)].map((one) =>
        (one.textContent ?? '').replace(/\s+/g, ' ').trim(),
      ),
    selector,
  );

inBrowsers(
  'copies',
  () => site(),
  ({ check }) => {
    check(
      'a link with a map twice runs both, each in a row of its own',
      async (tab, { server }) => {
        const link = quick({ maps: 'mutex,mutex*2', threads: 2 });
        await openApp(tab, server.url + link);
        assert.equal(
          await experiment(tab),
          '#v1/compare?maps=mutex,mutex*2&keys=4096&ms=50&rounds=2&threads=2&warmup=20',
        );
        assert.deepEqual(await texts(tab, '.notice'), []);
        const result = await resultOf(tab, link);
        assert.equal(result.environment.mode, 'threads');
        const rows = result.strategies.map(({ id, label, trials }) => [id, label, trials.length]);
        const [[, plain]] = rows;
        assert.deepEqual(rows, [
          ['mutex', plain, 2],
          ['mutex*2', `${plain} (copy 2)`, 2],
        ]);
        for (const { trials } of result.strategies) {
          assert.ok(trials.every(({ ops, verdict }) => ops > 0 && verdict.ok));
        }
        // In every table that marks its rows.
        await tab.waitFor(() => document.querySelectorAll('.results .row-name').length >= 2);
        const names = await texts(tab, '.results .row-name');
        assert.equal(names.length % 2, 0, names.join());
        for (const [place, name] of names.entries()) {
          assert.ok(name.startsWith(plain), name);
          assert.equal(name.includes('(copy 2)'), place % 2 === 1, name);
        }
        assert.ok(names[1]?.includes('mutex*2'), names[1]);
        assert.deepEqual(await violations(tab), []);
      },
    );

    check('the picker names a map again, by keyboard', async (tab, { server }) => {
      await openApp(tab, server.url + quick({ maps: 'mutex,sharded:16' }));
      const again = '.map-row .map-again';
      for (const maps of ['mutex,mutex*2,sharded:16', 'mutex,mutex*3,mutex*2,sharded:16']) {
        await tab.evaluate((query) => document.querySelector(query).focus(), again);
        await tab.press('Enter');
        await tab.waitFor(
          (list) => document.querySelector('contend-app').experiment.includes(`maps=${list}&`),
          maps,
        );
      }
      // The keyboard stays where it was, and a copy has no such button of its own.
      assert.equal(
        await tab.evaluate(() => document.activeElement?.getAttribute('aria-label')),
        'Compare with itself: mutex',
      );
      assert.equal((await texts(tab, again)).length, 2);
      assert.equal((await texts(tab, '.map-row')).length, 4);
      assert.match((await texts(tab, '.map-row'))[2] ?? '', /\(copy 2\)/);
    });
  },
  EITHER,
);

/** The Scale lab: runs along an axis, stopping them, its links and tabs, its field, its page. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { experiment, openApp, quick, resultOf, runLink } from './app.js';
import { violationsInBothThemes } from './axe.js';
import { EITHER, inBrowsers } from './harness.js';
import { runNatively } from './native.js';
import { assertScaleResult } from './schema.js';
import { click, type, visit } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {import('../../web/types.js').ScaleResult} ScaleResult */

const SMALL = 'keys=1024&ms=50&rounds=2&warmup=0';
const THREADS = `#v1/scale?maps=mutex,sharded:16&axis=threads:1,2,3&${SMALL}`;
/** Long enough to be stopped anywhere. */
const LONG = '#v1/scale?maps=mutex,rwlock&axis=threads:1,2,4&keys=1024&rounds=50&ms=100&warmup=0';

/** @param {Tab} tab @param {string} link @returns {Promise<ScaleResult>} */
async function scaleOf(tab, link) {
  const result = /** @type {unknown} */ (await resultOf(tab, link));
  return /** @type {ScaleResult} */ (result);
}

/** @param {Tab} tab */
async function openScale(tab) {
  await tab.waitFor(() => document.querySelector('scale-lab .run-button'));
}

/** Types into the field of values. @param {Tab} tab @param {string} text */
async function typeValues(tab, text) {
  await type(tab, '.axis-typed', text);
  return tab.evaluate(async () => {
    await document.querySelector('axis-field').updateComplete;
    return {
      invalid: document.querySelector('.axis-typed').getAttribute('aria-invalid'),
      hint: document.querySelector('.axis-values .field-error')?.textContent ?? '',
    };
  });
}

/** @param {ScaleResult} result */
const streams = ({ cells }) =>
  cells.map(({ value, result }) => [
    value,
    result.strategies.map(({ trials }) => trials.map(({ streamChecksum }) => streamChecksum)),
  ]);

inBrowsers(
  'scale',
  () => site(),
  ({ check, browser }) => {
    check('every map at every value, as the native engine has it', async (tab, { server }) => {
      await openApp(tab, server.url);
      const result = await scaleOf(tab, THREADS);
      assertScaleResult(result);
      assert.equal(result.experiment, await experiment(tab));
      assert.equal(result.stopped, false);
      assert.deepEqual(result.axis, { name: 'threads', values: ['1', '2', '3'] });
      for (const { value, result: cell } of result.cells) {
        assert.match(cell.experiment, /^#v1\/compare\?maps=mutex,sharded:16&/);
        for (const { trials, summary } of cell.strategies) {
          assert.equal(summary?.ok, true);
          assert.deepEqual(
            trials.map(({ threads }) => threads),
            [Number(value), Number(value)],
          );
        }
      }
      assert.deepEqual(
        result.scaling.curves.map(({ map, points }) => [map, points.length]),
        [
          ['mutex', 3],
          ['sharded:16', 3],
        ],
      );
      const native = /** @type {unknown} */ (await runNatively(THREADS));
      assert.deepEqual(streams(result), streams(/** @type {ScaleResult} */ (native)));
    });

    check(
      'progress says where on the axis it is, and the page fills in',
      async (tab, { server }) => {
        await openApp(tab, server.url + THREADS);
        await openScale(tab);
        const seen = await tab.evaluate(async () => {
          const app = document.querySelector('contend-app');
          const details = [];
          const filled = [];
          const figures = () =>
            [...document.querySelectorAll('.scale-figures tbody td')].filter((cell) =>
              /^\d/.test(cell.innerText.trim()),
            ).length;
          app.addEventListener('contend-progress', ({ detail }) => {
            details.push(detail);
            filled.push(figures());
          });
          await app.run();
          await document.querySelector('scale-lab').updateComplete;
          const links = [...document.querySelectorAll('.scale-figures thead a')].map((a) => a.hash);
          return { details, filled, links, text: document.querySelector('scale-lab').innerText };
        });
        assert.ok(seen.details.length > 3);
        for (const [index, { cell, cells, value, done, total }] of seen.details.entries()) {
          assert.equal(cells, 3);
          assert.equal(value, ['1', '2', '3'][cell]);
          assert.ok(done >= (seen.details[index - 1]?.done ?? 0) && done < total);
        }
        assert.ok(
          seen.filled.some((count) => count > 0 && count < 6),
          `${seen.filled}`,
        );
        assert.equal(seen.links.length, 3);
        assert.match(seen.links[2], /threads=3/);
        for (const words of [
          /Straight line|level/,
          /No scaling law/,
          /No map overtakes|overtakes/,
        ]) {
          assert.match(seen.text, words);
        }
      },
    );

    check(
      'a stopped run keeps what was complete, and the next one runs',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        const result = await tab.evaluate(async (link) => {
          const app = document.querySelector('contend-app');
          app.experiment = link;
          const run = app.run();
          await new Promise((resolve) =>
            app.addEventListener(
              'contend-progress',
              ({ detail }) => detail.round === 2 && resolve(),
            ),
          );
          await app.stop();
          return run;
        }, LONG);
        assertScaleResult(result);
        assert.equal(result.stopped, true);
        const trials = result.cells.flatMap(({ result: cell }) =>
          cell.strategies.flatMap((strategy) => strategy.trials),
        );
        assert.ok(trials.length >= 6 && trials.length < 300, `${trials.length} trials`);
        assert.equal((await scaleOf(tab, THREADS)).stopped, false);
        // And one that is no sweep, in the page's first module.
        assert.match((await resultOf(tab, quick())).environment.build, / core$/);
      },
    );

    check('the number of shards and the read share vary', async (tab, { server }) => {
      await openApp(tab, server.url);
      const shards = await scaleOf(
        tab,
        `#v1/scale?maps=mutex,sharded:16&axis=shards:1,4&threads=2&${SMALL}`,
      );
      assertScaleResult(shards);
      assert.deepEqual(
        shards.cells.map(({ result }) => result.strategies.map(({ id }) => id)),
        [
          ['mutex', 'sharded:1'],
          ['mutex', 'sharded:4'],
        ],
      );
      assert.deepEqual(
        shards.scaling.curves.map(({ map, points, refusal }) => [map, points.length, refusal]),
        [
          ['mutex', 2, null],
          ['sharded:16', 2, null],
        ],
      );
      assertScaleResult(
        await scaleOf(tab, `#v1/scale?maps=mutex&axis=reads:0,100&threads=2&${SMALL}`),
      );
    });

    check('tabs are links that keep what both labs share', async (tab, { server }) => {
      await openApp(tab, `${server.url}#v1/compare?maps=mutex,rwlock&keys=1024&threads=7`);
      const tabs = () =>
        tab.evaluate(() =>
          [...document.querySelectorAll('nav a')].map((a) => [
            a.hash.split('?')[0],
            a.getAttribute('aria-current'),
          ]),
        );
      assert.deepEqual(await tabs(), [
        ['#v1/compare', 'page'],
        ['#v1/scale', null],
        ['#v1/race', null],
        ['#v1/choose', null],
        ['#v1/matrix', null],
        ['#v1/scan', null],
        ['#v1/guard', null],
      ]);
      // By keyboard: a link is focused and pressed.
      await tab.evaluate(() => document.querySelectorAll('nav a')[1].focus());
      await tab.press('Enter');
      await openScale(tab);
      assert.equal(await experiment(tab), '#v1/scale?maps=mutex,rwlock&keys=1024');
      assert.deepEqual(await tabs(), [
        ['#v1/compare', null],
        ['#v1/scale', 'page'],
        ['#v1/race', null],
        ['#v1/choose', null],
        ['#v1/matrix', null],
        ['#v1/scan', null],
        ['#v1/guard', null],
      ]);
      assert.equal(await tab.evaluate(() => document.querySelectorAll('compare-lab').length), 0);
      await tab.evaluate(() => history.back());
      await tab.waitFor(() => document.querySelector('compare-lab'));
      assert.equal(await experiment(tab), '#v1/compare?maps=mutex,rwlock&keys=1024&threads=7');
    });

    check('results stay while the other lab is looked at', async (tab, { server }) => {
      await openApp(tab, server.url);
      await resultOf(tab, quick({ rounds: 1 }));
      await scaleOf(tab, THREADS);
      await openScale(tab);
      const texts = await tab.evaluate(async () => {
        const app = document.querySelector('contend-app');
        const look = async (lab) => {
          app.experiment = `#v1/${lab}?maps=mutex`;
          await app.updateComplete;
          await document.querySelector(`${lab}-lab`).updateComplete;
          return document.querySelector(`${lab}-lab .results`)?.innerText ?? '';
        };
        const results = [await look('compare'), await look('scale'), await look('compare')];
        return [...results, String(document.querySelectorAll('live-panel canvas').length)];
      });
      assert.match(texts[0], /Sharded/);
      assert.match(texts[1], /What the curves say/);
      assert.equal(texts[2], texts[0]);
      assert.equal(texts[3], '1', 'the live plot is back');
    });

    check('values are picked, typed, and refused by name', async (tab, { server }) => {
      await openApp(tab, `${server.url}#v1/scale?maps=mutex&axis=threads:2,4`);
      await openScale(tab);
      assert.deepEqual(await typeValues(tab, '8, 1 4; 4'), { invalid: 'false', hint: '' });
      assert.equal(await experiment(tab), '#v1/scale?maps=mutex&axis=threads:1,4,8');
      for (const [typed, reason] of /** @type {const} */ ([
        ['1, two', /“two” is not a whole number from 1 to 64/],
        ['1, 65', /“65” is not between 1 and 64/],
        ['3, 3', /At least 2 different/],
        [Array.from({ length: 33 }, (_, i) => i + 1).join(), /At most 32 values; there are 33/],
      ])) {
        const { invalid, hint } = await typeValues(tab, typed);
        assert.equal(invalid, 'true');
        assert.match(hint, reason);
        assert.equal(await experiment(tab), '#v1/scale?maps=mutex&axis=threads:1,4,8');
      }
      const fields = () => tab.evaluate(() => document.querySelectorAll('number-field').length);
      /** @param {string} value */
      const pick = async (value) => {
        await click(tab, `label:has(> input[value="${value}"])`);
        return experiment(tab);
      };
      const picked = { links: [await pick('4'), await pick('reads')], fields: [await fields()] };
      picked.links.push(await pick('keys'), await pick('threads'));
      picked.fields.push(await fields());
      assert.deepEqual(picked.links, [
        '#v1/scale?maps=mutex&axis=threads:1,8',
        '#v1/scale?maps=mutex&axis=reads:0,50,75,90,99,100',
        '#v1/scale?maps=mutex&axis=keys:128,1024,16384,131072,1048576',
        '#v1/scale?maps=mutex&axis=threads:1,8',
      ]);
      // What is varied has no field of its own.
      assert.equal(picked.fields[1], picked.fields[0] - 1);
    });

    check('a telephone is wide enough, and axe finds nothing', async (tab, { server }) => {
      await tab.resize(390, 800);
      await openApp(tab, server.url + THREADS);
      await openScale(tab);
      if (browser === 'chromium') assert.deepEqual(await violationsInBothThemes(tab), []);
      await scaleOf(tab, THREADS);
      await tab.waitFor(() => document.querySelector('.findings'));
      const { page, view } = await tab.evaluate(() => ({
        page: document.documentElement.scrollWidth,
        view: document.documentElement.clientWidth,
      }));
      assert.ok(page <= view, `${page} pixels in ${view}`);
      if (browser === 'chromium')
        assert.deepEqual(await violationsInBothThemes(tab), [], 'with a result');
    });

    check('only those who open the lab fetch it', async (tab, { server }) => {
      server.sent = [];
      await openApp(tab, server.url);
      const fetched = () => server.sent?.some(({ path }) => /scale-lab/.test(path));
      assert.ok(!fetched());
      await visit(tab, 'scale');
      await openScale(tab);
      assert.ok(fetched());
    });

    check(
      'a lab that does not arrive is waited for, and the page says so',
      async (tab, { server }) => {
        server.refuse = /scale-lab.*\.js/;
        try {
          await openApp(tab, server.url + THREADS);
          await tab.waitFor(() => document.querySelector('page-notice p'));
          // What scripts ask for does not need the lab.
          assertScaleResult(await scaleOf(tab, THREADS));
        } finally {
          server.refuse = null;
        }
        await tab.waitFor(() => document.querySelector('scale-lab .run-button'));
      },
      { expected: /503|scale-lab|preload|module/i },
    );
  },
  EITHER,
);

inBrowsers(
  'scale without isolation',
  () => site({ headers: 'none' }),
  ({ check }) => {
    check(
      'says that it needs threads, and where to get them',
      async (tab, { server }) => {
        await openApp(tab, server.url + THREADS);
        await openScale(tab);
        const { note, href } = await tab.evaluate(() => ({
          note: document.querySelector('.notice.simulated').innerText,
          href: document.querySelector('.notice.simulated a').href,
        }));
        assert.match(note, /needs real threads/);
        assert.ok(href.endsWith(THREADS), href);
        const { error } = await runLink(tab, THREADS);
        assert.equal(error?.name, 'Unsupported');
        assert.match(error?.message ?? '', /needs real threads/);
        assert.equal((await resultOf(tab, quick())).environment.mode, 'simulated');
      },
      { serviceWorkers: 'block', expected: /blocked by Playwright/ },
    );
  },
  EITHER,
);

test('native results along an axis validate too', async () => {
  assertScaleResult(await runNatively(THREADS));
});

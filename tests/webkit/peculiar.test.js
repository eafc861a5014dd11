/**
 * What only WebKit does: it has no shared memory unless it is told to, and no language without a locale; it
 * hands out modules before they ran. Its layout has to hold in windows of every width.
 */

import assert from 'node:assert/strict';
import { headerSets } from '../../tools/lib/headers.mjs';
import { environment, openApp, quick, resultOf } from '../web/app.js';
import { embedder } from '../web/embedder.js';
import { inBrowsers } from '../web/harness.js';
import { until } from '../web/host-page.js';
import { site } from '../web/servers.js';

/** A short run in each. */
const LABS = [
  quick({ threads: 2 }),
  '#v1/scale?maps=mutex,sharded:16&axis=threads:1,2&keys=4096&ms=50&rounds=2&warmup=20',
  '#v1/race?maps=mutex&runs=2&threads=2&ms=50',
];

inBrowsers(
  'WebKit as it is set up',
  () => site(),
  ({ check }) => {
    check(
      'without shared memory it simulates, and says so',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        assert.equal(await tab.evaluate(() => typeof SharedArrayBuffer), 'undefined');
        assert.equal((await environment(tab)).mode, 'simulated');
        const result = await resultOf(tab, quick({ threads: 3 }));
        assert.equal(result.conclusion.kind, 'simulated');
        for (const { trials } of result.strategies) {
          assert.ok(trials.every(({ verdict }) => verdict.ok));
        }
        const text = await tab.evaluate(() => document.querySelector('contend-app').innerText);
        assert.match(text, /no real threads.*JSC_useSharedArrayBuffer=1/s);
        assert.equal(await tab.loads(), 1, 'a reload would be in vain');
      },
      { env: { JSC_useSharedArrayBuffer: '0' } },
    );

    check(
      'without a language it runs and draws',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        const { environment: found } = await resultOf(tab, quick());
        assert.equal(found.mode, 'threads');
        await tab.waitFor(() => document.querySelector('.u-wrap canvas'));
      },
      { env: { LANG: 'C', LANGUAGE: '' } },
    );

    for (const width of [1280, 390]) {
      check(`each lab runs and fits in ${width} pixels`, async (tab, { server }) => {
        // Windows are never as narrow as a telephone; frames are.
        const host = await embedder(headerSets.pair);
        try {
          const style = `width: ${width}px; height: 900px`;
          await tab.open(host.crossSite({ src: server.url, style }));
          const page = tab.frame(server.url);
          await until(page, () => document.querySelector('contend-app')?.environment);
          for (const link of LABS) {
            const [inside, all] = await page.evaluate(async (/** @type {string} */ text) => {
              const app = document.querySelector('contend-app');
              app.experiment = text;
              await app.run();
              return [innerWidth, document.documentElement.scrollWidth];
            }, link);
            assert.equal(inside, width);
            assert.ok(all <= width, `${link}: ${all}`);
          }
        } finally {
          await host.close();
        }
      });
    }
  },
);

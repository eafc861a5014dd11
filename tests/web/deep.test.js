/** Deep verification in the page: reports, progress, a fault that is found, and a stop. */

import assert from 'node:assert/strict';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { quick } from './app.js';
import { EITHER, inBrowsers } from './harness.js';
import { workbench } from './servers.js';

/** @typedef {import('../../web/types.js').VerifyReport} VerifyReport */
/** @typedef {import('../../web/types.js').VerifyProgress} VerifyProgress */

/**
 * @param {import('../../tools/lib/tabs.mjs').Tab} tab
 * @param {{ link: string, stopAt?: number }} order `stopAt`: after so many signs of progress
 * @returns {Promise<{ reports: VerifyReport[], heard: VerifyReport[], seen: VerifyProgress[] }>}
 */
function verify(tab, order) {
  return tab.evaluate(async ({ link, stopAt }) => {
    const [heard, seen] = [[], []];
    const reports = await window.runner.verify(link, {
      onReport: (/** @type {VerifyReport} */ report) => heard.push(report),
      onProgress: (/** @type {VerifyProgress} */ progress) => {
        if (seen.push(progress) === stopAt) window.runner.stop();
      },
    });
    return { reports, heard, seen };
  }, order);
}

inBrowsers(
  'deep verification',
  () => workbench('target/selftest-pkg/'),
  ({ check }) => {
    for (const threads of [1, 4]) {
      check(`finds what is wrong and nothing else, ${threads} threads`, async (tab, { server }) => {
        await openRunner(tab, server.url);
        const maps = ['null', 'mutex', 'channel:64', 'planted-stale-read'];
        const link = quick({ maps: maps.join(','), threads });
        const { reports, heard, seen } = await verify(tab, { link });
        assert.deepEqual(reports, heard);
        assert.deepEqual(
          reports.map(({ map, applicable, outcome, ok }) => [map, applicable, outcome, ok]),
          [
            ['null', false, 'not-checked', false],
            ['mutex', true, 'passed', true],
            ['channel:64', true, 'passed', true],
            ['planted-stale-read', true, 'failed', false],
          ],
        );
        assert.ok(reports[1]?.histories && reports[1].operations > 1000);
        assert.ok(reports[3]?.failure?.summary && reports[3].failure.operations.length > 0);
        assert.ok(seen.every(({ done }, place) => done >= (seen[place - 1]?.done ?? 0)));
        assert.equal(seen.at(-1)?.done, seen.at(-1)?.steps);
        assert.equal(
          (await tab.evaluate((text) => window.outcome(text), quick())).error,
          undefined,
        );
      });
    }

    check('a stop leaves the reports that were complete', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const stopped = await verify(tab, { link: quick({ threads: 4 }), stopAt: 3 });
      assert.ok(stopped.reports.length < 2);
      const { reports } = await verify(tab, { link: quick({ maps: 'mutex', threads: 4 }) });
      assert.deepEqual(
        reports.map(({ ok }) => ok),
        [true],
      );
    });
  },
  EITHER,
);

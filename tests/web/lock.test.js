/** The reader-writer lock's policy where threads are workers and parking is the browser's. */

import assert from 'node:assert/strict';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { inBrowsers } from './harness.js';
import { workbench } from './servers.js';

inBrowsers(
  'reader-writer lock',
  () => workbench('target/selftest-pkg/'),
  ({ check }) => {
    check('keeps its arrival orders', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const outcomes = await tab.evaluate((order) => window.selftest(order), {
        workers: 6,
        calls: [['arrivals']],
      });
      assert.deepEqual(
        outcomes.map(({ error }) => error),
        [undefined],
      );
    });
  },
);

/** The conformance suite on a browser's own threads. */

import assert from 'node:assert/strict';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { inBrowsers } from '../web/harness.js';
import { MAPS } from '../web/registry.js';
import { workbench } from '../web/servers.js';

inBrowsers(
  'the conformance suite',
  () => workbench('target/suite-pkg/'),
  ({ check }) => {
    check('passes for every map and fails for broken ones', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const verdicts = await tab.evaluate((suite) => window.conform(suite), {
        maps: [...MAPS, 'planted-lost-update', 'planted-vanished-key'],
        threads: 4,
      });
      for (const map of MAPS) assert.equal(verdicts[map], 'ok', map);
      assert.notEqual(verdicts['planted-lost-update'], 'ok');
      assert.notEqual(verdicts['planted-vanished-key'], 'ok');
    });
  },
);

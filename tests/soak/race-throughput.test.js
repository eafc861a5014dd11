/** How many states a minute the search over interleavings follows in each browser. */

import assert from 'node:assert/strict';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { inBrowsers } from '../web/harness.js';
import { search } from '../web/search.js';
import { workbench } from '../web/servers.js';

const BOUNDED = { program: '1-8~a9+a10', detect: false, most: 2_000_000 };

inBrowsers(
  'race search',
  () => workbench(),
  ({ check, browser }) => {
    check('two million states', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const [{ states, perMinute }] = await search(tab, [BOUNDED]);
      assert.ok(states > 0);
      console.log(`figure: ${browser} searches ${(perMinute / 1e6).toFixed(1)} M states a minute`);
    });
  },
);

/**
 * `+safe` on a browser's own threads: a panic is an answer, and who waits for one who stalls is refused before that
 * one goes on. `make soak` has the same for long, with panics in hashes, comparisons and clones.
 */

import assert from 'node:assert/strict';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { inBrowsers } from './harness.js';
import { BOUNDED, MAPS } from './registry.js';
import { workbench } from './servers.js';

/** Of which one may be the map's own. */
const WORKERS = 6;

inBrowsers(
  'the guard',
  () => workbench('target/selftest-pkg/'),
  ({ check, browser }) => {
    check('contains panics and keeps deadlines', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const panics = MAPS.map((map) => ['contained', `${map}+safe`]);
      const stalls = BOUNDED.map(({ map }) => ['stalls', `${map}+safe`, 1]);
      const calls = [...panics, ...stalls];
      const outcomes = await tab.evaluate((order) => window.selftest(order), {
        workers: WORKERS,
        calls,
      });
      for (const [place, { error }] of outcomes.entries()) {
        assert.equal(error, undefined, `${calls[place]}: ${error}`);
      }
      const contained = outcomes.slice(0, panics.length).filter(({ value }) => value);
      assert.ok(contained.length > MAPS.length / 2, `${contained.length} of ${MAPS.length}`);
      // Times of refusals are a typed array, which Firefox's driver does not hand over.
      if (browser !== 'chromium') return;
      const refused = outcomes.slice(panics.length).map(({ value }) => Object.keys(value).length);
      assert.equal(refused.length, BOUNDED.length);
      assert.ok(refused.filter((count) => count > 0).length > BOUNDED.length / 2, String(refused));
    });
  },
);

/**
 * The short form of `make soak`: every map with many removals, and a part of the matrix, the same each time.
 */

import assert from 'node:assert/strict';
import { matrix } from '../../tools/lib/endurance.mjs';
import { faultOf, openRunner, watchedRun } from '../../tools/lib/workhorse.mjs';
import { EITHER, inBrowsers } from './harness.js';
import { MAPS, MAP_LISTS } from './registry.js';
import { workbench } from './servers.js';

const SAMPLE = 4;

/** So many of the matrix, spread evenly over all of it. */
function sample() {
  const all = matrix(MAPS, 100);
  return Array.from({ length: SAMPLE }, (_, place) => {
    return all[Math.floor(((place + 0.5) * all.length) / SAMPLE)];
  });
}

inBrowsers(
  'short soak',
  () => workbench(),
  ({ check }) => {
    check('every map comes out clean', async (tab, { server }) => {
      await openRunner(tab, server.url);
      for (const maps of MAP_LISTS) {
        const rest = 'preset=exchange&keys=131072&threads=4&ms=150&rounds=1&warmup=0';
        const run = await watchedRun(tab, `#v1/compare?maps=${maps}&${rest}`);
        assert.equal(faultOf(run), null);
        assert.equal(run.result?.strategies.length, maps.length);
      }
    });

    check('a sample of the matrix', async (tab, { server }) => {
      await openRunner(tab, server.url);
      for (const { link } of sample()) {
        assert.equal(faultOf(await watchedRun(tab, link)), null, link);
      }
    });
  },
  EITHER,
);

/**
 * The short form of `make soak`: every map with many removals, and a sample of the matrix that
 * changes from day to day.
 */

import assert from 'node:assert/strict';
import { matrix } from '../../tools/lib/endurance.mjs';
import { faultOf, openRunner, watchedRun } from '../../tools/lib/workhorse.mjs';
import { inBrowsers } from './harness.js';
import { MAPS, MAP_LISTS } from './registry.js';
import { workbench } from './servers.js';

const SAMPLE = 4;
const DAY_MS = 86_400_000;

/** Some of the matrix, by the day, spread over all of it. */
function sampleOfToday() {
  const all = matrix(MAPS, 100);
  const step = Math.max(1, Math.floor(all.length / SAMPLE));
  const day = Math.floor(Date.now() / DAY_MS);
  return all.filter((_, place) => place % step === day % step).slice(0, SAMPLE);
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
      for (const { link } of sampleOfToday()) {
        assert.equal(faultOf(await watchedRun(tab, link)), null, link);
      }
    });
  },
);

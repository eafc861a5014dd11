/**
 * The search over interleavings, in the browser as it is natively: the same states, as many schedules,
 * the same outcomes. How fast it is, `make soak` measures.
 *
 * `crate/model/search/tests.rs` derives the outcomes and asserts the same numbers.
 */

import assert from 'node:assert/strict';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { EITHER, inBrowsers } from './harness.js';
import { search } from './search.js';
import { workbench } from './servers.js';

const GROWTH = { program: '1-8~a9+d3', detect: true, most: 2_000_000 };
const ASSIGNS = { program: '2~a1:10+a1:20', detect: true, most: 2_000_000 };
const BOUNDED = { program: '1-8~a9+a10', detect: false, most: 300_000 };

inBrowsers(
  'race search',
  () => workbench(),
  ({ check }) => {
    check('finds what the native one finds', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const [assigns, growth, bounded] = await search(tab, [ASSIGNS, GROWTH, BOUNDED]);
      assert.deepEqual(assigns.keys.toSorted(), [
        '1:WritesAtEntry',
        '1:WritesAtExit',
        '1=10,2=200;count=2',
        '1=10,2=200;count=3',
        '1=20,2=200;count=2',
        '1=20,2=200;count=3',
        '2:WritesAtEntry',
        '2:WritesAtExit',
      ]);
      assert.deepEqual([assigns.states, assigns.schedules], [1029, '170264928688']);
      assert.deepEqual([growth.states, growth.keys.length, growth.bounded], [97_577, 65, false]);
      assert.equal(growth.schedules, '283314963184581074588951038320359022633188421819662975196');
      assert.deepEqual([bounded.states, bounded.bounded], [300_000, true]);
    });
  },
  EITHER,
);

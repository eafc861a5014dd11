/**
 * How late refusals come: a client stalls in a map again and again while eight others wait with a deadline,
 * natively and on a browser's own threads. `make soak ONLY=deadlines` runs this alone.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { inBrowsers } from '../web/harness.js';
import { BOUNDED } from '../web/registry.js';
import { workbench } from '../web/servers.js';
import { ignored } from './ignored.js';

const REPEATS = 100;
/** The one who stalls and eight who wait, beside the map's own threads. */
const CLIENTS = 9;
const TABLE = 'How late refusals come after their deadline of 20 ms';

console.log(`head: ${TABLE} | map | host | refusals | median | 99 of 100 | latest`);

/** @param {string} map @param {string} host @param {number[]} late in nanoseconds */
function tell(map, host, late) {
  const sorted = late.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    `${((sorted[Math.ceil(share * sorted.length) - 1] ?? NaN) / 1e6).toFixed(2)} ms`;
  const cells = [map, host, String(late.length), at(1 / 2), at(99 / 100), at(1)];
  console.log(`row: ${TABLE} | ${cells.join(' | ')}`);
  // Somebody may come before the one who stalls, or, where reads wait for nobody, be answered.
  assert.ok(late.length >= REPEATS, `${map}: ${late.length} refusals`);
}

test('there are maps whose wait a deadline bounds', () => assert.ok(BOUNDED.length > 5));

test('refusals natively', () => {
  const late = [...ignored('safe').matchAll(/^late, (.*): (\[.*\])$/gm)];
  for (const [, map = '', list = ''] of late) tell(`\`${map}\``, 'native', JSON.parse(list));
  assert.ok(late.length >= BOUNDED.length);
});

inBrowsers(
  'a deadline',
  () => workbench('target/selftest-pkg/'),
  ({ check, browser }) => {
    check('is kept by every map that says so', async (tab, { server }) => {
      await openRunner(tab, server.url);
      for (const { map, extraThreads } of BOUNDED) {
        const [outcome] = await tab.evaluate((order) => window.selftest(order), {
          workers: CLIENTS + extraThreads,
          calls: [['stalls', `${map}+safe`, REPEATS]],
        });
        assert.equal(outcome?.error, undefined, `${map}: ${outcome?.error}`);
        tell(`\`${map}+safe\``, browser, Object.values(outcome?.value));
      }
    });
  },
);

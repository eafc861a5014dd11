/**
 * How late refusals come: a client stalls in a map again and again while others wait with a deadline, natively and
 * on a browser's own threads; ten million audited operations over each lock; and the conformance suite of every map
 * inside each decorator.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { root } from '../../tools/lib/paths.mjs';
import { metadata } from '../../web/metadata.js';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { inBrowsers } from '../web/harness.js';
import { MAPS } from '../web/registry.js';
import { workbench } from '../web/servers.js';

const REPEATS = 100;
/** Of which one may be the map's own. */
const WORKERS = 10;
const THREADS = 4;

/** Those whose wait a deadline bounds altogether. */
const BOUNDED = MAPS.filter((map) => {
  const row = metadata.strategies.find(({ id }) => id === map.split(':', 1)[0]);
  return row?.guarantees.stores && row.guarantees.deadline === 'full';
});

/** @param {number[]} late in nanoseconds */
function told(late) {
  const sorted = late.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    `${((sorted[Math.ceil(share * sorted.length) - 1] ?? NaN) / 1e6).toFixed(2)} ms`;
  return `${at(1 / 2)} in the median, ${at(19 / 20)} or less in 19 of 20, ${at(1)} at most`;
}

test('there are maps whose wait a deadline bounds', () => assert.ok(BOUNDED.length > 5));

/** What an ignored test prints. @param {string} binary */
function ignored(binary) {
  const chosen = ['--package=contend', '--features=contend/selftest', `--test=${binary}`];
  const how = ['--', '--ignored', '--nocapture'];
  return execFileSync('cargo', ['test', ...chosen, ...how], { cwd: root, encoding: 'utf8' });
}

test('refusals natively', () => {
  const output = ignored('safe');
  const late = [...output.matchAll(/^late: (.*)$/gm)].flatMap(([, list]) => JSON.parse(list ?? ''));
  console.log(
    `figure: refusals natively after their deadline, ${late.length} of them: ${told(late)}`,
  );
  assert.ok(late.length >= REPEATS);
});

test('audits natively', () => {
  const maps = [...ignored('decorate').matchAll(/^audited: (.*)$/gm)];
  for (const [, told] of maps) console.log(`figure: never two inside one lock together: ${told}`);
  assert.ok(maps.length >= 5);
});

inBrowsers(
  'a deadline',
  () => workbench('target/suite-pkg/'),
  ({ check, browser }) => {
    check('is kept by every map that says so', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const calls = BOUNDED.map((map) => ['stalls', `${map}+safe`, REPEATS]);
      const outcomes = await tab.evaluate((order) => window.selftest(order), {
        workers: WORKERS,
        calls,
      });
      const late = [];
      for (const [place, { value, error }] of outcomes.entries()) {
        assert.equal(error, undefined, `${BOUNDED[place]}: ${error}`);
        late.push(...Object.values(/** @type {Record<string, number>} */ (value)));
      }
      console.log(
        `figure: refusals in ${browser} after their deadline, ${late.length} of them: ${told(late)}`,
      );
      assert.ok(late.length >= REPEATS);
    });

    check('inside each decorator every map conforms', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const guarded = MAPS.flatMap((map) => metadata.decorators.map(({ id }) => `${map}+${id}`));
      const verdicts = await tab.evaluate((suite) => window.conform(suite), {
        maps: guarded,
        threads: THREADS,
      });
      for (const map of guarded) assert.equal(verdicts[map], 'ok', map);
    });
  },
);

/**
 * What the runner does besides running: a map shown from inside while it works, and the deep
 * verification's way through the coordinator.
 */

import assert from 'node:assert/strict';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { quick } from './app.js';
import { inBrowsers } from './harness.js';
import { workbench } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {import('../../web/types.js').InsideSample} InsideSample */

const PLANTED = 'target/selftest-pkg/';
const MAP = 'planted-stale-read';
/** Longer than the test may take. */
const LONG_MS = 60_000;

/**
 * @param {Tab} tab
 * @param {{ map?: string, ms: number, stopAt?: number }} order `stopAt`: after so many samples
 * @returns {Promise<{ samples: InsideSample[], figures?: number[], error?: { name: string,
 *   message: string }, took: number }>}
 */
function inspect(tab, { map = MAP, ...order }) {
  return tab.evaluate(
    async ({ link, name, ms, stopAt }) => {
      const samples = [];
      const begun = performance.now();
      const onSample = (/** @type {InsideSample} */ sample) => {
        if (samples.push(sample) === stopAt) window.runner.stop();
      };
      try {
        const figures = await window.runner.inspect(link, name, { ms, onSample });
        return { samples, figures, took: performance.now() - begun };
      } catch (error) {
        const { name: kind, message } = error;
        return { samples, error: { name: kind, message }, took: performance.now() - begun };
      }
    },
    { link: quick({ maps: `mutex,${MAP}`, threads: 3 }), name: map, ...order },
  );
}

inBrowsers(
  'inside',
  () => workbench(PLANTED),
  ({ check }) => {
    check('figures come live, whole and in order', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const { samples, figures } = await inspect(tab, { ms: LONG_MS, stopAt: 8 });
      assert.ok(samples.length >= 8, `${samples.length} samples`);
      assert.ok(
        [...samples.map((sample) => sample.figures), figures].every((all) => all?.length === 2),
      );
      for (const [place, sample] of samples.entries()) {
        const earlier = samples[place - 1] ?? { elapsedMs: -1, figures: [0, 0] };
        assert.ok(sample.elapsedMs > earlier.elapsedMs);
        assert.ok((sample.figures[1] ?? 0) >= (earlier.figures[1] ?? 0), 'calls only grow');
      }
      assert.ok(samples.some(({ opsPerSec }) => opsPerSec > 0));
      assert.ok((figures?.[1] ?? 0) > (samples[0]?.figures[1] ?? Infinity));
      assert.equal((await tab.evaluate((text) => window.outcome(text), quick())).error, undefined);
    });

    check('a stop ends it with the figures so far', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const { figures, took } = await inspect(tab, { ms: LONG_MS, stopAt: 3 });
      assert.equal(figures?.length, 2);
      assert.ok(took < LONG_MS, 'the stop ended it');
    });

    check('what cannot be inspected is refused by name', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const other = await inspect(tab, { map: 'sharded:16', ms: 100 });
      assert.equal(other.error?.name, 'BadExperiment');
      const trapped = await inspect(tab, { map: MAP, ms: 100 });
      assert.equal(trapped.error, undefined);
    });
  },
);

inBrowsers(
  'without real threads',
  () => workbench(PLANTED, { headers: 'none' }),
  ({ check }) => {
    check('inspecting and verifying say what they need', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const inspected = await inspect(tab, { ms: 100 });
      const verified = await tab.evaluate(
        (link) => window.runner.verify(link).catch((/** @type {Error} */ error) => error.message),
        quick(),
      );
      assert.equal(inspected.error?.name, 'Unsupported');
      for (const message of [inspected.error?.message, verified]) {
        assert.match(String(message), /needs real threads.*Open the page in a tab of its own/);
      }
      const { result } = await tab.evaluate((text) => window.outcome(text), quick({ rounds: 1 }));
      assert.equal(result.environment.mode, 'simulated');
    });
  },
);

/**
 * How long a stop takes, at any moment of a run, while another process keeps each core busy.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { openApp, quick } from '../web/app.js';
import { inBrowsers } from '../web/harness.js';
import { site } from '../web/servers.js';

const STOPS = 60;
/** In 19 of 20 stops. */
const GOAL_MS = 100;
/** A step of each kind lasts long enough to be hit, and the map is large enough to take time to fill. */
const RUN = quick({
  maps: 'mutex,channel:64,dashmap:16,hash-trie',
  ...{ keys: 131_072, ms: 300, warmup: 100, rounds: 3, threads: 4 },
});
/** Starting the threads, which a stop waits for, is over by then; the run is not. */
const [EARLIEST_MS, LATEST_MS] = [0, 6_000];

/** Keeps every core busy. @returns {() => void} ends it */
function crowd() {
  const busy = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }),
  );
  return () => busy.forEach((child) => child.kill('SIGKILL'));
}

inBrowsers(
  'stopping on a busy machine',
  () => site(),
  ({ check, browser }) => {
    check('within 100 ms in 19 of 20', async (tab, { server }) => {
      await openApp(tab, server.url);
      const disperse = crowd();
      const times = [];
      try {
        for (let stop = 0; stop < STOPS; stop += 1) {
          const after = EARLIEST_MS + ((LATEST_MS - EARLIEST_MS) * ((stop * 37) % STOPS)) / STOPS;
          times.push(await timedStop(tab, after));
        }
      } finally {
        disperse();
      }
      times.sort((a, b) => a - b);
      const at = (/** @type {number} */ share) =>
        times[Math.ceil(share * times.length) - 1] ?? Infinity;
      const [median, most, longest] = [at(1 / 2), at(19 / 20), at(1)].map((ms) => ms.toFixed(0));
      console.log(
        `figure: stopping in ${browser} while every core is kept busy, ${STOPS} times: ` +
          `${median} ms in the median, ${most} ms or less in 19 of 20, ${longest} ms at most`,
      );
      assert.ok(at(19 / 20) <= GOAL_MS, `${most} ms in 19 of 20`);
    });
  },
);

/**
 * Begins a run and stops it after some time; a run that has ended by then is begun again.
 * @param {import('../../tools/lib/tabs.mjs').Tab} tab
 * @param {number} after
 * @returns {Promise<number>} ms until the page was idle again
 */
function timedStop(tab, after) {
  return tab.evaluate(
    async ({ link, ms }) => {
      const app = document.querySelector('contend-app');
      app.experiment = link;
      for (;;) {
        const run = app.run();
        await new Promise((resolve) => setTimeout(resolve, ms));
        const begun = performance.now();
        await app.stop();
        const took = performance.now() - begun;
        if ((await run).stopped) return took;
      }
    },
    { link: RUN, ms: after },
  );
}

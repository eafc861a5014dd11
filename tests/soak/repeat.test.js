/**
 * Thirty runs in a row with changing thread counts: no error, each instance's memory as large at the
 * end of a run as at its start, and the browser's own memory level.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { faultOf, openRunner, watchedRun } from '../../tools/lib/workhorse.mjs';
import { quick } from '../web/app.js';
import { inBrowsers } from '../web/harness.js';
import { assertResult } from '../web/schema.js';
import { workbench } from '../web/servers.js';

const RUNS = 30;
const THREADS = [1, 4, 2, 8, 3, 6];
const MIB = 1024 * 1024;

/** A fifth inserts and a fifth removes: what grows a heap, if anything does. */
const CHURN = { maps: 'sharded:16,dashmap:16', mix: 'r60,i20,d20', keys: 65_536 };
const SHORT = { ms: 50, rounds: 1, warmup: 0 };

/** @returns {Promise<number>} resident bytes of this test's browsers */
async function residentBytes() {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([process.pid]);
  // A parent stands before its children only as a rule, so go over them until nothing changes.
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const [pid = 0, parent = 0] of rows) if (family.has(parent)) family.add(pid);
  }
  family.delete(process.pid);
  return rows.reduce((sum, [pid = 0, , kib = 0]) => sum + (family.has(pid) ? kib * 1024 : 0), 0);
}

inBrowsers(
  'thirty runs',
  () => workbench(),
  ({ check, browser }) => {
    check('no error, memory level', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const resident = [];
      for (let run = 0; run < RUNS; run += 1) {
        const threads = THREADS[run % THREADS.length] ?? 1;
        const link = quick({ ...CHURN, ...SHORT, threads, seed: run });
        const seen = await watchedRun(tab, link);
        assert.equal(faultOf(seen), null, `run ${run}`);
        assertResult(seen.result);
        resident.push(await residentBytes());
      }
      const early = Math.max(...resident.slice(0, 12));
      const late = Math.max(...resident.slice(-12));
      const [first, last] = [early, late].map((bytes) => (bytes / MIB).toFixed(0));
      console.log(
        `figure: resident memory in ${browser}: at most ${first} MiB early, ${last} MiB late`,
      );
      assert.ok(late < early * 1.3 + 100 * MIB, `${first} MiB became ${last} MiB`);
    });
  },
);

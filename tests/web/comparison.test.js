/** Two results held against each other on the page: what the command line's `compare` says of the same. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { paths } from '../../tools/lib/paths.mjs';
import { openApp, quick, resultOf } from './app.js';
import { violations } from './axe.js';
import { EITHER, inBrowsers } from './harness.js';
import { click } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {import('../../web/types.js').Result} Result */

/** @param {Result} old @param {Result} now */
async function natively(old, now) {
  const folder = await mkdtemp(join(tmpdir(), 'contend-compare-'));
  try {
    const files = ['old.json', 'new.json'].map((name) => join(folder, name));
    await Promise.all([old, now].map((one, i) => writeFile(files[i] ?? '', JSON.stringify(one))));
    const { stdout } = await promisify(execFile)(paths.contend, ['compare', ...files, '--json']);
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Drops files on the page. @param {Tab} tab @param {[string, unknown][]} files */
function drop(tab, files) {
  return tab.evaluate((given) => {
    const dataTransfer = new DataTransfer();
    for (const [name, content] of given) {
      dataTransfer.items.add(new File([JSON.stringify(content)], name));
    }
    const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer });
    document.querySelector('contend-app').dispatchEvent(event);
  }, files);
}

/** As measured, at rates that are within a hundredth of each other however busy the machine was. @param {Result} result */
function steady(result) {
  const copy = structuredClone(result);
  for (const { trials } of copy.strategies) {
    for (const [round, trial] of trials.entries()) trial.opsPerSec = 1e6 + ((round * 7) % 10) * 1e3;
  }
  return copy;
}

/** The same run with every rate changed. @param {Result} result @param {number} by */
function changed(result, by) {
  const copy = structuredClone(result);
  copy.environment.recordedAt = '2027-01-01T00:00:00.000Z';
  for (const { trials } of copy.strategies) for (const trial of trials) trial.opsPerSec *= by;
  return copy;
}

inBrowsers(
  'comparison',
  () => site(),
  ({ check }) => {
    check('two files say what the command line says of them', async (tab, { server }) => {
      await openApp(tab, server.url);
      const old = steady(await resultOf(tab, quick({ rounds: 10, ms: 10 })));
      const now = changed(old, 0.5);
      now.environment.cores += 1;
      await drop(tab, [
        ['new.json', now],
        ['old.json', old],
      ]);
      await tab.waitFor(() => document.querySelector('saved-comparison tbody tr'));
      const [shown, text] = await tab.evaluate(() => [
        document.querySelector('saved-comparison').comparison,
        document.querySelector('saved-comparison').innerText,
      ]);
      const native = await natively(old, now);
      assert.deepEqual([shown.old.name, shown.new.name], ['old.json', 'new.json']);
      for (const side of ['old', 'new']) native[side].name = `${side}.json`;
      assert.deepEqual(
        shown.maps.map(({ id, verdict, roundsOld }) => [id, verdict, roundsOld]),
        native.maps.map(({ id, verdict, roundsOld }) => [id, verdict, roundsOld]),
      );
      for (const [place, { ratio, p }] of shown.maps.entries()) {
        const other = native.maps[place];
        for (const [mine, its] of [
          [ratio.median, other.ratio.median],
          [ratio.low, other.ratio.low],
          [p, other.p],
        ]) {
          assert.ok(Math.abs(mine / its - 1) < 1e-9, `${mine} ${its}`);
        }
      }
      assert.deepEqual(shown.differences, native.differences);
      assert.match(text, /Significantly slower in new\.json: .*Mutex/i);
      assert.match(text, /Cores: \d+ before, \d+ now/);
      assert.match(text, /0\.50×/);
      assert.deepEqual(await violations(tab), []);
      // The reader sorts it, and puts it away.
      await click(tab, 'saved-comparison th .sort', 'Map');
      await tab.waitFor(() => document.querySelector('saved-comparison [aria-sort=ascending]'));
      await click(tab, 'saved-comparison header button', 'Dismiss');
      await tab.waitFor(() => !document.querySelector('saved-comparison'));
    });

    check('what cannot be compared says why, and the page goes on', async (tab, { server }) => {
      await openApp(tab, server.url);
      const one = await resultOf(tab, quick({ maps: 'mutex', rounds: 1, ms: 10 }));
      const other = await resultOf(tab, quick({ maps: 'rwlock', rounds: 1, ms: 10 }));
      await drop(tab, [
        ['one.json', one],
        ['other.json', other],
      ]);
      await tab.waitFor(() => document.querySelector('.notice.error'));
      const text = await tab.evaluate(() => document.querySelector('.notice.error').innerText);
      assert.match(text, /cannot be compared/);
      assert.match(text, /one\.json, other\.json: .*they have no measured map in common/);
      await click(tab, '.notice.error button', 'Dismiss');
      await tab.waitFor(() => !document.querySelector('.notice.error'));
      assert.equal((await resultOf(tab, quick({ rounds: 1, ms: 10 }))).strategies.length, 2);
    });

    check('two runs of the tab are compared in the same way', async (tab, { server }) => {
      await openApp(tab, server.url);
      await resultOf(tab, quick({ rounds: 6, ms: 10, threads: 1 }));
      await resultOf(tab, quick({ rounds: 6, ms: 10, threads: 2 }));
      await click(tab, '.runs summary');
      await click(tab, '.runs button', 'Compare them');
      await tab.waitFor(
        () => document.querySelectorAll('.runs result-comparison tbody tr').length === 2,
      );
      const text = await tab.evaluate(() => document.querySelector('.runs').innerText);
      assert.match(text, /Threads: 1 before, 2 now/);
      assert.match(text, /Run 2/);
    });
  },
  EITHER,
);

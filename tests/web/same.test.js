/**
 * The same link is the same experiment everywhere: one browser writes it, the other and the command
 * line read the same from it, do the same operations and come to the same verdicts.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BROWSERS, launch } from '../../tools/lib/tabs.mjs';
import { experiment, openApp, quick, resultOf } from './app.js';
import { runNatively } from './native.js';
import { click, type } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../web/types.js').Result} Result */

/** Not canonical, every key given, every kind of value. */
const WRITTEN = [
  quick({
    maps: 'rwlock,mutex,sharded:012',
    threads: '03',
    dist: 'zipf:0.90',
    mix: 'd10,u10,i20,r60',
  }),
  '&prefill=50&seed=0000123&baseline=mutex&preset=ycsb-b',
].join('');

/** What must not depend on where a link is run. @param {Result} result */
function essence({ experiment: link, seed, stopped, strategies, conclusion }) {
  return {
    link,
    seed,
    stopped,
    broken: conclusion.broken,
    maps: strategies.map(({ id, trials, summary }) => ({
      id,
      ok: summary?.ok,
      trials: trials.map(({ round, threads, extraThreads, streamChecksum, verdict }) => ({
        ...{ round, threads, extraThreads, streamChecksum, ok: verdict.ok },
        checks: verdict.checks.map(({ name, status }) => `${name}: ${status}`),
      })),
    })),
  };
}

/** @type {import('./servers.js').Served} */
let server;
/** @type {Awaited<ReturnType<typeof launch>>[]} */
const browsers = [];

before(async () => {
  server = await site();
  for (const name of BROWSERS) browsers.push(await launch(name));
});
after(async () => {
  for (const browser of browsers) await browser.close();
  await server.close();
});

test('written by one browser, the same in the others and on the command line', async () => {
  const tabs = await Promise.all(browsers.map((browser) => browser.tab()));
  for (const [place, writer] of tabs.entries()) {
    await writer.open('about:blank');
    // Edited on the page, so that it is the page's own link and not the one that it was given.
    await openApp(writer, server.url + WRITTEN);
    await click(writer, '.settings .more summary');
    await type(writer, '.settings .more input[aria-label^="Seed"]', `100${place}`);
    const link = await experiment(writer);
    assert.match(link, new RegExp(`&seed=100${place}`));
    assert.equal(await writer.evaluate(() => location.hash), link);

    const native = essence(await runNatively(link));
    assert.equal(native.link, link);
    assert.ok(native.maps.every(({ ok }) => ok));
    for (const tab of tabs) {
      await tab.open('about:blank');
      await openApp(tab, server.url + link);
      assert.equal(await experiment(tab), link);
      assert.deepEqual(essence(await resultOf(tab, link)), native);
    }
  }
  for (const tab of tabs) {
    assert.deepEqual(tab.complaints, []);
    await tab.close();
  }
});

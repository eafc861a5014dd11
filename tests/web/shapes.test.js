/**
 * Entries beyond u64: string keys, values of bytes, another hash function, in the module that the
 * page fetches for them, with threads and without.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { experiment, openApp, quick, resultOf, runLink } from './app.js';
import { EITHER, inBrowsers } from './harness.js';
import { MAP_LISTS } from './registry.js';
import { assertResult, assertScaleResult } from './schema.js';
import { click } from './person.js';
import { site, workbench } from './servers.js';

/** @typedef {import('./servers.js').Served} Served */
/** @typedef {import('../../web/types.js').Result} Result */

const MAPS = 'mutex,sharded:16,channel:64,sync-map,papaya,rwlock+safe+audit';
const MIX = 'r30,i25,d20,u10,g10,c4,s1';
const SHORT = { keys: 2000, ms: 50, rounds: 1, warmup: 0, threads: 3, mix: MIX };
const LARGE = { key: 'string', value: 'bytes:1024', hash: 'sip' };

/** @param {Result} result */
function assertClean(result) {
  for (const { id, trials, summary } of result.strategies) {
    const failed = trials.flatMap(({ verdict }) => verdict.checks.filter(isFailed));
    assert.deepEqual(failed, [], id);
    assert.notEqual(summary?.outcome ?? 'failed', 'failed', id);
    assert.ok(
      trials.every(({ ops }) => ops > 0),
      id,
    );
  }
}

/** @param {{ status: string }} check */
const isFailed = ({ status }) => status === 'fail';

/** @param {Served} served how often the module with all entries was sent */
function sendings({ sent }) {
  const url = new URL('../../pkg/wasm-wide/contend_bg.wasm', import.meta.url);
  const bytes = readFileSync(url);
  return (sent ?? []).filter(({ body }) => body.equals(bytes)).length;
}

inBrowsers(
  'entries beyond u64',
  () => site(),
  ({ check }) => {
    check('every map holds strings and values of 1 KiB', async (tab, { server }) => {
      await openApp(tab, server.url);
      for (const maps of MAP_LISTS) {
        const result = await resultOf(tab, quick({ ...SHORT, ...LARGE, maps: maps.join(',') }));
        assertResult(result);
        assertClean(result);
        assert.match(result.environment.build, / wide$/);
        assert.match(result.environment.hasher, /^SipHash-1-3/);
      }
    });

    check(
      'every combination is judged; its module is fetched once, and not before',
      async (tab, { server }) => {
        server.sent = [];
        await openApp(tab, server.url);
        const plain = await resultOf(tab, quick({ ...SHORT, maps: MAPS }));
        assert.equal(sendings(server), 0);
        assert.match(plain.environment.hasher, /^foldhash/);
        for (const changes of [
          { hash: 'sip' },
          { key: 'string', value: 'bytes:1' },
          { value: 'bytes:64', hash: 'sip' },
          { key: 'string' },
        ]) {
          const link = quick({ ...SHORT, ...changes, maps: MAPS });
          const result = await resultOf(tab, link);
          assertClean(result);
          for (const [key, value] of Object.entries(changes)) {
            assert.ok(result.experiment.includes(`&${key}=${value}`), result.experiment);
          }
          const streams = ({ strategies }) => strategies[0].trials[0].streamChecksum;
          assert.equal(streams(result), streams(plain));
        }
        assert.equal(sendings(server), 1);
      },
      { serviceWorkers: 'block' },
    );

    check('values of growing size are an axis', async (tab, { server }) => {
      await openApp(tab, server.url);
      const short = 'keys=1000&ms=50&rounds=2&warmup=0&threads=2';
      const link = `#v1/scale?maps=mutex,sharded:16&axis=value:1,64,4096&key=string&${short}`;
      const result = /** @type {any} */ (await resultOf(tab, link));
      assertScaleResult(result);
      assert.deepEqual(result.axis, { name: 'value', values: ['1', '64', '4096'] });
      for (const { value, result: cell } of result.cells) {
        assert.match(cell.experiment, new RegExp(`&key=string&.*&value=bytes:${value}(&|$)`));
        assertClean(cell);
      }
    });

    check('what would not fit is refused with its size', async (tab, { server }) => {
      await openApp(tab, server.url);
      const { error } = await runLink(tab, quick({ keys: 1048576, value: 'bytes:4096' }));
      assert.equal(error?.name, 'OutOfMemory');
      assert.match(error?.message ?? '', /\d MB/);
      assertClean(await resultOf(tab, quick({ ...SHORT, value: 'bytes:4096' })));
    });

    check('the form has them', async (tab, { server }) => {
      await openApp(tab, `${server.url}${quick()}`);
      await click(tab, '.settings .more > summary');
      for (const [key, form] of /** @type {const} */ ([
        ['key', 'string'],
        ['value', 'bytes'],
        ['hash', 'sip'],
      ])) {
        await click(tab, `label:has(> input[name="field-${key}-choice"][value="${form}"])`);
      }
      assert.match(await experiment(tab), /&hash=sip&key=string&.*&value=bytes:64&/);
    });
  },
  EITHER,
);

inBrowsers(
  'entries beyond u64, in the engine',
  () => workbench(),
  ({ check }) => {
    check('a map of strings is seen from inside', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const link = quick({ ...SHORT, ...LARGE });
      const figures = await tab.evaluate(
        (text) => window.runner.inspect(text, 'sharded:16', { ms: 100 }),
        link,
      );
      assert.ok(figures.length > 0 && figures.some((figure) => figure > 0), String(figures));
    });
  },
  EITHER,
);

inBrowsers(
  'entries beyond u64, without threads',
  () => site({ headers: 'none' }),
  ({ check }) => {
    check(
      'simulated runs judge them too',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        const result = await resultOf(tab, quick({ ...SHORT, ...LARGE, maps: MAPS }));
        assert.equal(result.environment.mode, 'simulated');
        assert.match(result.environment.build, / wide$/);
        assertClean(result);
      },
      { serviceWorkers: 'block' },
    );
  },
  EITHER,
);

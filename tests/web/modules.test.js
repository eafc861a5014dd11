/**
 * The page's modules: opening the page costs the first one only, and what the full one is for
 * fetches it then.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { openApp, quick, resultOf } from './app.js';
import { EITHER, inBrowsers } from './harness.js';
import { FULL_ONLY } from './registry.js';
import { site, workbench } from './servers.js';

/** What opening the page, its module and workers included, may cost in all, compressed. */
const LANDING_BYTES = 203_000;
/**
 * What the first run may add to it: the plots, the conclusion, the table of results, the digests of all, and
 * what keeps the tab's runs, which on a busy machine has come by then as well.
 */
const RUN_BYTES = 51_000;

/** @typedef {import('./servers.js').Served} Served */

/** @param {string} folder @returns {Buffer} */
const module = (folder) =>
  readFileSync(new URL(`../../pkg/${folder}/contend_bg.wasm`, import.meta.url));

/** @param {Served} served @param {string} folder how often its module was sent */
function sendings({ sent }, folder) {
  const bytes = module(folder);
  return (sent ?? []).filter(({ body }) => body.equals(bytes)).length;
}

/** @param {Served} served */
async function compressed({ sent }) {
  const once = new Map((sent ?? []).map(({ path, body }) => [path, body]));
  const sizes = [...once.values()].map(
    async (body) => (await promisify(brotliCompress)(body)).length,
  );
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

inBrowsers(
  'modules of the site',
  () => site(),
  ({ check, browser }) => {
    // Without the service worker: what it keeps for offline use it fetches once nothing else is on.
    check(
      'opening the page and running its experiment is cheap',
      async (tab, { server }) => {
        server.sent = [];
        await openApp(tab, server.url);
        const landing = await compressed(server);
        assert.deepEqual([sendings(server, 'wasm'), sendings(server, 'wasm-full')], [1, 0]);
        const { environment } = await resultOf(tab, quick());
        assert.match(environment.build, / core$/);
        assert.deepEqual([sendings(server, 'wasm'), sendings(server, 'wasm-full')], [1, 0]);
        const names = server.sent.map(({ path }) => path);
        const glue = server.sent.filter(({ path }) => /\/contend\.worker-[\w-]+\.js$/.test(path));
        assert.ok(glue.length > 0 && !glue.some(({ body }) => body.includes('inspect')));
        const run = (await compressed(server)) - landing;
        const sizes = `landing ${(landing / 1000).toFixed(1)} kB, run ${(run / 1000).toFixed(1)} kB`;
        console.log(`${browser}: ${sizes} compressed`);
        assert.ok(landing < LANDING_BYTES && run < RUN_BYTES, `${sizes}: ${names}`);
      },
      { serviceWorkers: 'block' },
    );

    if (FULL_ONLY.length > 0) {
      check('a map beyond the first module fetches the other, once', async (tab, { server }) => {
        server.sent = [];
        await openApp(tab, server.url);
        const [map] = FULL_ONLY;
        for (const [maps, build] of /** @type {const} */ ([
          [`mutex,${map}`, / full$/],
          ['mutex', / core$/],
          [`${map}`, / full$/],
          // What is around a map is in no first module, wherever the map itself is.
          ['mutex+safe,sharded:16+audit,channel:64+safe+audit', / full$/],
        ])) {
          const { environment, strategies } = await resultOf(tab, quick({ maps, rounds: 1 }));
          assert.match(environment.build, build);
          assert.ok(strategies.every(({ summary }) => summary?.ok));
        }
        assert.deepEqual([sendings(server, 'wasm'), sendings(server, 'wasm-full')], [1, 1]);
      });
    }
  },
  EITHER,
);

inBrowsers(
  'modules of the engine',
  () => workbench(),
  ({ check }) => {
    check(
      'a module that does not arrive is asked for again by the next run',
      async (tab, { server }) => {
        await openRunner(tab, server.url);
        const inspect = (/** @type {string} */ link) =>
          tab.evaluate(async (text) => {
            try {
              return await window.runner.inspect(text, 'mutex', { ms: 50 });
            } catch (error) {
              return error.name;
            }
          }, link);
        for (const refuse of [/wasm-full\/contend_bg\.wasm/, /wasm-full\/contend\.js/]) {
          server.refuse = refuse;
          const failed = await inspect(quick()).finally(() => (server.refuse = null));
          assert.equal(failed, 'WorkerFailed');
          assert.ok(Array.isArray(await inspect(quick())));
          assert.equal(
            (await tab.evaluate((text) => window.outcome(text), quick())).error,
            undefined,
          );
        }
      },
      { expected: /503|wasm-full/ },
    );
  },
  EITHER,
);

/**
 * What goes wrong and how the next run fares: workers that do not load, a trap in a worker, an
 * experiment too large; and maps that are broken on purpose, which the checks must name.
 *
 * The faults are planted in another build of the wasm module, driven through the engine alone.
 */

import assert from 'node:assert/strict';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { openApp, quick, resultOf, runLink } from './app.js';
import { inBrowsers } from './harness.js';
import { assertResult } from './schema.js';
import { site, workbench } from './servers.js';

const PLANTED = 'target/selftest-pkg/';

/**
 * @param {import('../../tools/lib/tabs.mjs').Tab} tab
 * @param {string} link
 * @returns {Promise<Omit<import('./app.js').Outcome, 'ms'>>}
 */
function outcome(tab, link) {
  return tab.evaluate((text) => window.outcome(text), link);
}

// Without the service worker, which would have what the network refuses.
inBrowsers(
  'workers that do not load',
  () => site(),
  ({ check }) => {
    check(
      'at the start: an error by name, and the next run works',
      async (tab, { server }) => {
        server.refuse = /workerHelpers/;
        await tab.open(server.url);
        const failed = await runLink(tab, quick()).finally(() => (server.refuse = null));
        assert.equal(failed.error?.name, 'WorkerFailed');
        assert.match(failed.error?.message ?? '', /run again/i);
        assertResult(await resultOf(tab, quick()));
      },
      { serviceWorkers: 'block', expected: /workerHelpers|503/ },
    );

    check(
      'later: an error event, and the next run works',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        await resultOf(tab, quick({ threads: 2 }));
        await tab.evaluate(() => {
          document.addEventListener('contend-error', ({ detail }) => (window.told = detail.name));
        });
        server.refuse = /workerHelpers|coordinator/;
        const failed = await runLink(tab, quick({ threads: 7 })).finally(
          () => (server.refuse = null),
        );
        assert.equal(failed.error?.name, 'WorkerFailed');
        assert.equal(await tab.evaluate(() => window.told), 'WorkerFailed');
        assertResult(await resultOf(tab, quick({ threads: 7 })));
      },
      { serviceWorkers: 'block', expected: /workerHelpers|coordinator|503/ },
    );

    check('an experiment that does not fit is refused', async (tab, { server }) => {
      await openApp(tab, `${server.url}?lang=zh`);
      const huge = quick({ keys: 16_777_216, threads: 64, prefill: 100 });
      const { error } = await runLink(tab, huge);
      assert.equal(error?.name, 'OutOfMemory');
      assert.match(error?.message ?? '', /smaller key space/);
      // What the engine has seen comes as data, so the page says it in the reader's language.
      await tab.waitFor(() => document.querySelector('.notice.error'));
      const said = await tab.evaluate(() => ({
        text: document.querySelector('.notice.error').innerText,
        quoted: document.querySelectorAll('.notice.error [lang=en]').length,
      }));
      assert.match(said.text, /这个实验约需 [\d,]+ MB/);
      assert.equal(said.quoted, 0);
      assertResult(await resultOf(tab, quick()));
    });
  },
);

inBrowsers(
  'planted faults',
  () => workbench(PLANTED),
  ({ check }) => {
    check(
      'a trap in a worker: an error by name, and the next runs work',
      async (tab, { server }) => {
        await openRunner(tab, server.url);
        for (const threads of [2, 4]) {
          const trapped = await outcome(tab, quick({ maps: 'planted-trap', threads }));
          assert.equal(trapped.error?.name, 'Trapped');
          assert.match(trapped.error?.message ?? '', /unreachable/i);
          const next = await outcome(tab, quick({ threads }));
          assertResult(next.result);
        }
      },
      { expected: /unreachable/ },
    );

    check('broken maps are named by the verdict and the conclusion', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const broken = ['planted-lost-update', 'planted-swapped-key', 'planted-vanished-key'];
      const { result } = await outcome(tab, quick({ maps: `mutex,${broken}`, ops: 5000 }));
      assertResult(result);
      assert.deepEqual(
        result?.strategies.map(({ summary }) => summary?.ok),
        [true, false, false, false],
      );
      assert.equal(result?.conclusion.kind, 'broken');
      assert.deepEqual(result?.conclusion.broken, broken);
    });
  },
);

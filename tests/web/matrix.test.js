/** The matrix: cells that fill in live, marks and means, stopping, going on, files and links. */

import assert from 'node:assert/strict';
import { experiment, openApp, runLink } from './app.js';
import { violationsInBothThemes } from './axe.js';
import { inBrowsers } from './harness.js';
import { click } from './person.js';
import { assertMatrixResult } from './schema.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {import('../../web/types.js').MatrixResult} MatrixResult */

const SMALL =
  '#v1/matrix?maps=mutex,rwlock,hash-trie&presets=exchange,reads-90&rounds=6&threads=2&warmup=0';
/** Long enough to be stopped in its second column. */
const LONG = '#v1/matrix?maps=mutex,rwlock&presets=reads-100,reads-99&rounds=20&threads=1&warmup=0';

/** @param {Tab} tab @param {string} link @returns {Promise<MatrixResult>} */
async function matrixOf(tab, link) {
  const { result, error } = await runLink(tab, link);
  if (!result) throw new Error(`${link}: ${error?.name}: ${error?.message}`);
  return /** @type {any} */ (result);
}

inBrowsers(
  'matrix',
  () => site(),
  ({ check, browser }) => {
    check(
      'it fills in cell by cell, is stopped, goes on, is saved and opens again',
      async (tab, { server }) => {
        await openApp(tab, server.url + SMALL);
        await tab.waitFor(() => document.querySelector('matrix-lab .run-button'));
        const seen = await tab.evaluate(async () => {
          const app = document.querySelector('contend-app');
          const filled = [];
          app.addEventListener('contend-progress', () => {
            const cells = [...document.querySelectorAll('.matrix-figures tbody td:not(.mean)')];
            filled.push(cells.filter((cell) => /\d/.test(cell.textContent)).length);
          });
          const result = await app.run();
          await document.querySelector('matrix-lab').updateComplete;
          return {
            ...{ result, filled },
            stars: document.querySelectorAll('.matrix-figures td.best:not(.mean)').length,
            links: [...document.querySelectorAll('.matrix-figures thead a')].map(
              ({ hash }) => hash,
            ),
            sentence: document.querySelector('.outcome-text').textContent.trim(),
          };
        });
        const result = /** @type {MatrixResult} */ (seen.result);
        assertMatrixResult(result);
        assert.equal(result.experiment, await experiment(tab));
        assert.equal(result.cells.length, 6);
        assert.ok(
          result.cells.every(({ rounds, outcome }) => rounds === 6 && outcome === 'passed'),
        );
        assert.ok(
          seen.filled.some((count) => count > 0 && count < 6),
          `${seen.filled}`,
        );
        assert.equal(seen.stars, result.cells.filter(({ best }) => best).length);
        assert.ok(seen.stars >= 2);
        assert.deepEqual(
          seen.links,
          result.presets.map((preset) => preset.experiment),
        );
        assert.ok(seen.sentence.length > 20);

        // Sorted, grouped, and back.
        const firsts = await tab.evaluate(async () => {
          const lab = document.querySelector('matrix-lab');
          const first = () => document.querySelector('.matrix-figures tbody th').textContent.trim();
          const press = async (/** @type {Element} */ element) => {
            /** @type {HTMLElement} */ (element).click();
            await lab.updateComplete;
            return first();
          };
          const [, one, other, mean] = document.querySelectorAll('.matrix-figures thead .sort');
          const sorted = [await press(one), await press(other), await press(mean)];
          await press(mean);
          sorted.push(await press(mean));
          await press(document.querySelector('.matrix-tools input'));
          const groups = document.querySelectorAll('.matrix-figures [scope="colgroup"]').length;
          return { sorted, groups };
        });
        for (const [at, preset] of ['exchange', 'reads-90'].entries()) {
          const { fastest } = result.presets.find((row) => row.preset === preset) ?? {};
          const label = result.maps.find(({ map }) => map === fastest)?.label ?? '';
          assert.ok(firsts.sorted[at].startsWith(label), `${firsts.sorted} ${label}`);
        }
        assert.match(firsts.sorted[3], /^Mutex/);
        assert.equal(firsts.groups, 2);
        if (browser === 'chromium') assert.deepEqual(await violationsInBothThemes(tab), []);
        await tab.resize(390, 800);
        const width = await tab.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 390, `${width} pixels`);
        await tab.resize(1280, 800);

        // Stopped, it keeps what was complete; then it goes on until it is told or stopped.
        const stopped = await tab.evaluate(async (link) => {
          const app = document.querySelector('contend-app');
          app.experiment = link;
          const run = app.run();
          await new Promise((resolve) =>
            app.addEventListener('contend-progress', ({ detail }) => detail.done > 45 && resolve()),
          );
          await app.stop();
          return run;
        }, LONG);
        assertMatrixResult(stopped);
        assert.equal(stopped.stopped, true);
        assert.deepEqual(
          stopped.presets.map(({ complete }) => complete),
          [true, false],
        );
        assert.ok(stopped.maps.every(({ presets }) => presets === 1));

        const again = await matrixOf(tab, SMALL);
        const more = await tab.evaluate(async () => {
          const app = document.querySelector('contend-app');
          const lab = document.querySelector('matrix-lab');
          await lab.updateComplete;
          const button = [...lab.querySelectorAll('.results header button')].at(0);
          const run = app.perform('run', { more: true });
          await new Promise((resolve) => setTimeout(resolve, 1500));
          await app.stop();
          return { offered: button !== undefined, ended: await run.catch((error) => error.name) };
        });
        const decided = again.presets.every((preset) => preset.decided);
        if (decided) assert.equal(more.ended, 'Unsupported');
        else {
          const gone = /** @type {MatrixResult} */ (more.ended);
          assertMatrixResult(gone);
          assert.ok(more.offered);
          const rounds = (/** @type {MatrixResult} */ { cells }) =>
            cells.reduce((sum, cell) => sum + cell.rounds, 0);
          assert.ok(rounds(gone) > rounds(again));
        }

        // From a file; one that is not of its link is refused.
        /** @param {unknown} content */
        const drop = (content) =>
          tab.evaluate((text) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], 'matrix.json'));
            const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer });
            document.querySelector('contend-app').dispatchEvent(event);
          }, JSON.stringify(content));
        await drop(result);
        await tab.waitFor(() =>
          /From a file/.test(document.querySelector('matrix-lab')?.textContent),
        );
        assert.equal(await experiment(tab), result.experiment);
        await drop({ ...result, cells: result.cells.slice(1) });
        await tab.waitFor(() =>
          document.querySelector('.error')?.textContent.includes('matrix.json'),
        );

        // The form: a preset more is in the link, the last one stays.
        await click(tab, 'presets-field summary');
        await click(tab, 'presets-field label:has(input[value="ycsb-a"])');
        assert.match(await experiment(tab), /presets=exchange,reads-90,ycsb-a&/);
      },
    );
  },
);

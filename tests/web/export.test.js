/** What the Export menu writes: what the command line makes of the same result. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { paths } from '../../tools/lib/paths.mjs';
import { openApp, quick, resultOf } from './app.js';
import { EITHER, inBrowsers } from './harness.js';
import { click } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

const MATRIX =
  '#v1/matrix?maps=mutex,sharded:16&presets=reads-90&ms=50&rounds=2&threads=1&warmup=0';
const SCALE = '#v1/scale?maps=mutex,sharded:16&axis=threads:1,2&keys=1024&ms=50&rounds=2&warmup=0';

/** @param {unknown} result @param {string} form */
async function natively(result, form) {
  const folder = await mkdtemp(join(tmpdir(), 'contend-export-'));
  try {
    const file = join(folder, 'result.json');
    await writeFile(file, JSON.stringify(result));
    return (await promisify(execFile)(paths.contend, ['export', file, form])).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Opens the menu, with files and clipboard caught. @param {Tab} tab @param {string} lab */
async function open(tab, lab) {
  await tab.waitFor((name) => document.querySelector(`${name} details.menu:not(.away)`), lab);
  await tab.evaluate(() => {
    window.saved = [];
    URL.createObjectURL = (/** @type {Blob} */ blob) => {
      window.saved.push(blob.text());
      return 'data:,';
    };
    HTMLAnchorElement.prototype.click = () => {};
    const write = async ([/** @type {ClipboardItem} */ item]) => {
      window.copied = await (await item.getType('text/plain')).text();
    };
    Object.defineProperty(navigator, 'clipboard', { value: { write }, configurable: true });
  });
  await click(tab, `${lab} details.menu summary`);
}

/** @param {Tab} tab @param {string} form @returns {Promise<string>} the file that its button gives */
async function saved(tab, form) {
  const before = await tab.evaluate(() => window.saved.length);
  await click(tab, 'export-menu button', form);
  await tab.waitFor((count) => window.saved.length > count, before);
  return tab.evaluate(() => window.saved.at(-1));
}

/**
 * The same lines, figures to their last digit but one: reading a file back may cost that.
 * @param {string} text @param {string} native
 */
function alike(text, native) {
  const lines = (/** @type {string} */ all) =>
    all
      .trimEnd()
      .split('\n')
      .map((line) => line.match(/("[^"]*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')));
  const [own, other] = [lines(text), lines(native)];
  assert.equal(own.length, other.length);
  for (const [row, cells] of other.entries()) {
    assert.equal(own[row]?.length, cells?.length);
    for (const [column, cell] of cells?.entries() ?? []) {
      const mine = own[row]?.[column] ?? '';
      const near = Math.abs(Number(mine) - Number(cell)) <= 1e-12 * Math.abs(Number(cell));
      assert.ok(mine === cell || (cell !== '' && near), `${other[0]?.[column]}: ${mine}, ${cell}`);
    }
  }
}

inBrowsers(
  'exports',
  () => site(),
  ({ check }) => {
    check('CSV and Markdown are the command line’s', async (tab, { server }) => {
      await openApp(tab, server.url);
      const result = await resultOf(tab, quick({ rounds: 6 }));
      await open(tab, 'compare-lab');
      alike(await saved(tab, 'CSV'), await natively(result, '--csv'));
      const table = await natively(result, '--markdown');
      assert.equal(await saved(tab, 'Markdown'), table);
      assert.ok(table.includes('| `mutex` |'), table);
      await click(tab, 'export-menu button', 'Markdown table');
      await tab.waitFor(() => window.copied !== undefined);
      assert.equal(await tab.evaluate(() => window.copied), table);
      await tab.waitFor(() => /Copied/.test(document.querySelector('export-menu').textContent));
    });

    check(
      'each line along an axis has its place, each cell of a matrix its line',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        const { cells } = /** @type {any} */ (await resultOf(tab, SCALE));
        await open(tab, 'scale-lab');
        const lines = (await saved(tab, 'CSV')).trimEnd().split('\n');
        const own = (await natively(cells[0].result, '--csv')).trimEnd().split('\n');
        assert.equal(lines.length, 1 + 2 * 2 * 2);
        const [head, ...first] = own;
        assert.equal(lines[0], `axis,value,${head}`);
        alike(
          lines.filter((line) => line.startsWith('threads,1,')).join('\n'),
          first.map((line) => `threads,1,${line}`).join('\n'),
        );

        const matrix = /** @type {any} */ (await resultOf(tab, MATRIX));
        await open(tab, 'matrix-lab');
        const table = await saved(tab, 'CSV');
        assert.equal(table.trimEnd().split('\n').length, 1 + matrix.cells.length);
        alike(table, await natively(matrix, '--csv'));
        assert.equal(await saved(tab, 'Markdown'), await natively(matrix, '--markdown'));
      },
    );

    check(
      'a text that cannot be made is no copy of an old one, and says why',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        await resultOf(tab, quick({ rounds: 1 }));
        await open(tab, 'compare-lab');
        server.refuse = /contend_bg.*\.wasm/;
        try {
          await click(tab, 'export-menu button', 'Markdown table');
          await tab.waitFor(
            () => document.querySelector('export-menu [role=status]').textContent.length > 12,
          );
          assert.equal(await tab.evaluate(() => window.copied), undefined);
          assert.deepEqual(await tab.evaluate(() => window.saved), []);
        } finally {
          server.refuse = null;
        }
        assert.match(await saved(tab, 'CSV'), /^experiment,recorded_at,/);
      },
      { expected: /503/, serviceWorkers: 'block' },
    );
  },
  EITHER,
);

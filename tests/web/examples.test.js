/**
 * The plain example as a page of somebody else's, and the gallery's pages: the experiment in them is
 * the one that was written down, it runs, and nothing is complained about.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copySource } from '../../tools/examples.mjs';
import { recorded } from '../../tools/lib/examples/sources.mjs';
import { startServer } from '../../tools/lib/server.mjs';
import { codec, metadata } from '../unit/links.js';
import { quick } from './app.js';
import { violations } from './axe.js';
import { EITHER, inBrowsers } from './harness.js';
import { site } from './servers.js';

/** @typedef {import('./harness.js').Tab} Tab */

/**
 * The experiment that the page's element shows, and what a small one in its place comes to.
 * @param {Tab} tab
 */
async function throughElement(tab) {
  await tab.waitFor(() => {
    const lab = document.querySelector('contend-lab');
    lab?.scrollIntoView();
    return lab?.matches(':defined') && lab.shadowRoot?.querySelector('iframe');
  });
  return tab.evaluate(async (link) => {
    const lab = document.querySelector('contend-lab');
    const shown = lab.experiment;
    lab.experiment = link;
    return { shown, environment: (await lab.run()).environment };
  }, quick());
}

/** The same of a frame without the element, from within. @param {Tab} tab */
async function throughFrame(tab) {
  await tab.evaluate(() => document.querySelector('iframe')?.scrollIntoView());
  const inner = () => tab.frame(/[?&]embed=1/);
  for (let look = 0; look < 300; look += 1) {
    const there = await inner()
      ?.evaluate(() => document.querySelector('contend-app')?.matches(':defined'))
      .catch(() => false);
    if (there) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return inner().evaluate(async (/** @type {string} */ link) => {
    const app = document.querySelector('contend-app');
    const shown = app.experiment;
    app.experiment = link;
    return { shown, environment: (await app.run()).environment };
  }, quick());
}

/** The plain example on a host of its own, which sends no headers. @param {string} playground */
async function exampleHost(playground) {
  const folder = mkdtempSync(join(tmpdir(), 'contend-example-'));
  copySource('html', playground, folder);
  const server = await startServer({ root: folder, headers: 'none' });
  return {
    // Another site than the playground's, not only another origin.
    url: server.url.replace('127.0.0.1', 'localhost'),
    async close() {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

inBrowsers(
  'examples',
  () => site({ prefix: '/play/ground/' }),
  ({ check, browser }) => {
    for (const [page, reach] of /** @type {const} */ ([
      ['index.html', throughElement],
      ['iframe.html', throughFrame],
    ])) {
      check(`plain HTML, ${page}: the experiment runs`, async (tab, { server }) => {
        const host = await exampleHost(server.url);
        try {
          await tab.open(host.url + page);
          const rows = await tab.evaluate(() => document.querySelectorAll('tbody tr').length);
          assert.equal(rows, recorded().strategies.length);
          const { shown, environment } = await reach(tab);
          assert.equal(shown, recorded().experiment);
          // Where the parent sends nothing, Chromium alone has a way to isolate a frame.
          assert.equal(environment.mode, browser === 'chromium' ? 'threads' : 'simulated');
        } finally {
          await host.close();
        }
      });
    }

    check('a page of the gallery runs its preset under a sub-path', async (tab, { server }) => {
      const { name } = metadata.presets[metadata.presets.length - 1];
      await tab.open(`${server.url}presets/${name}/?theme=dark`);
      assert.equal(await tab.evaluate(() => document.documentElement.dataset.theme), 'dark');
      const { shown, environment } = await throughElement(tab);
      const frame = tab.page.frames().find((/** @type {any} */ one) => /embed=1/.test(one.url()));
      assert.equal(await frame.evaluate(() => document.documentElement.dataset.theme), 'dark');
      assert.equal(shown, codec.canonical(`#v1/compare?preset=${name}`));
      assert.equal(environment.mode, 'threads');
    });

    // What axe-core looks at is the same in every browser.
    if (browser === 'chromium') {
      check(
        'axe finds nothing in the gallery; a telephone is wide enough',
        async (tab, { server }) => {
          await tab.resize(390, 800);
          for (const page of ['', `${metadata.presets[0].name}/zh/`]) {
            for (const theme of ['light', 'dark']) {
              await tab.open(`${server.url}presets/${page}?theme=${theme}`);
              assert.deepEqual(await violations(tab, { iframes: false }), [], theme);
            }
            const width = await tab.evaluate(() => document.documentElement.scrollWidth);
            assert.ok(width <= 390, `${width} is wider than a telephone`);
          }
        },
      );
    }

    check('the gallery opens what it links', async (tab, { server }) => {
      await tab.open(`${server.url}presets/zh/`);
      const pages = await tab.evaluate(() =>
        [...document.querySelectorAll('.cards a')].map((link) => link.href),
      );
      assert.equal(pages.length, metadata.presets.length);
      await tab.open(pages[0]);
      await tab.open(await tab.evaluate(() => document.querySelector('a.button').href));
      await tab.waitFor(() => document.querySelector('contend-app')?.environment);
      assert.equal(
        await tab.evaluate(() => document.querySelector('contend-app').experiment),
        codec.canonical(`#v1/compare?preset=${metadata.presets[0].name}`),
      );
    });
  },
  EITHER,
);

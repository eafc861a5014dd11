/** The Embed dialog: a snippet that works as it is pasted, its preview, and the framed page, for everyone. */

import assert from 'node:assert/strict';
import { openApp, openEmbedded, quick, resultOf } from './app.js';
import { violations, violationsInBothThemes } from './axe.js';
import { EITHER, inBrowsers } from './harness.js';
import { document as page, heard, hostPage, LISTENER } from './host-page.js';
import { click } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** @param {Tab} tab presses the button that opens it */
async function openDialog(tab) {
  await click(tab, '.run-bar button', 'Embed');
  await tab.waitFor(() => document.querySelector('embed-dialog dialog[open] pre')?.textContent);
}

/** @param {Tab} tab @returns {Promise<string>} */
const snippetOf = (tab) =>
  tab.evaluate(() => document.querySelector('embed-dialog pre').textContent);

inBrowsers(
  'embed dialog',
  async () => {
    const [server, host] = await Promise.all([site(), hostPage()]);
    const { close } = server;
    return Object.assign(server, {
      host,
      close: async () => void (await host.close(), await close()),
    });
  },
  ({ check, browser }) => {
    check('the snippet works in another page, with the result in it', async (tab, { server }) => {
      await openApp(tab, `${server.url}?lang=en${quick({ rounds: 6, ms: 50 })}`);
      await openDialog(tab);
      assert.doesNotMatch(await snippetOf(tab), /<table/);
      await tab.press('Escape');
      await tab.waitFor(() => !document.querySelector('embed-dialog'));
      assert.equal(await tab.evaluate(() => document.activeElement.textContent.trim()), 'Embed');

      const result = await resultOf(tab, quick({ rounds: 6, ms: 50 }));
      await openDialog(tab);
      assert.deepEqual(await violations(tab), []);
      const text = await snippetOf(tab);
      await click(tab, 'embed-dialog label:has([value=iframe])');
      await tab.waitFor(() =>
        /^<iframe/.test(document.querySelector('embed-dialog pre').textContent),
      );
      const framed = await snippetOf(tab);

      const { host } = /** @type {any} */ (server);
      host.html = page(text.replace('<contend-lab', '<contend-lab id="lab"') + framed, {
        head: LISTENER,
      });
      await tab.open(host.url);
      const cells = await tab.evaluate(() => document.querySelectorAll('#lab tbody tr').length);
      assert.equal(cells, result.strategies.length);
      const [{ detail }] = await heard(tab, 'ready');
      assert.equal(detail.experiment, result.experiment);
      const frame = await tab.evaluate(() => document.querySelector('body > iframe').src);
      assert.ok(frame.endsWith(result.experiment));
    });

    check(
      'the preview is the element itself, and comes when asked for',
      async (tab, { server }) => {
        await openApp(tab, `${server.url}?lang=en${quick()}`);
        await openDialog(tab);
        assert.equal(await tab.evaluate(() => document.querySelectorAll('contend-lab').length), 0);
        await tab.evaluate(() => {
          document.addEventListener('contend-ready', () => (window.previewed = true));
        });
        await click(tab, 'embed-dialog summary');
        await tab.waitFor(() => window.previewed);
        assert.equal(
          await tab.evaluate(() => document.querySelector('contend-lab').experiment),
          quick(),
        );
      },
    );

    check('a framed page is wide enough, and axe finds nothing', async (tab, { server }) => {
      await tab.resize(390, 700);
      await openEmbedded(tab, `${server.url}?embed=1&lang=en${quick({ rounds: 1 })}`);
      if (browser === 'chromium') assert.deepEqual(await violationsInBothThemes(tab), []);
      await resultOf(tab, quick({ rounds: 1 }));
      await tab.evaluate(() => (document.querySelector('.embed-form').open = true));
      if (browser === 'chromium')
        assert.deepEqual(await violationsInBothThemes(tab), [], 'with a result');
      const { scrollWidth, clientWidth } = await tab.evaluate(() => {
        const { scrollWidth: all, clientWidth: seen } = document.documentElement;
        return { scrollWidth: all, clientWidth: seen };
      });
      assert.ok(scrollWidth <= clientWidth, `${scrollWidth} pixels in ${clientWidth}`);
    });
  },
  EITHER,
);

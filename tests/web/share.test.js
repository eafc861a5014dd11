/** Sharing: results in links, what becomes of bad ones, the dialog, the tab's runs, paper. */

import assert from 'node:assert/strict';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { experiment, openApp, openEmbedded, quick, resultOf } from './app.js';
import { violationsInBothThemes } from './axe.js';
import { EITHER, inBrowsers } from './harness.js';
import { click } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** @param {string | Uint8Array} bytes */
const packed = (bytes) => deflateRawSync(bytes, { level: 9 }).toString('base64url');

/** @param {Tab} tab */
const hash = (tab) => tab.evaluate(() => location.hash);

/** @param {Tab} tab @param {string} selector */
const textOf = (tab, selector) =>
  tab.evaluate((query) => document.querySelector(query)?.innerText ?? '', selector);

/** Opens the dialog and reads the address in it. @param {Tab} tab @returns {Promise<string>} */
async function sharedAddress(tab) {
  await click(tab, '.run-bar button', 'Share');
  await tab.waitFor(() => document.querySelector('dialog.share[open] .share-link'));
  return tab.evaluate(() => document.querySelector('.share-link').value);
}

/** @param {Tab} tab @param {string} key @param {string} value */
const edit = (tab, key, value) =>
  tab.evaluate(
    (detail) =>
      document
        .querySelector('.settings')
        .dispatchEvent(new CustomEvent('field-change', { detail, bubbles: true })),
    { key, value },
  );

/** A link with the results of a run of it. @param {Tab} tab @param {string} link */
async function withResults(tab, link) {
  await resultOf(tab, link);
  const address = await sharedAddress(tab);
  await tab.press('Escape');
  return address.slice(address.indexOf('#'));
}

inBrowsers(
  'sharing',
  () => site(),
  ({ check, browser }) => {
    check('results travel in a link and stand beside an own run', async (tab, { server }) => {
      await openApp(tab, server.url);
      const shared = await withResults(tab, quick({ rounds: 6, ms: 50 }));
      const plain = await experiment(tab);
      assert.ok(shared.startsWith(`${plain}&r=`) && shared.length < 2000, shared);

      await tab.open('about:blank');
      await openApp(tab, `${server.url}${shared}`);
      await tab.waitFor(() => document.querySelector('.recorded .figures tbody tr'));
      const family = browser === 'chromium' ? 'Chromium' : 'Firefox';
      assert.match(
        await textOf(tab, '.recorded h2'),
        new RegExp(`${family} \\d+ · Linux, \\d+ core`),
      );
      assert.equal(await experiment(tab), plain);
      assert.equal(await hash(tab), shared);
      const shown = await tab.evaluate(() =>
        ['.recorded', '.notice'].map((query) => document.querySelectorAll(query).length),
      );
      assert.deepEqual(shown, [1, 0]);

      const result = await tab.evaluate(() => document.querySelector('contend-app').run());
      assert.equal(result.experiment, plain);
      assert.equal(await hash(tab), shared);
      await tab.waitFor(() => document.querySelector('.recorded .own'));
      assert.match(await textOf(tab, '.recorded header'), /did the same operations/);
      // Never in one table, chart or conclusion with what was measured here.
      assert.equal(await tab.evaluate(() => document.querySelector('.results .recorded')), null);

      await edit(tab, 'threads', '3');
      await tab.waitFor(() => !document.querySelector('.recorded'));
      assert.equal(await hash(tab), await experiment(tab));
      await tab.evaluate(() => history.back());
      await tab.waitFor(() => document.querySelector('.recorded'));
      assert.equal(await hash(tab), shared);
    });

    check('results that do not fit go as a file', async (tab, { server }) => {
      await openApp(tab, server.url);
      await withResults(tab, quick({ ms: 50 }));
      await tab.waitFor(() => !document.querySelector('dialog.share[open]'));
      await tab.evaluate(() => {
        const dialog = document.querySelector('share-dialog');
        const { link, ...metadata } = dialog.metadata;
        dialog.metadata = { ...metadata, link: { ...link, maxBytes: 200 } };
      });
      const address = await sharedAddress(tab);
      assert.ok(!address.includes('&r='), `${address.length} characters`);
      assert.match(
        await textOf(tab, 'dialog.share .notice'),
        /would have [\d,]+ characters; a page reads at most 200.*Download JSON/s,
      );
      assert.equal(
        await tab.evaluate(() => document.querySelector('.share-choice input').disabled),
        true,
      );
    });
  },
);

inBrowsers(
  'sharing on the page',
  () => site(),
  ({ check, browser }) => {
    check('a bad recorded result is named and harms nothing', async (tab, { server }) => {
      await openApp(tab, server.url);
      const shared = await withResults(tab, quick({ ms: 50 }));
      const [plain, r = ''] = shared.split('&r=');
      const json = inflateRawSync(Buffer.from(r, 'base64url')).toString();
      const markup = '<img src=x onerror=document.title=1>\u202e';
      const marked = json.replace(/"machine":"[^"]*"/, `"machine":${JSON.stringify(markup)}`);
      assert.notEqual(marked, json);
      for (const [text, words] of [
        ['', /base64url/],
        ['%3Cb%3E', /base64url/],
        [r.slice(0, 40), /unpack/],
        [packed(new Uint8Array(5e6)), /more than a page reads/],
        [packed('NaN'), /JSON/],
        [packed(json.replace('"cores":', '"cores":-')), /fields and bounds/],
        [packed(json.replace('"nsPerOp":', '"nsPerOp":1e999,"x":')), /fields and bounds/],
        [packed('{"__proto__":{"maps":1}}'), /fields and bounds/],
        [packed(json.replace('keys=4096', 'keys=4097')), /different experiment/],
      ]) {
        await tab.evaluate(
          (link) => (document.querySelector('contend-app').experiment = link),
          [plain, text].join('&r='),
        );
        await tab.waitFor(() => document.querySelector('recorded-result .notice'));
        assert.match(await textOf(tab, 'recorded-result .notice'), /** @type {RegExp} */ (words));
        assert.equal(await experiment(tab), plain);
        await tab.evaluate(
          () => (document.querySelector('contend-app').experiment = '#v1/compare'),
        );
        await tab.waitFor(() => !document.querySelector('recorded-result'));
      }
      await tab.evaluate(
        (link) => (document.querySelector('contend-app').experiment = link),
        [plain, packed(marked)].join('&r='),
      );
      await tab.waitFor(() => document.querySelector('.recorded'));
      const title = await textOf(tab, '.recorded h2');
      assert.ok(title.includes('<img src=x') && !title.includes('\u202e'), title);
      const planted = await tab.evaluate(() => [
        document.querySelectorAll('contend-app img, contend-app script').length,
        'maps' in {},
        document.title === '1',
      ]);
      assert.deepEqual(planted, [0, false, false]);
      assert.ok((await resultOf(tab, quick())).strategies.length > 0);
    });

    check(
      'an embedded page shows what was recorded and keeps its address',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        const shared = await withResults(tab, quick({ ms: 50 }));
        await tab.open('about:blank');
        await openEmbedded(tab, `${server.url}?embed=1${shared}`);
        await tab.waitFor(() => document.querySelector('.recorded'));
        await edit(tab, 'threads', '3');
        await tab.waitFor(() => !document.querySelector('.recorded'));
        assert.equal(await hash(tab), shared);
      },
    );

    check('the dialog: by keyboard, share sheet, QR code', async (tab, { server }) => {
      await openApp(tab, server.url + quick());
      assert.equal((await sharedAddress(tab)).includes('&r='), false);
      assert.equal(
        await tab.evaluate(() => /QR/.test(document.querySelector('dialog.share').innerText)),
        false,
        'a code for an address that no phone can reach',
      );
      await tab.press('Escape');
      await tab.waitFor(() => !document.querySelector('dialog.share[open]'));

      await tab.evaluate(() => {
        window.shares = [];
        navigator.share = (data) => Promise.resolve(void window.shares.push(data));
        document.querySelector('share-dialog').base = 'https://example.org/contend/';
        const buttons = [...document.querySelectorAll('.run-bar button')];
        buttons.find((button) => button.textContent?.includes('Share'))?.focus();
      });
      await tab.press('Enter');
      await tab.waitFor(() => document.querySelector('dialog.share[open] .share-ways'));
      await click(tab, '.share-ways button', 'Send to…');
      await click(tab, '.share-ways button', 'QR code');
      await tab.waitFor(() => document.querySelector('.share-code svg[role=img] path'));
      const [{ url }] = await tab.evaluate(() => window.shares);
      assert.equal(url, `https://example.org/contend/${await experiment(tab)}`);
      await tab.press('Escape');
      await tab.waitFor(() => !document.querySelector('dialog.share[open]'));
      assert.match(await tab.evaluate(() => document.activeElement?.textContent ?? ''), /Share/);
    });

    check('results of other settings do not go with the link', async (tab, { server }) => {
      await openApp(tab, server.url);
      await resultOf(tab, quick({ ms: 50 }));
      await edit(tab, 'threads', '3');
      assert.equal((await sharedAddress(tab)).includes('&r='), false);
      assert.match(await textOf(tab, 'dialog.share'), /other settings/);
    });

    check('the runs of the tab are shown again', async (tab, { server }) => {
      await openApp(tab, server.url);
      const [first, second] = [{}, { threads: 2, rounds: 1 }].map((changes) =>
        quick({ ms: 50, ...changes }),
      );
      const kept = await resultOf(tab, first);
      await tab.waitFor(() => document.querySelectorAll('.runs tbody tr').length === 1);
      await resultOf(tab, second);
      await tab.waitFor(() => document.querySelectorAll('.runs-actions').length === 2);
      await click(tab, '.runs summary');
      await click(tab, '.runs-actions button', 'run 1');
      await tab.waitFor(
        (link) => document.querySelector('contend-app').experiment === link,
        kept.experiment,
      );
      assert.equal(await hash(tab), kept.experiment);
      assert.deepEqual(
        await tab.evaluate(() => document.querySelector('compare-lab').result),
        kept,
      );
      assert.equal(await tab.evaluate(() => document.querySelector('live-panel')), null);
      const stored = await tab.evaluate(() => [localStorage.length, sessionStorage.length]);
      assert.deepEqual(stored, [0, 0]);
    });

    // What axe-core looks at is the same in every browser.
    if (browser === 'chromium') {
      check('axe finds nothing', async (tab, { server }) => {
        await openApp(tab, server.url);
        const shared = await withResults(tab, quick({ ms: 50, rounds: 6 }));
        await tab.open('about:blank');
        await openApp(tab, server.url + shared);
        await tab.waitFor(() => document.querySelector('.recorded'));
        for (let i = 0; i < 2; i += 1) {
          await tab.evaluate(() => document.querySelector('contend-app').run());
        }
        await tab.waitFor(() => document.querySelector('.runs h3'));
        await tab.evaluate(() => (document.querySelector('.runs').open = true));
        assert.deepEqual(await violationsInBothThemes(tab), []);
        await sharedAddress(tab);
        assert.deepEqual(await violationsInBothThemes(tab), [], 'in the dialog');
      });

      check('on paper: black on white, no form, with the link', async (tab, { server }) => {
        await openApp(tab, `${server.url}?theme=dark`);
        await resultOf(tab, quick({ ms: 50 }));
        await tab.page.emulateMedia({ media: 'print' });
        const seen = await tab.evaluate(() => {
          const shown = (/** @type {string} */ query) => {
            const element = document.querySelector(query);
            return element !== null && element.checkVisibility();
          };
          const style = getComputedStyle(document.querySelector('.results'));
          return {
            link: document.querySelector('.print-link').textContent,
            shown: ['.print-link', '.outcome', '.results', '.figures'].filter(shown),
            hidden: ['.lab-side', '.run-bar', 'live-panel', 'main button', 'select'].filter(shown),
            ground: getComputedStyle(document.documentElement).backgroundColor,
            ink: style.color,
          };
        });
        assert.equal(seen.link, server.url + (await experiment(tab)));
        assert.deepEqual(seen.shown, ['.print-link', '.outcome', '.results', '.figures']);
        assert.deepEqual(seen.hidden, []);
        assert.equal(seen.ground, 'rgb(255, 255, 255)');
        assert.equal(seen.ink, 'rgb(21, 24, 28)');
      });
    }
  },
  EITHER,
);

/** The Compare lab by hand: the deep check and its report, a look inside a map, its code, the article's claims. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { experiment, openApp, quick } from './app.js';
import { violations } from './axe.js';
import { EITHER, inBrowsers } from './harness.js';
import { click } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** @param {Tab} tab @param {string} selector */
const textOf = (tab, selector) =>
  tab.evaluate((query) => document.querySelector(query)?.innerText ?? '', selector);

inBrowsers(
  'compare by hand',
  () => site(),
  ({ check }) => {
    check('a deep check reports on every map and is put away', async (tab, { server }) => {
      await openApp(tab, server.url + quick({ maps: 'mutex,null', threads: 2 }));
      await click(tab, '.run-bar button', 'Verify deeply');
      await tab.waitFor(() => document.querySelector('deep-checks .checks-progress'));
      await tab.waitFor(() => document.querySelector('.check-list .sign.good'));
      await tab.waitFor(() => !document.querySelector('.checks-progress'));
      const report = await textOf(tab, '.check-list');
      assert.match(report, /Mutex\s+✓ linearizable in [\d,]+ histories, [\d,]+ operations/);
      assert.match(report, /No map\s+– not checked: it stores nothing/);
      assert.deepEqual(await violations(tab), []);
      await click(tab, 'deep-checks button', 'Dismiss');
      await tab.waitFor(() => !document.querySelector('.check-list'));
    });

    check(
      'a look inside shows figures while it lasts, and ends when closed',
      async (tab, { server }) => {
        await openApp(tab, server.url + quick({ maps: 'sharded:16', threads: 2 }));
        await click(tab, '.look-inside');
        await tab.waitFor(() => /\d/.test(document.querySelector('.inside-rate')?.textContent));
        const bars = await tab.evaluate(() => {
          const canvas = document.querySelector('.part-bars canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return data.some((value) => value > 0);
        });
        assert.ok(bars, 'something is drawn');
        await click(tab, 'dialog.inside .inside-figures summary');
        await tab.waitFor(() => document.querySelectorAll('dialog.inside tbody tr').length >= 16);
        assert.deepEqual(await violations(tab), []);
        await click(tab, 'dialog.inside .primary', 'Close');
        await tab.waitFor(() => document.querySelector('contend-app').phase === 'ready');
        assert.equal(await tab.evaluate(() => document.querySelector('dialog[open]')), null);
      },
    );

    check('a map has code to start from, as the tests compile it', async (tab, { server }) => {
      await openApp(tab, server.url + quick({ maps: 'mutex,papaya' }));
      await click(tab, '.map-about summary');
      await click(tab, '.map-about starter-code summary', 'Go and Rust');
      const file = (/** @type {string} */ name) =>
        readFileSync(new URL(`../../crate/advise/starters/${name}`, import.meta.url), 'utf8');
      assert.equal((await textOf(tab, '.map-about pre'))?.trimEnd(), file('mutex.go').trimEnd());
      await click(tab, '.map-about starter-code button', 'Rust');
      await tab.waitFor(() =>
        document.querySelector('.map-about pre').innerText.includes('pub fn'),
      );
      assert.equal((await textOf(tab, '.map-about pre'))?.trimEnd(), file('mutex.rs').trimEnd());
      assert.deepEqual(await violations(tab), []);
    });

    check('a claim is set up, measured and judged', async (tab, { server }) => {
      await openApp(tab, server.url + quick());
      assert.match(await textOf(tab, '.claim-list'), /Not measured yet/);
      await click(tab, '.claim-list button', 'Measure this');
      await tab.waitFor(
        (before) => document.querySelector('contend-app').experiment !== before,
        quick(),
      );
      assert.equal(await tab.evaluate(() => document.activeElement.textContent.trim()), 'Run');
      assert.match(await textOf(tab, '.claim-list'), /Set up: press Run/);
      const link = await experiment(tab);
      // Its own settings, but no patience for its rounds.
      await tab.evaluate((text) => {
        const app = document.querySelector('contend-app');
        app.addEventListener('contend-result', () => (window.over = true));
        app.experiment = text.replace(/&rounds=\d+|&ms=\d+/g, '').concat('&ms=20&rounds=2');
      }, link);
      await click(tab, '.run-button', 'Run');
      await tab.waitFor(() => window.over);
      await tab.waitFor(() =>
        /No verdict: too few rounds/.test(document.querySelector('.claim-list').innerText),
      );
      assert.match(await textOf(tab, '.claim-list'), /median of 2 rounds, no interval/);
    });
  },
  EITHER,
);

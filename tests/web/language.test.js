/** Switching the page's language: the last choice counts, and one that cannot be had changes nothing. */

import assert from 'node:assert/strict';
import { zh } from '../../web/strings/zh.js';
import { openApp, quick } from './app.js';
import { EITHER, inBrowsers } from './harness.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** What only the other language needs. */
const CHINESE = /\/assets\/(zh|metadata\.zh)-[^/]*\.js/;
/** Less than the second half of it. */
const WORDS = /\/assets\/metadata\.zh-[^/]*\.js/;

/** Chooses languages one right after the other. @param {Tab} tab @param {string[]} languages */
function choose(tab, ...languages) {
  return tab.evaluate((all) => {
    const select = document.querySelector('select[name=language]');
    for (const language of all) {
      select.value = language;
      select.dispatchEvent(new Event('change'));
    }
  }, languages);
}

/** @param {Tab} tab */
function shown(tab) {
  return tab.evaluate(() => ({
    language: document.documentElement.lang,
    chosen: document.querySelector('select[name=language]').value,
    query: new URLSearchParams(location.search).get('lang'),
    alert: document.querySelector('.notice [role=alert]')?.textContent ?? '',
    run: document.querySelector('.run-button').textContent.trim(),
  }));
}

const ENGLISH = { language: 'en', chosen: 'en', alert: '', run: 'Run' };

inBrowsers(
  'language',
  () => site(),
  ({ check }) => {
    check(
      'the last choice counts, however slowly an earlier one comes',
      async (tab, { server }) => {
        await openApp(tab, `${server.url}?lang=en${quick()}`);
        server.sent = [];
        await choose(tab, 'zh', 'en');
        for (const end = Date.now() + 60_000; Date.now() < end;) {
          if (server.sent.filter(({ path }) => CHINESE.test(path)).length === 2) break;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
        assert.deepEqual(await shown(tab), { ...ENGLISH, query: 'en' });
        await choose(tab, 'zh', 'en', 'zh');
        await tab.waitFor(() => document.documentElement.lang === 'zh');
        assert.deepEqual(await shown(tab), {
          ...{ language: 'zh', chosen: 'zh', query: 'zh', alert: '', run: zh['run.run'] },
        });
      },
    );

    for (const [what, refuse] of /** @type {const} */ ([
      ['no text of it', CHINESE],
      ['half of it', WORDS],
    ])) {
      check(
        `a language that does not come, ${what}, is waited for, and the page says so`,
        async (tab, { server }) => {
          await openApp(tab, `${server.url}?lang=en${quick()}`);
          server.refuse = refuse;
          try {
            await choose(tab, 'zh');
            await tab.waitFor(() => document.querySelector('page-notice p'));
            assert.deepEqual(await shown(tab), { ...ENGLISH, chosen: 'zh', query: 'en' });
          } finally {
            server.refuse = null;
          }
          await tab.waitFor(() => document.documentElement.lang === 'zh');
          await tab.waitFor(() => !document.querySelector('page-notice p'));
        },
        { serviceWorkers: 'block', expected: /503|Failed to load resource|assets/ },
      );
    }

    check(
      'a page that cannot have its language opens in English and says why',
      async (tab, { server }) => {
        server.refuse = WORDS;
        try {
          await openApp(tab, `${server.url}?lang=zh${quick()}`);
        } finally {
          server.refuse = null;
        }
        const { alert, ...seen } = await shown(tab);
        assert.match(alert, /中文 has not loaded yet/);
        assert.deepEqual({ ...seen, alert: '' }, { ...ENGLISH, query: 'zh' });
      },
      { serviceWorkers: 'block', expected: /503|Failed to load resource|assets/ },
    );
  },
  EITHER,
);

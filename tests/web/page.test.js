/** The page for people: by keyboard alone, for assistive technology, on a telephone. */

import assert from 'node:assert/strict';
import { experiment, openApp, openEmbedded, quick, resultOf } from './app.js';
import { violations, violationsInBothThemes } from './axe.js';
import { EITHER, inBrowsers } from './harness.js';
import { click } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** More than there are controls on the page. */
const MOST_STOPS = 200;

/**
 * Presses Tab until a control with that name has the focus, which must be seen.
 * @param {Tab} tab
 * @param {RegExp} name
 */
async function tabTo(tab, name) {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    const focused = await tab.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const { outlineStyle, boxShadow } = getComputedStyle(element ?? document.body);
      return {
        name: element?.getAttribute('aria-label') || element?.textContent?.trim() || '',
        seen: outlineStyle !== 'none' || boxShadow !== 'none',
      };
    });
    if (name.test(focused.name)) {
      assert.ok(focused.seen, `the focus on "${focused.name}" cannot be seen`);
      return;
    }
    await tab.press('Tab');
  }
  assert.fail(`no control named ${name} is reached by Tab`);
}

inBrowsers(
  'page',
  () => site(),
  ({ check, browser }) => {
    check('run and stop by keyboard alone', async (tab, { server }) => {
      await openApp(tab, server.url + quick({ rounds: 100, threads: 2 }));
      await tab.evaluate(() => {
        const app = document.querySelector('contend-app');
        window.seen = { progress: 0, result: null };
        app.addEventListener('contend-progress', () => (window.seen.progress += 1));
        app.addEventListener('contend-result', ({ detail }) => (window.seen.result = detail));
      });
      await tabTo(tab, /^run\b/i);
      await tab.press('Enter');
      await tab.waitFor(() => window.seen.progress > 3);
      await tabTo(tab, /^stop\b/i);
      await tab.press('Enter');
      await tab.waitFor(() => window.seen.result);
      assert.equal(await tab.evaluate(() => window.seen.result.stopped), true);
    });

    // What axe-core looks at is the same in every browser.
    if (browser === 'chromium') {
      check('axe finds nothing', async (tab, { server }) => {
        await openApp(tab, server.url + quick({ threads: 3 }));
        assert.deepEqual(await violationsInBothThemes(tab), []);
        await resultOf(tab, quick({ threads: 3, rounds: 3 }));
        assert.deepEqual(await violationsInBothThemes(tab), [], 'with a result');
      });

      check('axe finds nothing in what a bad link shows', async (tab, { server }) => {
        await openApp(tab, `${server.url}#v1/compare?maps=mutex,nothing&threads=900&x=1`);
        assert.deepEqual(await violations(tab), []);
        await tab.open('about:blank');
        await openApp(tab, `${server.url}#v7/compare`);
        assert.deepEqual(await violations(tab), []);
      });
    }

    check('nothing is wider than a telephone', async (tab, { server }) => {
      await tab.resize(390, 800);
      await openApp(tab, server.url + quick());
      await resultOf(tab, quick());
      const { page, view } = await tab.evaluate(() => ({
        page: document.documentElement.scrollWidth,
        view: document.documentElement.clientWidth,
      }));
      assert.ok(page <= view, `${page} pixels in ${view}`);
    });

    // Without the service worker, which fetches everything by and by.
    check(
      'the lessons come to who nears them, and a card leads to its experiment',
      async (tab, { server }) => {
        server.sent = [];
        await tab.resize(390, 800);
        await openApp(tab, server.url);
        assert.ok(!server.sent.some(({ path }) => path.includes('lesson-cards')), 'with the page');
        await tab.press('End');
        await tab.waitFor(() => document.querySelectorAll('.lessons li').length === 10);
        if (browser === 'chromium') assert.deepEqual(await violationsInBothThemes(tab), []);
        const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 390, `${wide} pixels`);

        await click(tab, '.lessons a', 'Hot keys');
        await tab.waitFor(() => document.querySelector('scale-lab h2') && scrollY === 0);
        const { current, focus } = await tab.evaluate(() => ({
          current: document.querySelector('.lessons [aria-current]').getAttribute('href'),
          focus: document.activeElement.id,
        }));
        assert.deepEqual([current, focus], [await experiment(tab), 'main']);

        await openEmbedded(tab, `${server.url}?embed=1${quick()}`);
        assert.ok(await tab.evaluate(() => !document.querySelector('lesson-cards')), 'in a frame');
      },
      { serviceWorkers: 'block' },
    );
  },
  EITHER,
);

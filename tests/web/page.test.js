/** The page for people: by keyboard alone, for assistive technology, and smooth while cores are busy. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openApp, quick, resultOf } from './app.js';
import { inBrowsers } from './harness.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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

/** @param {Tab} tab */
async function violations(tab) {
  // Not as a script of the page: its policy would refuse that.
  await tab.page.evaluate(AXE);
  return tab.evaluate(async () => {
    const { violations: found } = await window.axe.run(document);
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
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

    for (const theme of ['light', 'dark']) {
      check(`axe finds nothing, ${theme}`, async (tab, { server }) => {
        await openApp(tab, `${server.url}?theme=${theme}${quick({ threads: 3 })}`);
        assert.deepEqual(await violations(tab), []);
        await resultOf(tab, quick({ threads: 3, rounds: 3 }));
        assert.deepEqual(await violations(tab), [], 'with a result');
      });
    }

    check('axe finds nothing in what a bad link shows', async (tab, { server }) => {
      await openApp(tab, `${server.url}#v1/compare?maps=mutex,nothing&threads=900&x=1`);
      assert.deepEqual(await violations(tab), []);
      await tab.open('about:blank');
      await openApp(tab, `${server.url}#v7/compare`);
      assert.deepEqual(await violations(tab), []);
    });

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

    check('frames keep coming while every core is busy', async (tab, { server }) => {
      await openApp(tab, server.url);
      const seen = await tab.evaluate(
        async (link) => {
          const app = document.querySelector('contend-app');
          app.experiment = link;
          const gaps = [];
          let last = performance.now();
          let going = true;
          const frame = (/** @type {number} */ now) => {
            gaps.push(now - last);
            last = now;
            if (going) requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
          const begun = performance.now();
          await app.run();
          going = false;
          const seconds = (performance.now() - begun) / 1000;
          return { fps: gaps.length / seconds, longest: Math.max(...gaps), redraw: app.redraw };
        },
        quick({ maps: 'mutex,rwlock,sharded:16,channel:64,dashmap:16', threads: 4, ms: 300 }),
      );
      const { fps, longest, redraw } = seen;
      const cost = `${redraw.count} redraws of ${redraw.meanMs.toFixed(1)} ms (at most ${redraw.maxMs.toFixed(1)})`;
      console.log(
        `frames in ${browser}: ${fps.toFixed(1)} a second, longest gap ${longest.toFixed(0)} ms, ${cost}`,
      );
      assert.ok(redraw.count > 10, cost);
      assert.ok(redraw.meanMs < 20, cost);
      // What a shared machine cannot fall below; a quiet one shows 50 and more.
      assert.ok(fps >= 25, `${fps} frames a second`);
    });
  },
);

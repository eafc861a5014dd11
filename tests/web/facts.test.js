/**
 * That nothing shifts while the built page opens and runs, and nothing is said on the console. When it
 * first paints, `make bench` measures.
 */

import assert from 'node:assert/strict';
import { ready } from './app.js';
import { inBrowsers } from './harness.js';
import { site } from './servers.js';

const LINK = '#v1/compare?maps=mutex,sharded:16&keys=4096&ms=100&rounds=6&warmup=50';

/** In the page: begins to watch shifts, those before it included. */
function watchShifts() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      const moved = sources.map(({ node }) => node?.nodeName + '.' + (node?.className ?? ''));
      if (!hadRecentInput) window.shifts.push({ value, moved });
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** In the page: after the observers had their turn. */
async function shiftsSoFar() {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100)));
  return window.shifts;
}

inBrowsers(
  'facts',
  () => site(),
  ({ check }) => {
    for (const width of [1280, 390]) {
      check(`nothing shifts and nothing is said, ${width} pixels wide`, async (tab, { server }) => {
        await tab.resize(width, 800);
        await tab.open(server.url + LINK);
        await tab.evaluate(watchShifts);
        await ready(tab);
        const opening = await tab.evaluate(shiftsSoFar);
        await tab.evaluate(() => {
          document.addEventListener('contend-result', () => (window.over = true));
        });
        // By the button: what moves at a reader's own press is what the press was for.
        await tab.click('.run-button');
        await tab.waitFor(() => window.over);
        const all = await tab.evaluate(shiftsSoFar);
        const sum = (/** @type {{ value: number }[]} */ list) =>
          list.reduce((total, { value }) => total + value, 0);
        console.log(
          `layout shift at ${width} px: opening ${sum(opening)}, with a run ${sum(all)}`,
          ...all.map(({ value, moved }) => `${value}: ${moved}`),
        );
        assert.equal(sum(opening), 0);
        assert.equal(sum(all), 0);
      });
    }
  },
  ['chromium'],
);

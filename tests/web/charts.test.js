/** What is drawn stands where its figures are: bars, marks and curves, measured in the page's pixels. */

import assert from 'node:assert/strict';
import { openApp, quick, resultOf } from './app.js';
import { EITHER, inBrowsers } from './harness.js';
import { click } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** Drawn to half a pixel, read to another. */
const NEAR = 1.5;
const RACE = '#v1/race?maps=mutex&runs=4&threads=2&ms=40';

/** @param {number} found @param {number} wanted @param {string} what */
function near(found, wanted, what) {
  assert.ok(Math.abs(found - wanted) <= NEAR, `${what}: ${found} instead of ${wanted}`);
}

/** Where the rows of the chart of results are drawn. @param {Tab} tab */
function rowsOf(tab) {
  return tab.evaluate(() => {
    const svg = document.querySelector('.results interval-chart svg');
    const number = (/** @type {Element} */ element, /** @type {string} */ name) =>
      Number(element.getAttribute(name));
    const lines = [...svg.querySelectorAll('.row-line')];
    return {
      width: svg.clientWidth,
      rows: [...svg.querySelectorAll('g')].map((group, place) => {
        const [mark] = [...group.querySelectorAll('path')];
        const { x, width, y, height } = mark.getBBox();
        const bar = group.querySelector('.interval');
        return {
          left: number(lines[place], 'x1'),
          right: number(lines[place], 'x2'),
          line: number(lines[place], 'y1'),
          median: x + width / 2,
          middle: y + height / 2,
          low: bar && number(bar, 'x'),
          high: bar && number(bar, 'x') + number(bar, 'width'),
          points: [...group.querySelectorAll('.point')].map((point) => number(point, 'x1')),
        };
      }),
    };
  });
}

/** What was the last to come is drawn, and not what came just before it. @param {Tab} tab */
function drawn(tab) {
  return tab.evaluate(async () => {
    await document.querySelector('contend-app').updateComplete;
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  });
}

inBrowsers(
  'charts',
  () => site(),
  ({ check }) => {
    check('bars and marks of the Compare lab stand at their figures', async (tab, { server }) => {
      await openApp(tab, server.url);
      const { strategies } = await resultOf(tab, quick({ rounds: 8, ms: 15 }));
      await tab.waitFor(() => document.querySelector('.results interval-chart svg .interval'));
      for (const width of [1280, 390]) {
        await tab.resize(width, 900);
        await tab.waitFor(
          (wide) => document.querySelector('.results interval-chart svg').clientWidth < wide,
          width,
        );
        const { rows, width: drawn } = await rowsOf(tab);
        assert.equal(rows.length, strategies.length);
        // One pixel is so many operations a second, in every row.
        const scales = rows.map(({ median, left }, place) => {
          const rate = strategies[place]?.summary?.opsPerSec.median ?? 0;
          return (median - left) / rate;
        });
        const scale = Math.max(...scales);
        for (const [place, row] of rows.entries()) {
          const { summary, trials } = strategies[place];
          const { median, low, high } = summary.opsPerSec;
          near(row.median, row.left + median * scale, `median of ${strategies[place].id}`);
          near(row.middle, row.line, 'the mark is on its line');
          near(Number(row.low), row.left + low * scale, 'low');
          near(Number(row.high), row.left + high * scale, 'high');
          assert.equal(row.points.length, trials.length);
          for (const [round, x] of row.points.entries()) {
            near(x, row.left + trials[round].opsPerSec * scale, `round ${round + 1}`);
            assert.ok(x <= row.right + NEAR && row.right <= drawn);
          }
        }
      }
      const straight = await rowsOf(tab);
      await click(tab, '.results .switch');
      await tab.waitFor(
        (before) =>
          document.querySelector('.results interval-chart g .point').getAttribute('x1') !== before,
        String(straight.rows[0]?.points[0]),
      );
      const { rows } = await rowsOf(tab);
      const rates = strategies.map(({ summary }) => summary?.opsPerSec.median ?? 0);
      const [first, second] = rows.map(({ median }) => median);
      assert.equal(first < second, rates[0] < rates[1], 'the same order on a logarithmic scale');
    });

    check('survival curves of the Race lab fall where runs died', async (tab, { server }) => {
      await openApp(tab, server.url);
      const result = /** @type {any} */ (await resultOf(tab, RACE));
      await drawn(tab);
      const { curves, ticks, box } = await tab.evaluate(() => {
        const svg = document.querySelector('survival-chart svg');
        const grid = [...svg.querySelectorAll('.grid')];
        return {
          curves: [...svg.querySelectorAll('.curve')].map((path) => path.getAttribute('d')),
          ticks: grid.map((line) => Number(line.getAttribute('y1'))),
          box: [svg.clientWidth, svg.clientHeight],
        };
      });
      // From none alive at the bottom to all at the top.
      const [floor, top] = [Math.max(...ticks), Math.min(...ticks)];
      assert.equal(curves.length, result.cells.length);
      for (const [cell, path] of curves.entries()) {
        const levels = [...path.matchAll(/V([\d.]+)/g)].map(([, y]) => Number(y));
        const times = [...path.matchAll(/H([\d.]+)/g)].map(([, x]) => Number(x));
        assert.match(path, new RegExp(`^M[\\d.]+ ${top}`), 'all are alive at first');
        assert.ok(
          levels.every((y, i) => y >= (levels[i - 1] ?? top)),
          'nobody rises',
        );
        assert.ok(
          times.every((x, i) => x >= (times[i - 1] ?? 0) && x <= box[0]),
          `time goes on: ${times} of ${box[0]}`,
        );
        const { survival } = result.cells[cell];
        assert.equal(levels.length, survival.length);
        for (const [step, { alive }] of survival.entries()) {
          near(levels[step] ?? 0, floor - alive * (floor - top), `step ${step + 1}`);
        }
      }
    });

    check('who wants less motion gets none', async (tab, { server }) => {
      await tab.page.emulateMedia({ reducedMotion: 'reduce' });
      await openApp(tab, `${server.url}#v1/race?maps=mutex&view=step`);
      await tab.waitFor(() => document.querySelector('.race-stage[aria-busy="false"]'));
      assert.equal(
        await tab.evaluate(() => document.querySelector('.race-speed select').value),
        'slow',
      );
      await click(tab, '.lab-tabs a[href*="/compare?"]');
      await resultOf(tab, quick({ rounds: 1 }));
      const moving = await tab.evaluate(() =>
        [...document.querySelectorAll('*')]
          .map((element) => [element.tagName, getComputedStyle(element)])
          .filter(
            ([, style]) =>
              style.animationName !== 'none' || !/^(none|all 0s)/.test(style.transition),
          )
          .map(([name]) => name),
      );
      assert.deepEqual(moving, []);
      assert.deepEqual(await tab.evaluate(() => document.getAnimations().length), 0);
    });
  },
  // The driver of the other browser has no such switch.
  EITHER.filter((name) => name === 'chromium'),
);

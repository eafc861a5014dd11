/** What a lab has done stays its own: while another one is shown, after an error, from a file. */

import assert from 'node:assert/strict';
import { openApp, quick, resultOf, runLink } from './app.js';
import { violations } from './axe.js';
import { EITHER, inBrowsers } from './harness.js';
import { click, type, visit } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

const SCALE = '#v1/scale?maps=mutex&axis=threads:1,2&keys=1024&ms=50&rounds=1&warmup=0';
const RACE = '#v1/race?maps=mutex&runs=3&threads=2&ms=50';
const LONG_RACE = '#v1/race?maps=mutex&runs=1000&threads=2';

/** Begins a run and returns once it has made progress. @param {Tab} tab @param {string} link */
function begin(tab, link) {
  return tab.evaluate(async (text) => {
    const app = document.querySelector('contend-app');
    app.experiment = text;
    window.run = app.run();
    await new Promise((resolve) => {
      app.addEventListener('contend-progress', ({ detail }) => detail.done > 0 && resolve(null));
    });
  }, link);
}

/** What the bar of the lab on the page shows. @param {Tab} tab */
function barOf(tab) {
  return tab.evaluate(async () => {
    await document.querySelector('contend-app').updateComplete;
    const bar = document.querySelector('.run-bar');
    const button = bar.querySelector('.run-button');
    return {
      button: button.textContent.trim(),
      waits: button.getAttribute('aria-disabled') === 'true',
      progress: bar.querySelector('run-progress, race-progress').checkVisibility(),
      text: bar.innerText,
    };
  });
}

inBrowsers(
  'sessions',
  () => site(),
  ({ check }) => {
    check('leaving a lab and coming back loses nothing', async (tab, { server }) => {
      await openApp(tab, server.url);
      await resultOf(tab, SCALE);
      await resultOf(tab, RACE);
      await resultOf(tab, RACE.replace('maps', 'view=twins&maps'));
      await resultOf(tab, quick());
      await visit(tab, 'scale');
      await tab.waitFor(
        () => document.querySelectorAll('scale-lab curve-chart .curve').length === 1,
      );
      await visit(tab, 'race');
      await tab.waitFor(() =>
        /\d+ runs|every run|died/i.test(
          document.querySelector('race-twins, race-live')?.innerText ?? '',
        ),
      );
      for (const [place, part] of [
        ['1', 'race-live'],
        ['5', 'race-twins'],
      ]) {
        await click(tab, `.race-views a:nth-of-type(${place})`);
        await tab.waitFor((name) => document.querySelector(`${name} .results table`), part);
      }
      await visit(tab, 'compare');
      await tab.waitFor(() => document.querySelector('compare-lab .results table'));
    });

    check(
      'a run shows its progress and Stop in its own lab, and others lead there',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        await begin(tab, LONG_RACE);
        const own = await barOf(tab);
        assert.deepEqual([own.button, own.waits, own.progress], ['Stop', false, true]);
        for (const lab of ['scale', 'compare']) {
          await visit(tab, lab);
          const other = await barOf(tab);
          assert.deepEqual([other.button, other.waits, other.progress], ['Run', true, false], lab);
          assert.match(other.text, /A measurement is running in the Race lab/);
        }
        assert.deepEqual(await violations(tab), []);
        await click(tab, '.run-state button');
        await tab.waitFor(() => document.querySelector('race-live .run-button'));
        assert.deepEqual((await barOf(tab)).button, 'Stop');
        assert.equal(
          await tab.evaluate(() => document.querySelector('contend-app').experiment),
          LONG_RACE,
        );
        const runs = await tab.evaluate(async () => {
          await document.querySelector('contend-app').stop();
          return (await window.run).runs.length;
        });
        assert.ok(runs > 0);
        await tab.waitFor(() => /Stopped/.test(document.querySelector('race-live').innerText));
      },
    );

    check('what came while another lab was shown is there afterwards', async (tab, { server }) => {
      await openApp(tab, server.url);
      await begin(tab, quick({ rounds: 30 }));
      await visit(tab, 'scale');
      await tab.evaluate(() => window.run);
      await visit(tab, 'compare');
      const seen = await tab.evaluate(async () => {
        await document.querySelector('contend-app').updateComplete;
        return {
          bars: document.querySelectorAll('compare-lab interval-chart svg').length,
          says: document.querySelector('.outcome-label')?.textContent,
        };
      });
      assert.equal(seen.bars, 1);
      assert.match(seen.says ?? '', /30 rounds/);
    });

    check('the error of one lab is not shown in another', async (tab, { server }) => {
      await openApp(tab, server.url);
      const { error } = await runLink(
        tab,
        quick({ keys: 2 ** 24, prefill: 100, value: 'bytes:4096' }),
      );
      assert.equal(error?.name, 'OutOfMemory');
      await tab.waitFor(() => document.querySelector('compare-lab .notice.error'));
      await visit(tab, 'scale');
      assert.equal(await tab.evaluate(() => document.querySelector('.notice.error')), null);
      await visit(tab, 'compare');
      await tab.waitFor(() => document.querySelector('compare-lab .notice.error'));
    });

    check('the last trial of a run is drawn', async (tab, { server }) => {
      await openApp(tab, server.url);
      const link = quick({ maps: 'mutex', rounds: 1, warmup: 0 });
      const { strategies } = await resultOf(tab, link);
      const [{ opsPerSec }] = strategies[0].trials;
      await tab.waitFor(() => document.querySelector('live-panel .legend-rate'));
      // The panel is fetched with the first run, so it may have missed that one.
      const again = await resultOf(tab, link);
      const rate = again.strategies[0].trials[0].opsPerSec;
      assert.notEqual(rate, opsPerSec);
      const [shown, wanted] = await tab.evaluate(async (value) => {
        const app = document.querySelector('contend-app');
        await app.updateComplete;
        await document.querySelector('compare-lab').updateComplete;
        return [
          document.querySelector('live-panel .legend-rate').textContent,
          app.locale.n.rate(value, 'ops/s'),
        ];
      }, rate);
      assert.equal(shown, wanted);
    });

    check('saved races open again, and a bad file is read out', async (tab, { server }) => {
      await openApp(tab, server.url);
      const result = await resultOf(tab, RACE);
      await tab.evaluate(() => {
        document.querySelector('contend-app').experiment = '#v1/compare?maps=rwlock';
      });
      /** @param {string} text */
      const drop = (text) =>
        tab.evaluate((content) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([content], 'races.json'));
          const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer });
          document.querySelector('contend-app').dispatchEvent(event);
        }, text);
      await drop(JSON.stringify({ ...result, stopped: true }));
      await tab.waitFor(() => /From a file/.test(document.querySelector('race-live')?.innerText));
      const seen = await tab.evaluate(() => ({
        link: document.querySelector('contend-app').experiment,
        says: document.querySelector('race-live').innerText,
      }));
      assert.equal(seen.link, result.experiment);
      assert.match(seen.says, /Stopped/);
      assert.deepEqual(await violations(tab), []);
      await drop('{"schema":"contend/race/1"}');
      await tab.waitFor(() =>
        document.querySelector('main ~ [role=status]')?.textContent.includes('races.json'),
      );
    });

    check('what is read out of a race is its beginning and its end', async (tab, { server }) => {
      await openApp(tab, server.url);
      await resultOf(tab, RACE);
      const { said, renders, ms, runs } = await tab.evaluate(async () => {
        const app = document.querySelector('contend-app');
        const said = /** @type {string[]} */ ([]);
        const watch = new MutationObserver(() => {
          const regions = [...document.querySelectorAll('[role=status]:not([aria-live=off])')];
          const text = regions
            .map(({ textContent }) => textContent.trim())
            .filter(Boolean)
            .join(' | ');
          if (text && text !== said.at(-1)) said.push(text);
        });
        watch.observe(document.body, { subtree: true, childList: true, characterData: true });
        let renders = 0;
        const proto = Object.getPrototypeOf(app);
        const { render } = proto;
        proto.render = function counted() {
          renders += 1;
          return render.call(this);
        };
        const begun = performance.now();
        app.experiment = '#v1/race?maps=mutex&runs=300&threads=2&ms=50&load=writers:1';
        const running = app.run();
        setTimeout(() => app.stop(), 3000);
        const { runs } = await running;
        const ms = performance.now() - begun;
        await app.updateComplete;
        await new Promise((resolve) => setTimeout(resolve, 400));
        watch.disconnect();
        proto.render = render;
        return { said, renders, ms, runs: runs.length };
      });
      assert.ok(runs > 20, `${runs} runs`);
      // Three or so a second, and some at the beginning and the end.
      assert.ok(renders <= 12 + ms / 300, `${renders} renders in ${ms} ms for ${runs} runs`);
      // The last run's end, this one's beginning, its end, and in a region of its own what it came to.
      assert.ok(said.length <= 5, said.join('\n'));
    });

    check('the error of a map’s parameter is tied to its field', async (tab, { server }) => {
      await openApp(tab, `${server.url}#v1/compare?maps=channel:64`);
      await type(tab, '.map-row input.typed', '0');
      const seen = await tab.evaluate(() => {
        const input = document.querySelector('.map-row input.typed');
        const told = document.getElementById(input.getAttribute('aria-describedby') ?? '');
        return { invalid: input.getAttribute('aria-invalid'), told: told?.textContent ?? '' };
      });
      assert.equal(seen.invalid, 'true');
      assert.match(seen.told, /\d/);
    });
  },
  EITHER,
);

/**
 * The Guard lab in a browser, by real clicks and on real threads: a holder that stalls, on schedule and on demand;
 * which operations each fault touched; audits with their three answers; links, frames, files and a stop.
 */

import assert from 'node:assert/strict';
import { experiment, openApp, openEmbedded, runLink } from './app.js';
import { violationsInBothThemes } from './axe.js';
import { inBrowsers } from './harness.js';
import { shows } from './patience.js';
import { choose, click, type } from './person.js';
import { assertGuardResult } from './schema.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {import('../../web/labs/guard/types.js').GuardResult} GuardResult */

const STALL =
  '#v1/guard?maps=mutex,mutex+safe&deadline=20&faults=stall:400:100&keys=1024&ms=600&threads=3';
const AUDIT =
  '#v1/guard?maps=mutex+audit,mutex+safe+audit,dashmap:16+audit&deadline=20&faults=stall:150:50&ms=200&view=audit';

/** @param {Tab} tab @param {string} link @returns {Promise<GuardResult>} */
async function resultOf(tab, link) {
  const { result, error } = await runLink(tab, link);
  if (!result) throw new Error(`${link}: ${error?.name}: ${error?.message}`);
  assertGuardResult(result);
  return /** @type {any} */ (result);
}

/**
 * Whether every client met the one who stalled; what it met must be right in any case.
 * @param {GuardResult} result
 */
function stalled({ maps: [mutex, safe], threads }) {
  const [held, refused] = [mutex.faults[0], safe.faults[0]];
  // Without the guard nobody can give up: a client has one operation at most that waits for the holder.
  assert.equal(mutex.operations.timeout, 0);
  assert.ok(held.operations <= threads, `${held.operations} of ${threads}`);
  assert.equal(mutex.lost + safe.lost, 0);
  assert.ok(safe.operations.timeout >= refused.timeouts);
  for (const map of [mutex, safe]) assert.equal(map.verdict.outcome, 'passed', map.id);
  // With it each client is refused again and again.
  return held.operations === threads && refused.timeouts >= 2 * threads;
}

inBrowsers(
  'guard',
  () => site(),
  ({ check, browser }) => {
    check(
      'three clicks from the landing page, a holder takes every client of the mutex down, and none of +safe',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        await click(tab, '.lab-tabs a', /^\s*Guard/);
        await tab.waitFor(() => document.querySelector('guard-faults .run-button'));
        assert.match(await experiment(tab), /maps=mutex,mutex\+safe&deadline=20&faults=stall:/);
        assert.ok(
          await shows(async () => {
            await click(tab, 'guard-faults .run-button', 'Run');
            await tab.waitFor(() => document.querySelector('guard-faults')?.runs?.result);
            const seen = await tab.evaluate(async () => {
              const lab = document.querySelector('guard-faults');
              await lab.updateComplete;
              return {
                result: lab.runs.result,
                charts: lab.querySelectorAll('time-chart svg').length,
                spans: lab.querySelectorAll('.guard-span').length,
                scrape: lab.querySelector('.guard-scrapes pre')?.textContent ?? '',
                sentence: lab.querySelector('.outcome-text').textContent,
              };
            });
            assertGuardResult(seen.result);
            assert.equal(seen.charts, 6);
            assert.equal(seen.spans, 6);
            assert.match(seen.scrape, /^# HELP map_operations_total/);
            assert.match(seen.scrape, /outcome="timeout"\} \d+/);
            if (!stalled(seen.result)) return false;
            assert.match(seen.sentence, /Mutex · safe: \d[\d,]* operations were refused/i);
            return true;
          }),
        );
        // Cause and effect: a fault that is chosen is marked in every chart.
        await click(tab, '.guard-faults-table button', '1');
        await tab.waitFor(
          () => document.querySelectorAll('guard-faults .guard-span.chosen').length === 6,
        );
        if (browser === 'chromium') assert.deepEqual(await violationsInBothThemes(tab), []);
        await tab.resize(390, 800);
        const width = await tab.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 390, `${width} pixels`);
        await tab.resize(1280, 800);
      },
    );

    check(
      'what is asked for while it runs happens, and again in the next map',
      async (tab, { server }) => {
        const link = `${STALL.replace('&faults=stall:400:100', '').replace('ms=600', 'ms=3000')}`;
        await openApp(tab, server.url + link);
        await click(tab, 'guard-faults .run-button', 'Run');
        await tab.waitFor(() =>
          document.querySelector('.guard-buttons button[aria-disabled="false"]'),
        );
        await click(tab, '.guard-buttons button', 'Stall');
        await tab.waitFor(() => /Fault 1: a holder stalls/.test(document.body.textContent));
        await click(tab, '.guard-buttons button', 'Panic');
        await tab.waitFor(() => /Fault 2: a panic/.test(document.body.textContent));
        // The page is not held up by any of it.
        const free = await tab.evaluate(async () => {
          const begun = performance.now();
          await new Promise((resolve) => setTimeout(resolve));
          return performance.now() - begun < 10_000;
        });
        assert.ok(free);
        await tab.waitFor(() => document.querySelector('guard-faults')?.runs?.result);
        /** @type {GuardResult} */
        const result = await tab.evaluate(() => document.querySelector('guard-faults').runs.result);
        assertGuardResult(result);
        assert.deepEqual(
          result.faults.map(({ id, asked, fault }) => [id, asked, fault.split(':')[0]]),
          [
            [1, 'mutex', 'stall'],
            [2, 'mutex', 'panic'],
          ],
        );
        const [mutex, safe] = result.maps;
        assert.deepEqual(
          [mutex, safe].map(({ faults }) => faults.length),
          [2, 2],
        );
        // One client of the mutex died of it, and none of the guarded map.
        assert.deepEqual([mutex.lost, mutex.operations.panic], [1, 1]);
        assert.deepEqual([safe.lost, safe.operations.panic], [0, 1]);
        // Into the link, it is a schedule.
        await click(tab, 'guard-faults button', 'Put what you asked for');
        assert.match(await experiment(tab), /faults=stall:500:\d+,panic:hash:\d+&/);
      },
    );

    check('faults are edited by hand, and what cannot be run is said', async (tab, { server }) => {
      await openApp(tab, server.url + STALL);
      await click(tab, '.guard-add');
      await choose(tab, '.guard-editor li:nth-child(2) select', 'panic');
      await tab.waitFor(() => document.querySelectorAll('.guard-editor li:nth-child(2) select')[1]);
      await type(tab, '.guard-editor li:nth-child(2) input', '900');
      assert.match(await experiment(tab), /faults=stall:400:100,panic:hash:900&/);
      // Run leads to what is wrong, and says why.
      await tab.waitFor(() => /after the end of the run/.test(document.body.textContent));
      await click(tab, 'guard-faults .run-button', 'Run');
      await tab.waitFor(() => document.activeElement?.closest('.guard-editor'));
      await choose(tab, '.guard-editor li:nth-child(2) select', 'stop');
      await type(tab, '.guard-editor li:nth-child(2) input[max="63"]', '9');
      await type(tab, '.guard-editor li:nth-child(2) label:last-of-type input', '200');
      assert.match(await experiment(tab), /faults=stall:400:100,stop:9:200&/);
      // What the engine refuses is said in words of the lab.
      await click(tab, 'guard-faults .run-button', 'Run');
      await tab.waitFor(() =>
        /is for a client from 0 to 2/.test(document.querySelector('.notice.error')?.textContent),
      );
      await click(tab, '.guard-editor li:nth-child(2) .guard-remove');
      assert.equal(await experiment(tab), STALL);
    });

    check(
      'a stopped run keeps the maps that were complete, is saved and opens again',
      async (tab, { server }) => {
        await openApp(tab, server.url + STALL);
        const stopped = await tab.evaluate(
          async (link) => {
            const app = document.querySelector('contend-app');
            app.experiment = link;
            const run = app.run();
            const ran = () => document.querySelector('guard-faults')?.runs?.maps[0]?.figures;
            while (!ran()) await new Promise((resolve) => setTimeout(resolve, 20));
            await app.stop();
            return run;
          },
          STALL.replace('ms=600', 'ms=2000'),
        );
        assertGuardResult(stopped);
        assert.equal(stopped.stopped, true);
        assert.deepEqual(
          stopped.maps.map(({ id }) => id),
          ['mutex'],
        );
        await tab.waitFor(() =>
          /Stopped early/.test(document.querySelector('.outcome')?.textContent),
        );

        /** @param {unknown} content */
        const drop = (content) =>
          tab.evaluate((text) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], 'guard.json'));
            const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer });
            document.querySelector('contend-app').dispatchEvent(event);
          }, JSON.stringify(content));
        await drop(stopped);
        await tab.waitFor(() =>
          /From a file/.test(document.querySelector('guard-faults')?.textContent),
        );
        assert.equal(await experiment(tab), stopped.experiment);
        await drop({ ...stopped, stopped: false });
        await tab.waitFor(() =>
          document.querySelector('.error')?.textContent.includes('guard.json'),
        );
      },
    );

    check(
      'an audit has three answers, lanes, one key’s history and exports',
      async (tab, { server }) => {
        await openApp(tab, server.url + AUDIT);
        const result = await resultOf(tab, AUDIT);
        assert.deepEqual(
          result.maps.map(({ audit }) => audit?.answer),
          ['clean', 'clean', 'not-judged'],
        );
        await tab.waitFor(() => document.querySelector('lane-chart svg rect.answered'));
        const answers = await tab.evaluate(() =>
          [...document.querySelectorAll('.guard-answers td')].map(({ textContent }) => textContent),
        );
        assert.match(answers[0], /never, in [\d,]+ stays inside a lock/);
        assert.match(answers[2], /not judged/);
        // By the keyboard: a key of the table has its history.
        const key = await tab.evaluate(() => {
          const button = document.querySelector('.guard-records button.link');
          button.focus();
          return button.textContent.trim();
        });
        await tab.press('Enter');
        await tab.waitFor(() => document.querySelector('.guard-history tbody tr'));
        const keys = await tab.evaluate(() =>
          [...document.querySelectorAll('.guard-history tbody button')].map(({ textContent }) =>
            textContent.trim(),
          ),
        );
        assert.ok(keys.length > 0 && keys.every((one) => one === key), `${keys} of ${key}`);
        const exported = await tab.evaluate(() => {
          const { records } = document.querySelector('guard-audit').runs.maps[0];
          return { trace: records.trace, csv: records.csv };
        });
        const trace = JSON.parse(exported.trace);
        const [{ records }] = result.maps;
        const events = trace.traceEvents.filter(({ ph }) => ph === 'X');
        assert.equal(events.length, records.retained);
        assert.match(exported.csv, /^op,key,thread,t\n/);
        if (browser === 'chromium') assert.deepEqual(await violationsInBothThemes(tab), []);

        // Where nothing guards, two are seen inside together.
        assert.ok(
          await shows(async () => {
            await click(tab, 'guard-audit button', 'Race the unguarded map');
            await tab.waitFor(() => document.querySelector('guard-audit')?.unguarded);
            return tab.evaluate(async () => {
              const lab = document.querySelector('guard-audit');
              await lab.updateComplete;
              const pairs = lab.querySelectorAll('.guard-unguarded .guard-overlaps li');
              return (
                pairs.length > 0 &&
                [...pairs].every((pair) => pair.querySelectorAll('p').length === 2)
              );
            });
          }),
        );
      },
    );

    check('it stands in a frame, in Chinese', async (tab, { server }) => {
      await openEmbedded(tab, `${server.url}?embed=1&lang=zh${STALL}`);
      await tab.waitFor(() => document.querySelector('guard-faults .run-button'));
      const text = await tab.evaluate(() => document.body.textContent);
      assert.match(text, /防护 · 故障/);
    });
  },
);

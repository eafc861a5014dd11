/**
 * No text of the page has a hole in it, and nothing is left in another language: every lab, view, state
 * and dialog, whole and in a frame, with and without real threads, in every language.
 *
 * Each state is reached once; the page is then read, switched to the other language, read again and
 * switched back, so texts that a change of language forgets are found as well.
 */

import assert from 'node:assert/strict';
import { ContendError } from '../../web/engine/errors.js';
import { en as errors } from '../../web/strings/errors/en.js';
import { quick } from './app.js';
import { EITHER, inBrowsers } from './harness.js';
import { choose, click } from './person.js';
import { site } from './servers.js';
import { keepDrawn, leftInEnglish, missing, textsOf } from './texts.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

const VIEWS = ['live', 'damage', 'step', 'explore', 'twins', 'recover'];
/** The views with runs on threads. */
const MEASURED = ['live', 'damage', 'twins'];
/** What is there once a view is, where that is not the heading of its element. @type {Record<string, string>} */
const PARTS = {
  choose: '.choose-choice',
  audit: 'guard-audit .run-button',
  incident: '#guard-incident-title',
  scan: '.scan-body',
  step: '.race-stage[aria-busy="false"]',
  explore: 'race-explorer h2',
  recover: 'race-recovery h2',
};
const SCALE =
  '#v1/scale?maps=mutex,sharded:16&axis=threads:1,2,3&keys=4096&ms=50&rounds=2&warmup=20';
const GUARD = '#v1/guard?maps=mutex,mutex+safe&deadline=20&faults=stall:300:200&ms=700';
const LINKS = [
  ...[quick({ maps: 'mutex,hash-trie', rounds: 6 }), SCALE, GUARD],
  ...VIEWS.map((view) => `#v1/race?maps=mutex,sharded:16&view=${view}&runs=3&ms=100&threads=2`),
];

/** Of labs that are read without a run. */
const STILL = [
  '#v1/choose?need=deadline,ordered',
  '#v1/choose?life=append&reads=99&threads=2',
  '#v1/matrix?maps=mutex,sharded:16&presets=exchange,reads-90',
  '#v1/scan?example=ctd003&finding=1',
  '#v1/guard?view=audit',
  '#v1/guard?variant=silent&view=incident',
];

/** Links that cannot be opened, and others with one of each kind of problem. */
const BAD = [
  ...['#v9/compare?maps=mutex', '#v1/zz?maps=mutex', `#v1/compare?maps=${'x'.repeat(9000)}`],
  '#v1/compare?maps=mutex,mutex,zz&threads=900&threads=2&zz=1&mix=all&dist=%E0%A4%A&rounds=0',
  `#v1/compare?maps=mutex,${Array.from({ length: 20 }, (_, at) => `channel:${at + 1}`)}&prefill=x&r=A`,
  '#v1/scale?maps=mutex&axis=zz:1&threads=x',
  '#v1/race?maps=mutex&view=zz&prog=7&sched=x&pos=-1&detect=zz&load=x&runs=0',
];

const RATE = { median: 2e6, low: 1e6, high: 3e6 };
const SIDE = { experiment: quick(), recordedAt: '2026-11-24T00:00:00Z', commit: null };

/** Two results that differ in all that results may differ in. */
const COMPARISON = {
  schema: 'contend/compare/1',
  old: { name: 'a', ...SIDE },
  new: { name: 'b', ...SIDE },
  differences: [
    ...['threads', 'lab'].map((key) => ({ kind: 'experiment', key, old: null, new: '2' })),
    ...['hasher', 'pinned'].map((what) => ({ kind: 'conditions', what, old: '1', new: '2' })),
    ...['host', 'system', 'processor', 'governor', 'cores', 'threads at once'].map((what) => ({
      ...{ kind: 'machine', what, old: '1', new: '2' },
    })),
    ...['build', 'allocator'].map((what) => ({ kind: 'program', what, old: '1', new: '2' })),
    ...[{ kind: 'streams' }, { kind: 'same-recording' }, { kind: 'stopped', name: 'b' }],
  ],
  maps: ['slower', 'faster', 'not-separable', 'too-few-rounds'].map((verdict, at) => ({
    ...{ id: ['mutex', 'rwlock', 'sharded:16', 'channel:1'][at], verdict, p: 1e-4 },
    ...{ old: RATE, new: RATE, ratio: RATE, roundsOld: 3, roundsNew: 3 },
    ...{ outcomeOld: 'passed', outcomeNew: 'not-checked' },
  })),
  geometricMean: RATE,
  leftOut: ['missing-old', 'missing-new', 'failed-old', 'failed-new', 'failed-both'].map(
    (reason) => ({ id: 'cow', reason }),
  ),
};

/** One of every error that there is, with what it may say was seen. */
const ERRORS = Object.keys(errors).flatMap((key) => {
  const [, sort, name = ''] = /^(error|seen)\.([A-Z].*|(?<=seen\.).*)$/.exec(key) ?? [];
  if (sort === undefined || name === 'other') return [];
  const said = { kind: sort === 'seen' ? name : undefined, raw: 'a browser’s own words' };
  const values = {
    part: 'zz',
    pass: 'zz',
    names: 'Atomics',
    mib: 128,
    mb: 900,
    seconds: 10,
  };
  const seen = { ...said, values: { ...values, map: 'mutex', has: 1, needs: 4 } };
  const { message } = new ContendError('Trapped', /** @type {any} */ (seen));
  return [{ name: sort === 'error' ? name : 'Trapped', message, seen }];
});

/**
 * Switches the page's language, as a reader does or as the page around a frame does.
 * @param {Tab} tab @param {string} lang
 */
async function speak(tab, lang) {
  const framed = await tab.evaluate(() => {
    window.said = document.querySelector('scan-lab')?.seen;
    return !document.querySelector('select[name=language]');
  });
  if (!framed) await choose(tab, 'select[name=language]', lang);
  await tab.waitFor((wanted) => {
    if (document.documentElement.lang === wanted) return true;
    // Again and again, for a page that has just begun does not listen yet.
    if (!document.querySelector('select[name=language]')) {
      window.postMessage({ source: 'contend', v: 1, type: 'set', lang: wanted });
    }
    return false;
  }, lang);
  // The scanner says its findings anew.
  await tab.waitFor(() => {
    const lab = document.querySelector('scan-lab');
    return !lab || lab.seen !== window.said;
  });
  await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 60)));
}

/** What was found wrong in the test that is on. @type {unknown[]} */
const wrong = [];

/** Reads the page as it stands. @param {Tab} tab @param {string} where @param {string} lang */
async function look(tab, where, lang) {
  const texts = await textsOf(tab);
  assert.ok(texts.length > 3, `${where} (${lang}) was read`);
  const source = await tab.evaluate(() => {
    const { files } = document.querySelector('scan-lab')?.files ?? { files: [] };
    return files.map(({ name, text }) => `${name} ${text}`).join(' ');
  });
  const left = lang === 'zh' ? leftInEnglish(texts, source) : [];
  for (const { text, at } of [...missing(texts), ...left]) {
    wrong.push(`${where} (${lang}), ${at}: ${text}`);
  }
}

/** Reads it in both languages. @param {Tab} tab @param {string} where */
async function read(tab, where) {
  await tab.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  for (const lang of ['zh', 'en']) {
    await speak(tab, lang);
    await look(tab, where, lang);
  }
}

/** @param {Tab} tab @param {string} link */
async function show(tab, link) {
  await tab.evaluate((text) => (document.querySelector('contend-app').experiment = text), link);
  const [, lab, view] = /^#v1\/(\w+)[^]*?(?:view=(\w+)|$)/.exec(link) ?? [];
  const part =
    PARTS[view ?? lab] ?? (lab === 'race' ? `race-${view} h2` : `${lab}-lab .run-button`);
  await tab.waitFor((selector) => document.querySelector(selector), part);
}

/** Runs what is shown; reads it while it is on, and after. @param {Tab} tab @param {string} where */
async function readRun(tab, where) {
  await tab.evaluate(async () => {
    const app = document.querySelector('contend-app');
    window.run = app.run();
    await new Promise((resolve) =>
      app.addEventListener('contend-progress', resolve, { once: true }),
    );
  });
  await read(tab, `${where}, during a run`);
  await tab.evaluate(() =>
    window.run.then(() => new Promise((resolve) => setTimeout(resolve, 200))),
  );
  await read(tab, `${where}, after a run`);
}

/**
 * A test that reads pages, and fails for all that is wrong in them at once.
 * @param {import('./harness.js').Bench['check']} check
 * @returns {import('./harness.js').Bench['check']}
 */
function reader(check) {
  return (title, body, options) =>
    check(
      title,
      async (tab, context) => {
        wrong.length = 0;
        await body(tab, context);
        assert.deepEqual(wrong, []);
      },
      options,
    );
}

/** @param {Tab} tab @param {string} url */
async function open(tab, url) {
  await tab.page.addInitScript(keepDrawn);
  await tab.open(url);
  await tab.waitFor(() => document.querySelector('contend-app')?.phase === 'ready');
}

inBrowsers(
  'texts',
  () => site(),
  ({ check }) => {
    const reads = reader(check);
    for (const embedded of [false, true]) {
      const where = embedded ? 'in a frame' : 'whole';
      const query = embedded ? '?embed=1&lang=en' : '?lang=en';

      reads(`every lab and view, ${where}`, async (tab, { server }) => {
        await open(tab, server.url + query + LINKS[0]);
        for (const link of LINKS) {
          await show(tab, link);
          await read(tab, link);
          const view = /view=(\w+)/.exec(link)?.[1];
          // A frame shows what the whole page does, less what is around it: one race is enough.
          if (!view || (embedded ? ['live'] : MEASURED).includes(view)) await readRun(tab, link);
        }
        for (const link of STILL) {
          await show(tab, link);
          await read(tab, link);
        }
      });

      reads(`errors and bad links, ${where}`, async (tab, { server }) => {
        await open(tab, server.url + query + LINKS[0]);
        for (const link of BAD) {
          await tab.evaluate(
            (text) => (document.querySelector('contend-app').experiment = text),
            link,
          );
          await tab.waitFor(() => document.querySelector('.card.fatal, .notice'));
          await read(tab, link);
        }
        await show(tab, LINKS[0]);
        for (const lang of ['zh', 'en']) {
          await speak(tab, lang);
          for (const { name, message, seen } of ERRORS) {
            await tab.evaluate(
              ([kind, said, what]) => {
                const app = document.querySelector('contend-app');
                app.error = Object.assign(new Error(said), { name: kind, seen: what });
                return app.updateComplete;
              },
              [name, message, seen],
            );
            await look(tab, `${name}: ${seen.kind}`, lang);
          }
        }
      });
    }

    reads('dialogs and what is asked of maps', async (tab, { server }) => {
      await open(tab, `${server.url}?lang=en${LINKS[0]}`);
      await tab.evaluate(() => document.querySelector('contend-app').perform('verify'));
      await tab.waitFor(() => document.querySelector('deep-checks .check-list'));
      await read(tab, 'deep checks');
      await tab.evaluate(() => document.querySelector('contend-app').run());
      await tab.waitFor(
        () => document.querySelector('.runs h3') || document.querySelector('.figures'),
      );
      await click(tab, '.choose-maps');
      await tab.waitFor(() => document.querySelector('dialog.chooser[open] table'));
      await read(tab, 'choosing maps');
      await tab.press('Escape');
      await click(tab, '.copy-link button', 'Share');
      await tab.waitFor(() => document.querySelector('dialog.share[open] .share-link'));
      await read(tab, 'sharing');
      const link = await tab.evaluate(() => document.querySelector('.share-link').value);
      await tab.press('Escape');
      await click(tab, '.run-bar button', 'Embed');
      await tab.waitFor(() => document.querySelector('embed-dialog dialog[open] pre')?.textContent);
      // It speaks the language that the page had when it was opened.
      assert.deepEqual(missing(await textsOf(tab)), [], 'embedding');
      await tab.press('Escape');
      await tab.evaluate(() => {
        document
          .querySelector('contend-app')
          .perform('inspect', { with: ['hash-trie'] })
          .catch(() => {});
      });
      await tab.waitFor(() =>
        document.querySelector(
          'dialog.inside[open] .part-bars canvas, dialog.inside[open] .gauge-plot canvas, dialog.inside[open] [data-gauge]',
        ),
      );
      await read(tab, 'looking inside');
      await tab.evaluate(() => document.querySelector('contend-app').stop());
      await read(tab, 'having looked inside');
      await tab.press('Escape');
      await tab.evaluate((text) => (document.querySelector('contend-app').experiment = text), link);
      await tab.waitFor(() => document.querySelector('.recorded .figures'));
      await read(tab, 'with a recorded result');
      await tab.evaluate((comparison) => {
        const detail = { comparison };
        const event = new CustomEvent('lab-keep', { detail, bubbles: true });
        document.querySelector('compare-lab').dispatchEvent(event);
      }, COMPARISON);
      await tab.waitFor(() => document.querySelector('result-comparison tbody tr'));
      await read(tab, 'with two results compared');
    });

    reads('the stepper and the explorer at their ends', async (tab, { server }) => {
      await open(tab, `${server.url}?lang=en${LINKS[5]}`);
      await show(tab, '#v1/race?maps=mutex&view=step');
      for (const step of ['1*2', '1*2,2*3', '1*12,2*3,1*9,2*40']) {
        await show(tab, `#v1/race?maps=mutex&detect=off&sched=${step}&view=step`);
        await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
        await read(tab, `stepped: ${step}`);
      }
      await show(tab, '#v1/race?maps=mutex&view=explore');
      await click(tab, 'race-explorer .primary');
      await tab.waitFor(() => document.querySelector('.race-found table'));
      await read(tab, 'explored');
    });

    check('a hole would be found, wherever it is', async (tab, { server }) => {
      await open(tab, `${server.url}?lang=en${LINKS[0]}`);
      assert.deepEqual(missing(await textsOf(tab)), []);
      await tab.evaluate(() => {
        // Without markup in strings, which the page's policy refuses.
        const add = (/** @type {Node} */ to, name = 'p', text = '', names = {}) => {
          const space =
            name === 'p' ? 'http://www.w3.org/1999/xhtml' : 'http://www.w3.org/2000/svg';
          const element = document.createElementNS(space, name);
          element.textContent = text;
          for (const [key, value] of Object.entries(names)) element.setAttribute(key, value);
          return to.appendChild(element);
        };
        const host = add(document.querySelector('main'));
        add(host, 'p', 'Axis undefined');
        add(host, 'p', 'null threads', { title: 'NaN ops/s' });
        add(add(host, 'svg'), 'text', '[object Object]');
        add(add(host).attachShadow({ mode: 'open' }), 'p', 'of undefined');
        // Only the map's name.
        add(host, 'p', 'maps=null', { 'aria-label': '#v1/compare?maps=null,mutex' });
        document.createElement('canvas').getContext('2d').fillText('NaN s', 0, 0);
      });
      const texts = missing(await textsOf(tab)).map(({ text }) => text);
      const planted = ['Axis undefined', 'NaN ops/s', 'NaN s', 'null threads', 'of undefined'];
      assert.deepEqual(texts.toSorted(), [...planted, '[object Object]'].toSorted());
    });
  },
  EITHER,
);

inBrowsers(
  'texts without real threads',
  () => site({ headers: 'none' }),
  ({ check }) => {
    const reads = reader(check);
    // A frame without threads shows nothing that these two do not.
    for (const embedded of process.env.EVERYWHERE ? [false, true] : [false]) {
      reads(
        `every lab and view, ${embedded ? 'in a frame' : 'whole'}`,
        async (tab, { server }) => {
          await open(tab, `${server.url}?lang=en${embedded ? '&embed=1' : ''}${LINKS[0]}`);
          await readRun(tab, LINKS[0]);
          for (const link of LINKS.slice(1)) {
            await show(tab, link);
            await read(tab, link);
            const view = /view=(\w+)/.exec(link)?.[1];
            if (view && !MEASURED.includes(view)) continue;
            await tab.evaluate(() =>
              document
                .querySelector('contend-app')
                .run()
                .catch(() => {}),
            );
            await read(tab, `${link}, refused`);
          }
        },
        { serviceWorkers: 'block' },
      );
    }
  },
  EITHER,
);

/** The Choose lab: what it asks and answers, from links, clicks and a program's own data; what a run says. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { paths } from '../../tools/lib/paths.mjs';
import { experiment, openApp, openEmbedded, runLink } from './app.js';
import { violationsInBothThemes } from './axe.js';
import { FIRST, inBrowsers } from './harness.js';
import { click, type } from './person.js';
import { assertChooseResult } from './schema.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

const ASKED = [
  '#v1/choose?lang=go&life=append&reads=99&threads=8',
  '#v1/choose',
  '#v1/choose?lang=rust&threads=4',
  '#v1/choose?keys=1000&lang=go&need=update,iterate&reads=80&threads=2',
  '#v1/choose?lang=go&memory=tight&reads=50&threads=4',
];
const IMPOSSIBLE = '#v1/choose?lang=go&need=ordered&threads=4';
const QUICK = '#v1/choose?keys=64&reads=90&threads=1';

const profile = readFileSync(new URL('../data/go/mutex.pprof', import.meta.url));
const bench = readFileSync(new URL('../data/go/bench.txt', import.meta.url), 'utf8');

/** What the command line answers, without its program's data. @param {string} link */
async function natively(link) {
  const asked = promisify(execFile)(paths.contend, ['choose', link, '--json']);
  const { stdout } = await asked.catch((/** @type {any} */ error) => error);
  return JSON.parse(stdout);
}

/** Waits for the answer to the question on the page. @param {Tab} tab */
async function answered(tab) {
  await tab.waitFor(
    () => document.querySelector('.choose-told')?.getAttribute('aria-busy') === 'false',
  );
  // Code comes behind the answer.
  await tab.waitFor(
    () =>
      !document.querySelector('.choose-choice code') || document.querySelector('starter-code pre'),
  );
  return tab.evaluate(async () => {
    const lab = document.querySelector('choose-lab');
    await lab.updateComplete;
    const text = (/** @type {string} */ selector) =>
      lab.querySelector(selector)?.textContent.trim();
    const texts = (/** @type {string} */ selector) =>
      [...lab.querySelectorAll(selector)].map((one) => one.textContent.replace(/\s+/g, ' ').trim());
    return {
      choice: text('.choose-choice code') ?? null,
      next: text('.choose-next code') ?? null,
      reasons: texts('.choose-reasons li'),
      excluded: texts('.choose-excluded dt'),
      why: texts('.choose-excluded dd'),
      changes: [...lab.querySelectorAll('.choose-changes li')].map((item) =>
        [...item.querySelectorAll('a')].map(({ hash }) => hash),
      ),
      code: texts('starter-code pre'),
      whole: lab.innerText,
    };
  });
}

/** @param {Tab} tab @param {string} link */
async function ask(tab, link) {
  await tab.evaluate((text) => (document.querySelector('contend-app').experiment = text), link);
  await tab.waitFor((text) => document.querySelector('choose-lab')?.link === text, link);
  return answered(tab);
}

/** Gives the lab a file or a text, as a drop does. @param {Tab} tab @param {{ name: string, bytes: number[] }} file */
async function drop(tab, file) {
  await tab.evaluate(({ name, bytes }) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
    const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer });
    document.querySelector('own-data').dispatchEvent(event);
  }, file);
  await tab.waitFor(() => {
    const { reading, read, fault } = document.querySelector('own-data');
    return !reading && (read || fault);
  });
  return tab.evaluate(async () => {
    const data = document.querySelector('own-data');
    await data.updateComplete;
    data.querySelector('details').open = true;
    return data.innerText;
  });
}

/** Answers as the command line's, reasons, what would change them; by links, mouse and keyboard. @param {Tab} tab */
async function asksAndAnswers(tab) {
  for (const link of ASKED) {
    const seen = await ask(tab, link);
    const told = await natively(link);
    assert.equal(seen.choice, told.choice.map, link);
    assert.equal(seen.next, told.runnerUp?.map ?? null, link);
    assert.equal(seen.excluded.length, told.excluded.length, link);
    assert.ok(
      seen.why.every((reason) => reason.length > 5),
      link,
    );
    assert.deepEqual(
      seen.changes,
      told.changesIf.map((/** @type {any} */ change) => [change.question, change.link]),
      link,
    );
    assert.ok(seen.reasons.length >= told.choice.reasons.length, link);
    // Of reasons that were measured, the run that measures them.
    assert.ok(seen.code[0].length > 100, link);
    assert.equal(await experiment(tab), link);
  }
  const cached = await ask(tab, ASKED[0]);
  assert.match(cached.whole, /sync\.Map of Go 1\.24/);
  assert.match(cached.reasons[0], /written once and read many times.*Go’s documentation/);

  // Where there is none, what to let go of.
  const nothing = await ask(tab, IMPOSSIBLE);
  assert.equal(nothing.choice, null);
  assert.match(nothing.whole, /No map meets every requirement/);
  assert.equal(nothing.changes.length, 2);
  assert.ok(
    await tab.evaluate(() => document.querySelector('.run-button').ariaDisabled === 'true'),
  );

  // Answers by mouse and keyboard are in the link, and can be taken back.
  await ask(tab, '#v1/choose');
  await click(tab, 'question-field label:has(input[value="go"])');
  await answered(tab);
  assert.equal(await experiment(tab), '#v1/choose?lang=go');
  await tab.evaluate(() => document.querySelector('input[value="iterate"]').focus());
  await tab.press('Space');
  await answered(tab);
  assert.equal(await experiment(tab), '#v1/choose?lang=go&need=iterate');
  const threads = 'question-field .typed[max="64"]';
  await type(tab, threads, '900');
  await tab.waitFor((field) => document.querySelector(field).ariaInvalid === 'true', threads);
  assert.equal(await experiment(tab), '#v1/choose?lang=go&need=iterate');
  await type(tab, threads, '12');
  await answered(tab);
  assert.equal(await experiment(tab), '#v1/choose?lang=go&need=iterate&threads=12');
  await tab.evaluate(() => history.back());
  await tab.waitFor(() => !document.querySelector('choose-lab').link.includes('threads'));
  assert.equal(await experiment(tab), '#v1/choose?lang=go&need=iterate');
  assert.deepEqual(await violationsInBothThemes(tab), []);

  // A link along the axis leads to Scale, and the tab back to the question.
  const { changes } = await ask(tab, ASKED[0]);
  const along = changes.flat().find((link) => link.startsWith('#v1/scale'));
  await tab.evaluate((link) => (location.hash = link), along);
  await tab.waitFor(() => document.querySelector('scale-lab .run-button'));
  assert.equal(await experiment(tab), along);
  const back = await tab.evaluate(
    () =>
      [...document.querySelectorAll('.lab-tabs a')].find(({ hash }) => hash.includes('choose'))
        .hash,
  );
  assert.equal(back, ASKED[0]);

  // The article's own table, row by row.
  await ask(tab, ASKED[0]);
  const rows = await tab.evaluate(() =>
    [...document.querySelectorAll('.choose-article tbody tr')].map((row) => [
      row.querySelector('a').hash,
      row.lastElementChild.textContent.trim().slice(0, 1),
    ]),
  );
  assert.ok(
    rows.length >= 14 &&
      rows.some(([, mark]) => mark === '✓') &&
      rows.some(([, mark]) => mark === '✗'),
  );
  assert.ok(rows.every(([link]) => /^#v1\/choose\?/.test(link)));
}

/** Own data fill in what was not said, and name what they cannot say. @param {Tab} tab */
async function readsOwnData(tab) {
  await ask(tab, '#v1/choose?memory=tight');
  const rows = Array.from(
    { length: 4000 },
    (_, i) => `${i % 20 ? 'r' : 'i'},k${(i * 7) % 101},w${i % 4},${i * 100}`,
  );
  const trace = ['op,key,thread,t', ...rows].join('\n');
  const bytes = (/** @type {string} */ text) => [...Buffer.from(text)];
  const said = await drop(tab, { name: 'trace.csv', bytes: bytes(trace) });
  assert.match(said, /4,000 operations on 4 threads: get 95%, insert 5%/);
  assert.match(said, /101 different keys/);
  assert.match(said, /contend run '#v1\/compare\?/);
  await answered(tab);
  assert.match(await experiment(tab), /keys=101&life=stable&memory=tight&reads=95&threads=4$/);
  // What was answered before stays.
  const told = await drop(tab, { name: 'bench.txt', bytes: bytes(bench) });
  assert.match(told, /Mutex: .* ns at 1/);
  assert.match(told, /a time per operation does not say what the operation is/);
  assert.match(await experiment(tab), /lang=go.*threads=4$/);
  const waited = await drop(tab, { name: 'mutex.pprof', bytes: [...profile] });
  assert.match(waited, /waited in/);
  assert.match(waited, /waiting does not show the share of reads/);
  for (const [text, fault] of [
    ['op,key,thread,t\nr,1,1,\nwalk,<b>1</b>,1,\n', /line 3: “walk” is not an operation/],
    ['<img src=x onerror=alert(1)>', /none of the files that can be read here: a trace begins/],
  ]) {
    const refused = await drop(tab, { name: 'x', bytes: bytes(String(text)) });
    assert.match(refused, /** @type {RegExp} */ (fault));
  }
  const before = await experiment(tab);
  await drop(tab, { name: 'cut.pprof', bytes: [...profile.subarray(0, 300)] });
  assert.equal(await experiment(tab), before);
  // Pasted.
  await tab.evaluate((text) => {
    document.querySelector('own-data textarea').value = text;
    document.querySelector('own-data form').requestSubmit();
  }, trace);
  await tab.waitFor(() => document.querySelector('own-data').read?.kind === 'trace');
}

/** This machine confirms a choice or does not, and says by which figures. @param {Tab} tab */
async function confirms(tab) {
  const { result, error } = /** @type {any} */ (await runLink(tab, QUICK));
  assert.equal(error, undefined);
  assertChooseResult(result);
  assert.equal(result.question, QUICK);
  assert.equal(result.confirmed.result.experiment, result.confirm);
  const seen = await tab.evaluate(async () => {
    await document.querySelector('choose-lab').updateComplete;
    return {
      sentence: document.querySelector('.outcome-text').textContent.trim(),
      rows: document.querySelectorAll('.results .figures tbody tr').length,
      link: document.querySelector('.results header a').hash,
    };
  });
  const words = {
    confirmed: /^Confirmed/,
    tie: /^A tie/,
    contradiction: /^Contradicted/,
    refused: /^Refused/,
    'cannot-tell': /^This machine cannot tell/,
  };
  const { verdict } = /** @type {{ verdict: keyof typeof words }} */ (result.confirmed);
  assert.match(seen.sentence, words[verdict]);
  assert.equal(seen.rows, result.confirmed.result.strategies.length);
  assert.equal(seen.link, result.confirm);
  // More threads than any machine of tests has.
  const many = await tab.evaluate(async (link) => {
    const app = document.querySelector('contend-app');
    app.experiment = link;
    const run = app.run();
    await new Promise((resolve) =>
      app.addEventListener('contend-progress', resolve, { once: true }),
    );
    await app.stop();
    return run;
  }, '#v1/choose?keys=64&threads=64');
  assert.equal(many.confirmed.verdict, 'cannot-tell');
  assert.equal(many.confirmed.why.reason, 'processors');
  // Nothing to hold it against.
  const none = await runLink(tab, IMPOSSIBLE);
  assert.equal(none.error?.name, 'BadExperiment');
}

inBrowsers(
  'choose',
  () => site(),
  ({ check }) => {
    check('it asks, answers, reads data, and confirms, on one page', async (tab, { server }) => {
      await openApp(tab, server.url + ASKED[0]);
      await asksAndAnswers(tab);
      await readsOwnData(tab);
      await confirms(tab);
    });

    check('in a frame, in Chinese', async (tab, { server }) => {
      await openEmbedded(tab, `${server.url}?embed=1&lang=zh${ASKED[0]}`);
      const seen = await answered(tab);
      assert.equal(seen.choice, 'hash-trie');
      assert.match(seen.reasons[0], /键只写一次/);
      assert.match(seen.whole, /在本机验证/);
      assert.ok(await tab.evaluate(() => document.querySelector('.embed-head a') !== null));
      assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    });
  },
  FIRST,
);

/**
 * The Scan lab: one page that goes through its examples, an edit, files, a baseline, a link, the keyboard, a
 * megabyte and a cancelled scan; and one in a frame, in each browser.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { experiment, openApp } from './app.js';
import { violations } from './axe.js';
import { EITHER, inBrowsers } from './harness.js';
import { choose as pick, click, typeOver } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

const CASES = new URL('../scan/cases/joins.go', import.meta.url);

/** What a reader sees of it. @param {Tab} tab */
function shown(tab) {
  return tab.evaluate(() => ({
    count: document.querySelector('.scan-count')?.innerText ?? '',
    heads: [...document.querySelectorAll('.scan-head')].map((head) => head.innerText),
    open: document.querySelector('.scan-body')?.innerText ?? '',
    file: document.querySelector('[role="tab"][aria-selected="true"]')?.innerText ?? '',
    marks: [...document.querySelectorAll('code-editor [class*="mark-"]')].map((mark) => ({
      text: mark.textContent,
      classes: mark.className,
    })),
    colours: document.querySelectorAll('.code-keyword').length,
    selected: getSelection()?.toString() ?? '',
  }));
}

/** Waits for the findings of the text that is there. @param {Tab} tab @param {string} [first] place of the first */
function scanned(tab, first) {
  return tab.waitFor((wanted) => {
    const lab = document.querySelector('scan-lab');
    const head = document.querySelector('.scan-head')?.innerText ?? '';
    return lab?.seen && !lab.old && !lab.progress && (!wanted || head.startsWith(wanted));
  }, first);
}

/** Replaces the editor's text by more than anybody types. @param {Tab} tab @param {string} text */
function write(tab, text) {
  return tab.evaluate((given) => {
    const field = document.querySelector('code-editor textarea');
    field.focus();
    field.value = given;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }, text);
}

/** Gives files to one of the lab's dialogs. @param {Tab} tab @param {number} which @param {[string, string][]} files */
function choose(tab, which, files) {
  return tab.evaluate(
    ([index, list]) => {
      const field = document.querySelectorAll('.scan-pick input')[index];
      const given = new DataTransfer();
      for (const [name, text] of list) given.items.add(new File([text], name));
      field.files = given.files;
      field.dispatchEvent(new Event('change'));
    },
    [which, files],
  );
}

const PASTE = `m := map[string]int{}
go func() { m["<img src=x>"] = 1 }()
m["b"] = 2
`;

inBrowsers(
  'scan',
  () => site(),
  ({ check }) => {
    check(
      'examples, edits, files, baselines, links, the keyboard, a megabyte',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        await click(tab, '.lab-tabs a', 'Scan');
        await scanned(tab);
        const first = await shown(tab);
        assert.match(first.count, /^1 finding: 1 high/);
        assert.match(first.heads[0] ?? '', /benchmark_test\.go:13\s+many goroutines, one map/i);
        assert.ok(first.colours > 5);
        assert.deepEqual(
          first.marks.map(({ classes }) => classes.includes('mark-high')),
          first.marks.map(() => true),
        );

        // One of two files; both halves are opened, each in its file.
        await pick(tab, '.scan-tools select', 'ctd003');
        await scanned(tab, 'peek.go:5');
        assert.equal(await experiment(tab), '#v1/scan?example=ctd003');
        await tab.press('F8');
        await tab.waitFor(() => document.querySelector('.scan-body'));
        const opened = await shown(tab);
        assert.equal(opened.file, 'peek.go');
        for (const part of [
          /Reported because/,
          /cache\.go:17/,
          /Locks held: none/,
          /Locks held: c\.mu/,
        ]) {
          assert.match(opened.open, part);
        }
        assert.equal(await experiment(tab), '#v1/scan?example=ctd003&finding=1');
        await click(tab, '.scan-step', 'cache.go:17');
        await tab.waitFor(
          () =>
            document.querySelector('[role="tab"][aria-selected="true"]').innerText === 'cache.go',
        );
        await tab.waitFor(() => document.querySelector('.stands-out'));
        assert.ok((await shown(tab)).marks.some(({ classes }) => classes.includes('mark-other')));

        // Onward: the race, played; the maps, measured; the rule, explained.
        const links = await tab.evaluate(() =>
          [...document.querySelectorAll('.scan-ways a')].map((link) => link.getAttribute('href')),
        );
        assert.match(links[0] ?? '', /^#v1\/race\?maps=.*&prog=.*&sched=.*&view=step$/);
        assert.match(links[1] ?? '', /^#v1\/compare\?maps=/);
        await click(tab, '.scan-ways button', 'About CTD003');
        await tab.waitFor(() => document.querySelector('.scan-rule-page pre'));
        const page = await tab.evaluate(() => document.querySelector('.scan-rule-page').innerText);
        assert.match(page, /CTD003: guarded here, not there[^]*When to ignore it/);
        assert.deepEqual(await violations(tab), []);

        // Typed: the file stays open, the link follows, what is found stays found; Tab is a sign, unless after Escape.
        await tab.click('code-editor textarea');
        await tab.press('Control+End', 'Tab', '/', '/', 'x');
        await tab.waitFor(() => location.hash.startsWith('#v1/scan?example=own&x='));
        await scanned(tab, 'peek.go:5');
        const typed = await tab.evaluate(
          () => document.querySelector('code-editor textarea').value,
        );
        assert.match(typed, /\t\/\/x$/);
        assert.equal((await shown(tab)).file, 'cache.go');
        await tab.press('Escape', 'Tab');
        assert.notEqual(await tab.evaluate(() => document.activeElement?.tagName), 'TEXTAREA');

        // Other code: source is text, whatever it says; the link has it.
        await typeOver(tab, 'code-editor textarea', PASTE);
        await scanned(tab, 'cache.go:2');
        const pasted = await shown(tab);
        assert.ok(pasted.marks.some(({ text }) => text === '"<img src=x>"'));
        assert.equal(await tab.evaluate(() => document.querySelectorAll('scan-lab img').length), 0);
        const link = await experiment(tab);
        assert.match(link, /^#v1\/scan\?example=own&x=[\w-]+$/);
        await tab.evaluate(() => (document.querySelector('contend-app').experiment = '#v1/scan'));
        await scanned(tab, 'benchmark_test.go');
        await tab.evaluate(
          (given) => (document.querySelector('contend-app').experiment = given),
          link,
        );
        await scanned(tab, 'cache.go:2');
        const report = await tab.evaluate(() => document.querySelector('contend-app').run());
        assert.equal(report.schema, 'contend/scan/1');
        assert.equal(report.findings.length, pasted.heads.length);

        // Files in; what cannot be scanned is shown; a baseline sets apart what is known.
        const baseline = await tab.evaluate(() =>
          JSON.stringify(document.querySelector('scan-lab').seen.baseline),
        );
        await choose(tab, 2, [['scan-baseline.json', baseline]]);
        await tab.waitFor(() =>
          /In the baseline \(1\)/.test(document.querySelector('.scan-found').innerText),
        );
        await choose(tab, 0, [
          ['a.go', `package p\n\nfunc f() {\n${PASTE}}\n`],
          ['b.go', 'package p\n\nfunc g() {\n\tx :=\n}\n'],
        ]);
        await scanned(tab, 'a.go:5');
        const files = await tab.evaluate(() => document.querySelector('.scan-found').innerText);
        assert.match(files, /Not scanned \(1\)[^]*b\.go:\d+\s+syntax error/);
        assert.match(files, /In the baseline, unchecked \(1\)/);
        await tab.evaluate(() => document.querySelector('scan-lab').dropBaseline());
        await scanned(tab, 'a.go:5');

        // A link that was damaged, or has no source: said, not guessed.
        for (const [bad, says] of [
          ['#v1/scan?example=own&x=AAAA', /damaged/],
          ['#v1/scan?example=ctd999', /./],
        ]) {
          await tab.evaluate(
            (given) => (document.querySelector('contend-app').experiment = given),
            bad,
          );
          await tab.waitFor(() =>
            document.querySelector('.scan-source .scan-note, main > .notice'),
          );
          const said = await tab.evaluate(() => document.querySelector('main').innerText);
          assert.match(said, /** @type {RegExp} */ (says));
        }

        await scanned(tab, 'benchmark_test.go');

        // A megabyte: the page stays usable while it is scanned, and does not fit into a link.
        const text = readFileSync(CASES, 'utf8').replaceAll(/ \/\/ (want|at) .*/g, '');
        const body = text.slice(text.indexOf('\nfunc '));
        const copies = Array.from({ length: Math.ceil(1_000_000 / body.length) }, (_, copy) =>
          body
            .replaceAll(/^func (\w+)/gm, `func $1${copy}`)
            .replaceAll(/^type (\w+)/gm, `type $1${copy}`),
        );
        await write(tab, `package p\n${copies.join('')}`.slice(0, 1_040_000));
        await scanned(tab);
        const large = await shown(tab);
        assert.match(large.count, /^[\d,]+ findings/);
        assert.match(
          await tab.evaluate(() => document.querySelector('.scan-source').innerText),
          /does not fit into a link/,
        );
        assert.equal(await experiment(tab), '#v1/scan?example=own');

        // Cancelled, and done again.
        await tab.evaluate(() => {
          const lab = document.querySelector('scan-lab');
          lab.scan();
          lab.cancel();
        });
        await tab.waitFor(() => /cancelled/.test(document.querySelector('.scan-found').innerText));
        await tab.evaluate(() => document.querySelector('scan-lab').scan());
        await scanned(tab);
      },
    );
  },
  EITHER,
);

// In each browser: it loads a worker and a module of its own.
inBrowsers(
  'scan in a frame',
  () => site(),
  ({ check, browser }) => {
    check('in Chinese, with the rule’s page', async (tab, { server }) => {
      await tab.open(`${server.url}?embed=1&lang=zh#v1/scan?example=ctd007&finding=1`);
      await tab.waitFor(() => document.querySelector('.scan-body'));
      const { open } = await shown(tab);
      assert.match(open, /报告原因/);
      // The rule in Chinese, and its page, which is said to be in English.
      await click(tab, '.scan-ways button', '关于 CTD007');
      await tab.waitFor(() => document.querySelector('.scan-rule-page pre'));
      const page = await tab.evaluate(() => ({
        text: document.querySelector('.scan-rule-page').innerText,
        english: document.querySelector('.scan-rule-page [lang=en]').innerText,
      }));
      assert.match(page.text, /CTD007：请求之间共享的 map[^]*处理函数写入一个 map[^]*英文/);
      assert.match(page.english, /^CTD007: map shared by requests/);
      if (browser === 'chromium') assert.deepEqual(await violations(tab), []);
    });
  },
);

/**
 * The frame of every browser test: one browser for a file, one tab with its own profile for a test,
 * and after each test nothing may have been complained about.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { names } from '../../tools/lib/choices.mjs';
import { ALL_BROWSERS, BROWSERS as USUAL, launch } from '../../tools/lib/tabs.mjs';

/** BROWSERS=webkit runs tests there instead. @type {BrowserName[]} */
const BROWSERS = names(process.env, 'BROWSERS', ALL_BROWSERS, USUAL);

/** @type {Map<BrowserName, ReturnType<typeof launch>>} */
const running = new Map();

after(async () => {
  for (const browser of running.values()) await (await browser).close();
});

/**
 * For tests of what leaves no room to browsers: the form, what charts and tables say, and what the same
 * Rust does on threads that other tests have shown to be threads. EVERYWHERE=1 runs them in both.
 *
 * @type {BrowserName[]}
 */
export const EITHER = process.env.EVERYWHERE || process.env.BROWSERS ? BROWSERS : ['chromium'];

/** The same without WebKit, for what is slow and no engine of a browser's. @type {BrowserName[]} */
export const FIRST = process.env.EVERYWHERE ? BROWSERS : EITHER.filter((name) => name !== 'webkit');

/** Where a driver loses a command, which one test in some hundreds saw. */
const MOST_TRIES = 3;

/** What the driver says where it withholds service workers. */
const WITHHELD = /Service Worker registration blocked by Playwright/;

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {import('../../tools/lib/tabs.mjs').TabOptions} TabOptions */
/** @typedef {import('../../tools/lib/tabs.mjs').BrowserName} BrowserName */
/** @typedef {import('./servers.js').Served} Served */

/**
 * @typedef {object} Bench
 * @property {BrowserName} browser
 * @property {Served} server
 * @property {(title: string, body: (tab: Tab, context: { server: Served }) => Promise<void>,
 *   options?: TabOptions & { expected?: RegExp }) => void} check
 *   `expected`: complaints that belong to what the test does
 */

/**
 * The same tests in each browser.
 * @param {string} title
 * @param {() => Promise<Served>} serve
 * @param {(bench: Bench) => void} body declares the tests with `check`
 * @param {BrowserName[]} [names]
 */
export function inBrowsers(title, serve, body, names = BROWSERS) {
  for (const name of names) {
    describe(`${title}, ${name}`, () => {
      /** @type {Awaited<ReturnType<typeof launch>>} */
      let browser;
      const bench = /** @type {Bench} */ ({ browser: name });

      before(async () => {
        if (!running.has(name)) running.set(name, launch(name));
        browser = await /** @type {ReturnType<typeof launch>} */ (running.get(name));
        bench.server = await serve();
      });
      after(() => bench.server?.close());

      bench.check = (what, check, { expected, ...options } = {}) => {
        test(what, async () => {
          for (let tries = 1; ; tries += 1) {
            const tab = await browser.tab(options);
            try {
              await check(tab, { server: bench.server });
              const complaints = tab.complaints.filter(
                (text) => !expected?.test(text) && !WITHHELD.test(text),
              );
              assert.deepEqual(complaints, []);
              return;
            } catch (error) {
              // Says nothing of the page.
              if (tab.isLost && tries < MOST_TRIES) continue;
              if (tab.complaints.length > 0) console.error(tab.complaints);
              throw error;
            } finally {
              await tab.close();
            }
          }
        });
      };
      body(bench);
    });
  }
}

/**
 * Where the page has threads: every situation of the table in docs/where-it-runs.md, in each browser, with a
 * run.
 *
 * Two real sites: the pages that frame are on `localhost`, the framed ones on 127.0.0.1. What is found
 * is what the document has to say.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnInDocument, columnOf, keepFindings } from '../../tools/isolation-table.mjs';
import { ALL_BROWSERS } from '../../tools/lib/tabs.mjs';
import { quick } from './app.js';
import { embedder } from './embedder.js';
import { inBrowsers } from './harness.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/isolation-table.mjs').Finding} Finding */
/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {import('../../tools/lib/fronts.mjs').Headers} Headers */
/**
 * @typedef {object} Situation
 * @property {string} id
 * @property {Headers} host
 * @property {'cross' | 'same' | 'isolated'} [framed] by a page of another site, of the same one, or
 *   an isolated one of another site
 * @property {string} [sandbox]
 * @property {boolean} [withheld] the browser gives no service workers
 * @property {[Finding, Finding, Finding]} expected in Chromium, Firefox and WebKit
 */

/** @type {Situation[]} */
const SITUATIONS = [
  { id: 'top-all', host: 'all', expected: ['threads', 'threads', 'threads'] },
  { id: 'top-pair', host: 'pair', expected: ['threads', 'threads', 'threads'] },
  { id: 'top-none', host: 'none', expected: ['reload', 'reload', 'reload'] },
  {
    id: 'top-withheld',
    host: 'none',
    withheld: true,
    expected: ['simulated', 'simulated', 'simulated'],
  },
  {
    id: 'cross-all',
    host: 'all',
    framed: 'cross',
    expected: ['threads', 'simulated', 'simulated'],
  },
  {
    id: 'cross-pair',
    host: 'pair',
    framed: 'cross',
    expected: ['reload', 'simulated', 'simulated'],
  },
  {
    id: 'cross-none',
    host: 'none',
    framed: 'cross',
    expected: ['reload', 'simulated', 'simulated'],
  },
  { id: 'same-all', host: 'all', framed: 'same', expected: ['threads', 'simulated', 'simulated'] },
  { id: 'same-none', host: 'none', framed: 'same', expected: ['reload', 'simulated', 'simulated'] },
  {
    id: 'isolated-all',
    host: 'all',
    framed: 'isolated',
    expected: ['threads', 'threads', 'threads'],
  },
  {
    id: 'isolated-none',
    host: 'none',
    framed: 'isolated',
    expected: ['blocked', 'blocked', 'blocked'],
  },
  {
    id: 'sandbox-origin',
    host: 'all',
    framed: 'cross',
    sandbox: 'allow-scripts allow-same-origin',
    expected: ['threads', 'simulated', 'simulated'],
  },
  {
    id: 'sandbox',
    host: 'all',
    framed: 'cross',
    sandbox: 'allow-scripts',
    // In WebKit a policy's 'self' is nothing where the frame has no origin.
    expected: ['refused', 'refused', 'blocked'],
  },
];

const THREADS = 2;
/** Nothing comes later than that. */
const DEADLINE_MS = 45_000;
/** A page of which nothing but itself was asked for in this time does not run, where that is expected. */
const BLOCKED_MS = 4_000;

/** What browsers say of their own accord of what they block. */
const SAID = /ERR_BLOCKED_BY_RESPONSE|Cross-Origin-Resource-Policy|may not load data from/;

/** @type {import('../../tools/isolation-table.mjs').Findings} */
const findings = {};

/** @typedef {Awaited<ReturnType<typeof runHere>>} Run */

/** In the page: runs a link there. Rejects when the page is reloaded meanwhile. @param {string} link */
async function runHere(link) {
  const app = document.querySelector('contend-app');
  if (!app?.run) return null;
  app.experiment = link;
  // The elements within are drawn after the one around them.
  const settled = () => new Promise((resolve) => setTimeout(resolve, 100));
  const seen = () => ({
    text: app.innerText,
    isolation: app.environment?.isolation,
    newTab: [...document.links].find(
      ({ target, hash }) => target === '_blank' && hash === app.experiment,
    )?.href,
  });
  try {
    const { environment, strategies } = await app.run();
    await settled();
    const clients = strategies[0].trials[0].perThread.length;
    return { mode: environment.mode, clients, ...seen() };
  } catch ({ name, message }) {
    await settled();
    return { error: `${name}: ${message}`, ...seen() };
  }
}

/**
 * Runs the page at that address, in a tab or in a frame, whether or not it is reloaded first.
 * @param {Tab} tab
 * @param {import('./servers.js').Served} server
 * @param {number} patience after which a page that asks for nothing counts as blocked
 * @returns {Promise<NonNullable<Run> | 'blocked'>}
 */
async function runAt(tab, server, patience = DEADLINE_MS) {
  const link = quick({ maps: 'mutex', threads: THREADS, rounds: 1 });
  const begun = Date.now();
  for (;;) {
    const frame = tab.frame(server.url);
    const run = await frame?.evaluate(runHere, link).catch(() => null);
    if (run) return run;
    const waited = Date.now() - begun;
    const loaded = server.sent?.some(({ path }) => path.includes('/assets/'));
    if (!loaded && waited > patience) return 'blocked';
    assert.ok(waited <= DEADLINE_MS, 'the page neither runs nor is blocked');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** @param {NonNullable<Run> | 'blocked'} run @param {number} loads @returns {Finding} */
function findingOf(run, loads) {
  if (run === 'blocked') return 'blocked';
  if (run.error) {
    assert.match(run.error, /^Unsupported: .*sandbox/);
    assert.match(run.text, /sandbox/);
    assert.ok(run.newTab, 'no link to a new tab');
    return 'refused';
  }
  assert.equal(run.clients, THREADS);
  if (run.mode === 'threads') return loads === 1 ? 'threads' : 'reload';
  assert.match(run.text, /simulated/i);
  assert.ok(run.newTab, 'no link to a new tab');
  return 'simulated';
}

const PAIR = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Opens the situation's page and calls `look`.
 * @param {Tab} tab
 * @param {Pick<Situation, 'host' | 'framed' | 'sandbox'>} situation
 * @param {(server: import('./servers.js').Served) => Promise<void>} look
 */
async function situate(tab, { host, framed, sandbox }, look) {
  const server = await site({ headers: host });
  const parent = await embedder(framed === 'isolated' ? PAIR : {});
  server.sent = [];
  try {
    const src = `${server.url}?embed=1`;
    const around = framed === 'same' ? parent.sameSite : parent.crossSite;
    await tab.open(framed ? around({ src, ...(sandbox ? { sandbox } : {}) }) : server.url);
    await look(server);
  } finally {
    await parent.close();
    await server.close();
  }
}

inBrowsers(
  'isolation',
  () => site(),
  ({ check, browser }) => {
    const column = ALL_BROWSERS.indexOf(browser);
    findings[browser] = {};

    for (const situation of SITUATIONS) {
      const { id, framed, withheld, expected } = situation;
      check(
        id,
        (tab) =>
          situate(tab, situation, async (server) => {
            const blocked = expected[column] === 'blocked';
            const run = await runAt(tab, server, blocked ? BLOCKED_MS : DEADLINE_MS);
            const loads = framed ? await tab.evaluate(() => window.loads) : await tab.loads();
            const finding = findingOf(run, loads);
            // Firefox does not count the page that it shows instead of a blocked one.
            assert.ok(loads <= (finding === 'reload' ? 2 : 1), `${loads} loads`);
            findings[browser][id] = finding;
            assert.equal(finding, expected[column]);
          }),
        { serviceWorkers: withheld ? 'block' : 'allow', expected: SAID },
      );
    }

    check(
      'new-tab',
      (tab) =>
        // Without service workers, so that Chromium's frame has no threads either.
        situate(tab, { host: 'pair', framed: 'cross' }, async (server) => {
          const framedRun = await runAt(tab, server);
          assert.equal(findingOf(framedRun, 1), 'simulated');
          // A real click: what a script clicks may open nothing.
          await tab.frame(server.url).click('.simulated a[target="_blank"]');
          const opened = await tab.other();
          assert.equal(await opened.url(), framedRun.newTab);
          findings[browser]['new-tab'] = findingOf(await runAt(opened, server), 1);
          assert.equal(findings[browser]['new-tab'], 'threads');
        }),
      { serviceWorkers: 'block', expected: SAID },
    );
  },
);

test('the document says what was found', () => {
  keepFindings(findings);
  for (const [browser, found] of Object.entries(findings)) {
    assert.deepEqual(
      columnInDocument(browser),
      columnOf(found),
      `${browser}: run \`node tools/isolation-table.mjs\` and look at what changed`,
    );
  }
});

/**
 * Hosts that are not well for a while: whenever that is, and whatever they do, in the end the page works
 * without the reader doing anything. One browser's share is a test program of its own, so that they run
 * beside each other.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { launch } from '../../tools/lib/tabs.mjs';
import { openApp } from './app.js';
import { lyingHost } from './lying-host.js';
import { kept, until, works } from './recovers.js';
import { second } from './second-build.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {import('../../tools/lib/tabs.mjs').BrowserName} BrowserName */
/** @typedef {import('./lying-host.js').Host} Host */

/** How long a host is not well. */
const ILL_MS = 6_000;
/** Of one page: by the reader, by the page until it starts, and for its threads. */
const MOST_LOADS = 4;
/** So many cases at a time: most of it is waiting. */
const AT_ONCE = 4;

/** Whatever a page asks for but itself. */
const ALL_BUT_THE_PAGE = /^\/(?!$|\?|index\.html)/;
const SCALE = '#v1/scale?maps=mutex&axis=threads:1,2&ms=50&warmup=0&rounds=1&keys=4096';
/** What a host may do, and how it ends. @type {Record<string, (host: Host, path?: RegExp) => Promise<void>>} */
const FAULTS = {
  'answers with another page': (host, path) => host.lies('html', path),
  'cuts answers off': (host, path) => host.lies('cut', path),
  'sends half, as if it were all': (host, path) => host.lies('short', path),
  'never answers': (host, path) => host.lies('stall', path),
  'answers late': (host, path) => host.lies('late', path),
  'goes away': (host, path) => host.lies('away', path),
  'has the page of a newer build only': (host) => host.deploys('page'),
  'has all but the page of a newer build': (host) => host.deploys('rest'),
};

/**
 * @typedef {object} Moment
 * @property {'all'} [headers]
 * @property {boolean} [blocked] without service workers
 * @property {boolean} [modules] the engine's other modules are asked for, too
 * @property {(tab: Tab, host: Host, fall: (path?: RegExp) => Promise<void>) => Promise<Tab>} go gives
 *   the tab in which the page must work in the end
 */

/** When it happens. @type {Record<string, Moment>} */
const MOMENTS = {
  'first visit': {
    async go(tab, host, fall) {
      await fall(ALL_BUT_THE_PAGE);
      await go(tab, host.url);
      await pause(ILL_MS);
      await host.heals();
      return tab;
    },
  },
  'while files are kept': {
    async go(tab, host, fall) {
      await openApp(tab, host.url);
      await fall();
      await pause(ILL_MS);
      await host.heals();
      const next = await tab.sibling();
      await go(next, host.url);
      return next;
    },
  },
  'return visit': {
    async go(tab, host, fall) {
      await openApp(tab, host.url);
      await kept(tab);
      await fall();
      const next = await tab.sibling();
      await go(next, `${host.url}?again`);
      await pause(ILL_MS);
      await host.heals();
      return next;
    },
  },
  'loading a lab': { go: laterParts, modules: true },
  'the same without the worker': {
    ...{ headers: 'all', blocked: true, modules: true },
    go: laterParts,
  },
};

/** @param {Tab} tab @param {Host} host @param {(path?: RegExp) => Promise<void>} fall */
async function laterParts(tab, host, fall) {
  await openApp(tab, host.url);
  await fall();
  await tab.evaluate(
    (link) => void (document.querySelector('contend-app').experiment = link),
    SCALE,
  );
  await pause(ILL_MS);
  await host.heals();
  await until(tab, () => document.querySelector('scale-lab:defined form') !== null);
  return tab;
}

/** Opens an address that may never be there wholly. @param {Tab} tab @param {string} url */
function go(tab, url) {
  return Promise.race([tab.open(url).catch(() => {}), pause(2_000)]);
}

/** @param {Record<string, Record<string, string>>} cells by fault and moment */
function table(cells) {
  const [first = {}] = Object.values(cells);
  const moments = Object.keys(first);
  const rows = Object.entries(cells).map(
    ([fault, row]) => `| ${fault} | ${moments.map((moment) => row[moment]).join(' | ')} |`,
  );
  const head = `| a host that ... | ${moments.join(' | ')} |\n|${'---|'.repeat(moments.length + 1)}`;
  return `${head}\n${rows.join('\n')}`;
}

/** @param {Record<string, Record<string, string>>} cells */
function failures(cells) {
  return Object.entries(cells).flatMap(([fault, row]) =>
    Object.entries(row)
      .filter(([, cell]) => cell.startsWith('FAILED'))
      .map(([moment, cell]) => `${fault}, ${moment}: ${cell}`),
  );
}

/** When every fault is tried on each change, in Chromium. */
const ALWAYS = ['first visit', 'return visit'];
/** Those that are tried at every moment: the moments differ in who asks, and a fault is a wrong answer or none. */
const AT_ALL = ['answers with another page', 'never answers'];

/**
 * EVERYWHERE=1 goes through all of it.
 * @param {BrowserName} name
 */
export function hostMatrix(name) {
  const all = Boolean(process.env.EVERYWHERE);
  const faults = Object.keys(FAULTS);
  const tried = (/** @type {string} */ fault, /** @type {string} */ moment) => {
    if (all) return true;
    // The other browser has each fault once, at the one moment or the other.
    if (name !== 'chromium') return ALWAYS[faults.indexOf(fault) % ALWAYS.length] === moment;
    return ALWAYS.includes(moment) || AT_ALL.includes(fault);
  };
  test(`hosts that are not well, ${name}`, async () => {
    const browser = await launch(name);
    const moments = Object.keys(MOMENTS);
    /** @type {Record<string, Record<string, string>>} */
    const cells = Object.fromEntries(
      faults.map((fault) => [fault, Object.fromEntries(moments.map((moment) => [moment, '-']))]),
    );
    const cases = faults.flatMap((fault) =>
      moments.filter((moment) => tried(fault, moment)).map((moment) => ({ fault, moment })),
    );
    const worker = async () => {
      for (let next = cases.shift(); next; next = cases.shift()) {
        const { fault, moment } = next;
        cells[fault][moment] = await outcome(browser, FAULTS[fault], MOMENTS[moment]);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    } finally {
      await browser.close();
    }
    console.log(`${name}: from a well host to a run, and how often the page was loaded`);
    console.log(table(cells));
    assert.deepEqual(failures(cells), []);
  });
}

/**
 * @param {Awaited<ReturnType<typeof launch>>} browser
 * @param {(host: Host, path?: RegExp) => Promise<void>} fault
 * @param {Moment} moment
 */
async function outcome(browser, fault, moment) {
  const { headers = 'none', blocked = false, modules = false, go: through } = moment;
  const host = await lyingHost({ headers, next: second });
  const tab = await browser.tab({ serviceWorkers: blocked ? 'block' : 'allow' });
  try {
    const last = await through(tab, host, (path) => fault(host, path));
    const well = Date.now();
    await works(last, { modules });
    const loads = await last.loads();
    assert.ok(loads <= MOST_LOADS, `the page was loaded ${loads} times`);
    return `${((Date.now() - well) / 1000).toFixed(1)} s, ${loads}`;
  } catch (error) {
    return `FAILED: ${String(error).slice(0, 300)} ${await stateOf(tab)}`;
  } finally {
    await tab.close().catch(() => {});
    await host.close();
  }
}

/** What there is to see of a page that does not work. @param {Tab} tab */
async function stateOf(tab) {
  const state = tab.evaluate(() => {
    const app = document.querySelector('contend-app');
    const { phase, environment } = app ?? {};
    return JSON.stringify([phase, environment?.mode, document.body?.innerText.slice(0, 200)]);
  });
  return Promise.race([state.catch(String), pause(3_000, 'nothing answers')]);
}

/**
 * The page as scripts see it: `<contend-app>` with its property, methods and events, driven from a
 * test. Nothing here looks at the page's inner structure.
 */

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {import('../../web/types.js').Result} Result */
/** @typedef {import('../../web/types.js').Environment} Environment */
/** @typedef {{ result?: Result, error?: { name: string, message: string }, ms: number }} Outcome */

/** Small enough for many runs in a test, with every kind of step in it. */
const SMALL = { keys: 4096, ms: 50, rounds: 2, warmup: 20 };

/**
 * A small experiment with some values changed.
 * @param {Record<string, string | number>} [changes]
 */
export function quick({ maps = 'mutex,sharded:16', ...changes } = {}) {
  const pairs = Object.entries({ ...SMALL, ...changes }).map(([key, value]) => `${key}=${value}`);
  return `#v1/compare?${[`maps=${maps}`, ...pairs].join('&')}`;
}

/**
 * Opens the page and waits until it can run.
 * @param {Tab} tab
 * @param {string} url
 */
export async function openApp(tab, url) {
  await tab.open(url);
  await ready(tab);
}

/** @param {Tab} tab */
export async function ready(tab) {
  await tab.waitFor(() => document.querySelector('contend-app')?.environment);
}

/**
 * Opens the page as a frame shows it, whose engine waits for the first run.
 * @param {Tab} tab
 * @param {string} url with `embed=1`
 */
export async function openEmbedded(tab, url) {
  await tab.open(url);
  await tab.waitFor(() => document.querySelector('contend-app')?.phase === 'ready');
}

/** @param {Tab} tab @returns {Promise<Environment>} */
export function environment(tab) {
  return tab.evaluate(() => document.querySelector('contend-app').environment);
}

/** @param {Tab} tab @returns {Promise<string>} */
export function experiment(tab) {
  return tab.evaluate(() => document.querySelector('contend-app').experiment);
}

/**
 * Sets a link and runs it.
 * @param {Tab} tab
 * @param {string} link
 * @returns {Promise<Outcome>}
 */
export function runLink(tab, link) {
  return tab.evaluate(async (text) => {
    const app = document.querySelector('contend-app');
    app.experiment = text;
    const begun = performance.now();
    try {
      return { result: await app.run(), ms: performance.now() - begun };
    } catch (error) {
      const { name, message } = error;
      return { error: { name, message }, ms: performance.now() - begun };
    }
  }, link);
}

/**
 * Runs a link that must succeed.
 * @param {Tab} tab
 * @param {string} link
 * @returns {Promise<Result>}
 */
export async function resultOf(tab, link) {
  const { result, error } = await runLink(tab, link);
  if (!result) throw new Error(`${link}: ${error?.name}: ${error?.message}`);
  return result;
}

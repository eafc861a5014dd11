// Places where a link can be run and gives a result: the command line and browsers.
//
// Guarantees: a page is opened once and serves many runs, so its code is compiled as a reader's is who
// runs something again; `recover` gives a host a fresh one after a failure; no process outlives ours.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { openApp, resultOf } from '../../tests/web/app.js';
import { startServer } from './server.mjs';
import { paths } from './paths.mjs';
import { ToolError } from './shell.mjs';
import { SteadyTab } from './steady-tab.mjs';

/** @typedef {import('../../web/types.js').Result} Result */
/**
 * @typedef {object} Host
 * @property {string} name
 * @property {(link: string) => Promise<any>} run a Result, or a ScaleResult by the link's lab
 * @property {() => Promise<void>} recover
 * @property {import('./tabs.mjs').Tab} [tab] the page, in browsers
 */

/** A result with every trial of many maps is larger than what Node reads by default. */
const MOST_BYTES = 64 * 1024 * 1024;

const ending = new AbortController();
process.on('exit', () => ending.abort());

const start = promisify(execFile);

/**
 * What a program prints, as JSON.
 * @param {string} program @param {string[]} args
 * @param {number[]} [fine] statuses that are no failure besides 0
 */
export async function json(program, args, fine = []) {
  const call = [program, ...args].join(' ');
  const options = { maxBuffer: MOST_BYTES, signal: ending.signal };
  const { stdout } = await start(program, args, options).catch((error) => {
    if (fine.includes(error.code)) return error;
    throw new ToolError(`${call}: ${error.stderr?.trim() || error}`);
  });
  try {
    return JSON.parse(stdout);
  } catch (problem) {
    throw new ToolError(`${call} printed no JSON: ${problem}`);
  }
}

/** A failed verdict has status 1 and a result all the same. */
const native = {
  name: 'native',
  run: (link) => json(paths.contend, ['run', link, '--json'], [1]),
  recover: async () => {},
};

/** @implements {Host} */
class BrowserHost extends SteadyTab {
  constructor(name, browser, url) {
    super(browser, (tab) =>
      openApp(tab, url).catch((error) => {
        throw new ToolError(`${name}: the page did not become ready: ${error.message}`);
      }),
    );
    this.name = name;
  }

  async run(link) {
    return resultOf(await this.open(), link);
  }

  async recover() {
    await this.close();
    await this.open();
  }
}

/**
 * The hosts of a name: `native`, or a browser's, one per site. What has to be closed goes into `opened`,
 * also if a later one fails.
 *
 * @param {string} name
 * @param {[string, string][]} sites a label and a folder each
 * @param {{ close: () => unknown }[]} opened
 * @returns {Promise<Host[]>}
 */
export async function hostsOf(name, sites, opened) {
  if (name === 'native') return [native];
  const found = [];
  for (const [label, root] of sites) {
    const server = await startServer({ root });
    opened.push(server);
    const host = new BrowserHost([name, label].filter(Boolean).join(' '), name, server.url);
    opened.push(host);
    await host.open();
    found.push(host);
  }
  return found;
}

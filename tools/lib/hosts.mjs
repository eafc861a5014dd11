// Places where a link can be run and gives a Result: the command line and browsers.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { openApp, resultOf } from '../../tests/web/app.js';
import { startServer } from '../serve.mjs';
import { paths } from './paths.mjs';
import { ToolError } from './shell.mjs';
import { launch } from './tabs.mjs';

/** @typedef {{ name: string, run: (link: string) => Promise<import('../../web/types.js').Result> }} Host */

/** A result with every trial of many maps is larger than what Node reads by default. */
const MOST_BYTES = 64 * 1024 * 1024;

/** @param {string} link */
async function native(link) {
  const options = { maxBuffer: MOST_BYTES };
  const { stdout } = await promisify(execFile)(paths.contend, ['run', link, '--json'], options);
  return JSON.parse(stdout);
}

/**
 * The hosts of those names, `native` or a browser's, a browser once per site. What has to be closed
 * goes into `opened`, also if a later one fails.
 *
 * @param {string[]} names
 * @param {{ close: () => unknown }[]} opened
 * @param {[string, string][]} sites a label and a folder each
 * @returns {Promise<Host[]>}
 */
export async function hosts(names, opened, sites = [['', paths.site]]) {
  /** @type {Host[]} */
  const found = [];
  for (const browser of names) {
    if (browser === 'native') {
      found.push({ name: browser, run: native });
      continue;
    }
    const running = await launch(browser);
    opened.push(running);
    for (const [label, root] of sites) {
      const name = [browser, label].filter(Boolean).join(' ');
      const server = await startServer({ root });
      const tab = await running.tab();
      opened.push(server, tab);
      await openApp(tab, server.url).catch((error) => {
        throw new ToolError(`${name}: the page did not get ready: ${error.message}`);
      });
      found.push({ name, run: (link) => resultOf(tab, link) });
    }
  }
  return found;
}

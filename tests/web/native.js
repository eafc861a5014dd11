/** Runs the native command line, to hold its results against the page's. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { paths } from '../../tools/lib/paths.mjs';

/**
 * @param {string} link
 * @returns {Promise<import('../../web/types.js').Result>}
 */
export async function runNatively(link) {
  const { stdout } = await promisify(execFile)(paths.contend, ['run', link, '--json'], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

/** What a command prints. @param {string[]} args */
export async function contend(...args) {
  const { stdout } = await promisify(execFile)(paths.contend, args, {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

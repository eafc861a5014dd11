/** Runs the native command line, to hold its results against the page's. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PROGRAM = fileURLToPath(new URL('../../target/tests/contend', import.meta.url));

/**
 * @param {string} link
 * @returns {Promise<import('../../web/types.js').Result>}
 */
export async function runNatively(link) {
  const { stdout } = await promisify(execFile)(PROGRAM, ['run', link, '--json'], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

// Reading how many tests passed and failed: out of what cargo prints, and what our reporter of node:test
// (`count-reporter.mjs`) has written.
//
// Pure functions over text. A program that failed without saying which test failed counts as one
// failure, and so does one that claims success but ran nothing.

import { fileURLToPath } from 'node:url';

const REPORTER = fileURLToPath(new URL('count-reporter.mjs', import.meta.url));

/**
 * Node's test runner as a command that shows what it does and leaves its counts in a file.
 * @param {string} file @param {string[]} args
 */
export function countingTests(file, args) {
  const reporters = Object.entries({ spec: 'stdout', [REPORTER]: file });
  const options = reporters.flatMap(([reporter, destination]) => [
    `--test-reporter=${reporter}`,
    `--test-reporter-destination=${destination}`,
  ]);
  return [process.execPath, '--test', ...options, ...args];
}

/** Escape sequences for colour. */
// eslint-disable-next-line no-control-regex
const COLOUR = /\x1b\[[0-9;]*m/g;

/**
 * @typedef {{passed: number, failed: number, skipped: number}} Counts
 * @typedef {'cargo' | 'node' | 'one'} Kind one: the whole program is a single check
 */

/**
 * @param {Kind} kind
 * @param {string} text everything that cargo printed, or what the reporter wrote
 * @param {boolean} succeeded whether it ended well
 * @returns {Counts}
 */
export function count(kind, text, succeeded) {
  if (kind === 'one') return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 };
  const counts = readers[kind](text.replace(COLOUR, ''));
  const silent = counts.failed === 0 && (!succeeded || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}

const readers = {
  /** `test result: ok. 3 passed; 0 failed; 1 ignored; ...`, once per test program. */
  cargo(text) {
    const lines = text.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm);
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const [, passed, failed, ignored] of lines) {
      counts.passed += Number(passed);
      counts.failed += Number(failed);
      counts.skipped += Number(ignored);
    }
    return counts;
  },

  /** Nothing is written by a run that was ended before its end. */
  node(text) {
    return { passed: 0, failed: 0, skipped: 0, ...(text && JSON.parse(text)) };
  },
};

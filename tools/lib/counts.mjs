// Reading how many tests passed and failed out of what the test programs print.
//
// Pure functions over text. A program that failed without saying which test failed counts as one
// failure, and so does one that claims success but ran nothing.

/** Escape sequences for colour. */
// eslint-disable-next-line no-control-regex
const COLOUR = /\x1b\[[0-9;]*m/g;

/**
 * @typedef {{passed: number, failed: number, skipped: number}} Counts
 * @typedef {'cargo' | 'node' | 'one'} Kind one: the whole program is a single check
 */

/**
 * @param {Kind} kind
 * @param {string} text everything the program printed
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

  /** `# pass 3` or `ℹ pass 3`; a cancelled test is one that never ended, so it failed. */
  node(text) {
    const sum = (name) =>
      [...text.matchAll(new RegExp(`^(?:#|ℹ) ${name} (\\d+)$`, 'gm'))].reduce(
        (total, [, number]) => total + Number(number),
        0,
      );
    return {
      passed: sum('pass'),
      failed: sum('fail') + sum('cancelled'),
      skipped: sum('skipped') + sum('todo'),
    };
  },
};

// One stage of tests: how Node's are called, and how any is run and counted.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { count, countingTests } from './counts.mjs';
import { paths, root } from './paths.mjs';
import { execute } from './shell.mjs';
import { files } from './stamp.mjs';

/**
 * @typedef {object} Stage
 * @property {string} id what ONLY= selects it by
 * @property {string} title
 * @property {import('./counts.mjs').Kind} [kind] one, unless given
 * @property {number} minutes after which it is ended and has failed
 * @property {string[]} command
 * @property {string} [counts] the file in which node:test leaves its counts
 * @property {Record<string, string>} [env]
 * @property {() => string | null} [absent] why it cannot be checked on this machine, if it cannot
 * @property {boolean} [beside] in the lane beside the one of the page
 * @property {string} [after] the stage that must be over before, if it is in the other lane
 */

/**
 * What a stage of node:test is. So many test programs run at a time; by itself Node starts one for each
 * core but one.
 *
 * @param {string} id
 * @param {string[]} folders or files
 * @param {{ seconds: number, atOnce?: number }} options `seconds`: of one test
 */
export function nodeTests(id, folders, { seconds, atOnce }) {
  const found = folders
    .flatMap((folder) => files(join(root, folder)))
    .filter((path) => /\.test\.m?js$/.test(path));
  // Without a file, Node would go looking for tests by itself.
  const named = found.length > 0 ? found : [join(root, folders[0], 'no-tests-found.test.js')];
  const options = [`--test-timeout=${seconds * 1000}`];
  if (atOnce) options.push(`--test-concurrency=${atOnce}`);
  const counts = join(paths.target, `counts-${id}.json`);
  return { id, kind: 'node', command: countingTests(counts, [...options, ...named]), counts };
}

/**
 * Runs one stage; never throws. With `quiet` nothing is printed but returned.
 *
 * @param {Stage} stage
 */
export async function runStage(stage, quiet = false) {
  const { title, kind = 'one', minutes, env, counts: file } = stage;
  const [program, ...args] = stage.command;
  const heading = `\n==== ${title}`;
  const start = performance.now();
  let text = '';
  if (!quiet) console.log(heading);
  const left = stage.absent?.();
  if (left) {
    if (!quiet) console.log(left);
    return {
      ...stage,
      passed: 0,
      failed: 0,
      skipped: 1,
      left,
      took: 0,
      output: `${heading}\n${left}`,
    };
  }
  if (file) rmSync(file, { force: true });
  const { code, timedOut } = await execute(program, args, {
    minutes,
    env: {
      CARGO_TERM_COLOR: 'never',
      NO_COLOR: '1',
      CARGO_TARGET_DIR: paths.target,
      ...env,
    },
    onText: (part) => (text += part),
    quiet,
  });
  const late = timedOut ? `${title} did not end within ${minutes} minutes and was stopped.` : '';
  if (late && !quiet) console.log(late);
  const told = !file ? text : existsSync(file) ? readFileSync(file, 'utf8') : '';
  const counts = count(kind, told, code === 0 && !timedOut);
  return {
    ...stage,
    ...counts,
    took: performance.now() - start,
    output: `${heading}\n${text}${late}`,
  };
}

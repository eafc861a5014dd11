// The tests that are too long for `make test`, or measure what only a quiet machine tells: `tests/soak/`.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { count, countingTests } from './counts.mjs';
import { paths, root } from './paths.mjs';
import { execute } from './shell.mjs';
import { files } from './stamp.mjs';

const SECONDS = 900;
const MINUTES = 60;
/** How a test marks a line that is to be kept. */
const FIGURE = /^figure: (.*)$/gm;

/** Runs them one after the other. @returns {Promise<import('./counts.mjs').Counts & { figures: string[] }>} */
export async function longTests() {
  const found = files(join(root, 'tests/soak')).filter((path) => path.endsWith('.test.js'));
  const counts = join(paths.target, 'counts-soak.json');
  mkdirSync(paths.target, { recursive: true });
  rmSync(counts, { force: true });
  const [program, ...args] = countingTests(counts, [
    ...[`--test-timeout=${SECONDS * 1000}`, '--test-concurrency=1'],
    ...found,
  ]);
  let text = '';
  const { code, timedOut } = await execute(program, args, {
    minutes: MINUTES,
    onText: (part) => (text += part),
  });
  let told = '';
  try {
    told = readFileSync(counts, 'utf8');
  } catch {
    // It was ended before its end, which counts as a failure.
  }
  const figures = [...text.matchAll(FIGURE)].map(([, figure]) => figure);
  return { ...count('node', told, code === 0 && !timedOut), figures };
}

// The tests that are too long for `make test`, or measure what only a quiet machine tells: `tests/soak/`.

import { nodeTests, runStage } from './stage.mjs';
import { buildWasm } from './wasm.mjs';

/** How a test marks a line that is to be kept. */
const FIGURE = /^figure: (.*)$/gm;

/** Runs them one after the other. @returns {Promise<import('./counts.mjs').Counts & { figures: string[] }>} */
export async function longTests() {
  await buildWasm('suite', { quick: true });
  const tests = nodeTests('soak', ['tests/soak'], { seconds: 900, atOnce: 1 });
  const { output, ...counts } = await runStage({ ...tests, title: 'long tests', minutes: 60 });
  return { ...counts, figures: [...output.matchAll(FIGURE)].map(([, figure]) => figure) };
}

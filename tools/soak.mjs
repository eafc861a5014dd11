// `node tools/soak.mjs`: every map in every browser, for long, with removals; the account is SOAK.md.
//
// Phases, in each browser: the matrix of short trials; MINUTES minutes of all maps in turn with 4
// threads and with 8, on instances that are used again as the page does; the deep verification of
// each map. Demanded of each run: a clean verdict, no error, no growth of memory. It goes on after a
// failure, on a fresh page, and ends with status 1. Then, unless ONLY= names maps, come the long tests
// of tests/soak/, with the figures that they measure. Where ONLY= names some of those, they alone are run and
// have a section of the account.
//
//   MINUTES=10 BROWSERS=chromium,firefox ONLY=map,map PARALLEL=0 node tools/soak.mjs
//   ONLY=deadlines node tools/soak.mjs

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { given, list, names, number } from './lib/choices.mjs';
import { ENDURANCE_THREADS, endurance, matrix, verifications } from './lib/endurance.mjs';
import { workbench } from './lib/fronts.mjs';
import { root } from './lib/paths.mjs';
import { offeredMaps, readMetadata } from './lib/registry.mjs';
import { ToolError, main } from './lib/shell.mjs';
import { SoakReport, withLongTests } from './lib/soak-report.mjs';
import { longTests, soakTests } from './lib/soak-tests.mjs';
import { BROWSERS } from './lib/tabs.mjs';
import { Workhorse } from './lib/workhorse.mjs';

const REPORT = join(root, 'SOAK.md');
const MATRIX_MS = 150;
/** Time between two lines of progress, and two writings of the report. */
const EVERY_MS = 10_000;

function options() {
  const { ONLY, PARALLEL } = process.env;
  const offered = offeredMaps(readMetadata());
  const wanted = list(ONLY);
  // A strategy's name stands for its variants as well.
  const named = (map) => wanted.some((name) => map === name || map.split(':')[0] === name);
  const maps = wanted.length > 0 ? offered.filter(named) : offered;
  const tests = soakTests().filter((name) => wanted.includes(name));
  if (maps.length + tests.length === 0) {
    const all = [...offered, ...soakTests()].join(', ');
    throw new ToolError(`ONLY=${ONLY} names none of the maps and long tests: ${all}.`);
  }
  if (maps.length > 0 && tests.length > 0) {
    throw new ToolError(`ONLY=${ONLY} names maps and long tests; they are run one by one.`);
  }
  return {
    tests,
    minutes: number(process.env, 'MINUTES', 10, 0),
    maps,
    browsers: names(process.env, 'BROWSERS', BROWSERS),
    parallel: PARALLEL === '1',
    text: given(process.env, ['MINUTES', 'BROWSERS', 'ONLY', 'PARALLEL']),
  };
}

/** The tasks of one browser, each with the time after which its phase ends. */
function* tasks({ minutes, maps }) {
  for (const task of matrix(maps, MATRIX_MS)) yield task;
  for (const threads of ENDURANCE_THREADS) {
    const end = performance.now() + minutes * 60_000;
    for (const task of endurance(maps, threads)) {
      if (performance.now() >= end) break;
      yield task;
    }
  }
  for (const task of verifications(maps)) yield task;
}

async function soakIn(browser, chosen, url, report) {
  const horse = new Workhorse(browser, url);
  const write = (over) => writeFileSync(REPORT, report.markdown({ over, options: chosen.text }));
  let written = performance.now();
  try {
    report.browser(browser, await horse.about());
    for (const task of tasks(chosen)) {
      const begun = performance.now();
      const outcome = await horse.carryOut(task);
      const now = performance.now();
      report.add(browser, task, outcome, now - begun);
      if (outcome.fault) console.log(`${browser}: FAILED ${task.link}\n   ${outcome.fault}`);
      if (outcome.fault || now - written > EVERY_MS) {
        const { runs, operations, failures } = report.total;
        const done = `${runs} runs, ${(operations / 1e6).toFixed(0)} M operations, ${failures} failed`;
        console.log(`${browser}: ${task.phase}, ${task.map}; in all ${done}`);
        write(false);
        written = now;
      }
    }
  } finally {
    await horse.close();
  }
}

/** The long tests of these names, each time with a section of its own in the account. @param {string[]} names */
async function byThemselves(names) {
  const tests = await longTests(names);
  writeFileSync(REPORT, withLongTests(readFileSync(REPORT, 'utf8'), names, tests));
  if (tests.failed) process.exitCode = 1;
}

await main(async () => {
  const chosen = options();
  if (chosen.tests.length > 0) return byThemselves(chosen.tests);
  const server = await workbench();
  const report = new SoakReport();
  try {
    const soaks = chosen.browsers.map(
      (browser) => () => soakIn(browser, chosen, server.url, report),
    );
    if (chosen.parallel) await Promise.all(soaks.map((soak) => soak()));
    else for (const soak of soaks) await soak();
  } finally {
    await server.close();
  }
  if (!process.env.ONLY) report.tests = await longTests();
  const text = report.markdown({ over: true, options: chosen.text });
  writeFileSync(REPORT, text);
  console.log(`\n${text}`);
  if (report.failures.length > 0 || report.tests?.failed) process.exitCode = 1;
});

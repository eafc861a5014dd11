// `node tools/scan-corpus.mjs`: the scanner over all of Go's source, against the list of its findings that
// were judged by hand, `tests/scan/corpus.json`; then the tests that are long, mutants of those files among them.
//
// Fails on a finding that the list lacks or that became surer, on one that is gone and still listed, on a place
// that is newly not scanned, beyond the limits of `lib/corpus.mjs`, and where the page's module says anything else. UPDATE=1 writes the list anew first:
// what was judged stays, what is new waits for its verdict. MUTANTS=10000 is how many are tried.
//
// Takes a release build of the scanner and its module, half a minute for each scan and some minutes for the long
// tests; no part of `make test`.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { number } from './lib/choices.mjs';
import { counts, differences, excesses, updated } from './lib/corpus.mjs';
import { GO, goSource, python } from './lib/go-source.mjs';
import { scanInModule } from './lib/scan-module.mjs';
import { paths, root } from './lib/paths.mjs';
import { ToolError, main, run, step } from './lib/shell.mjs';
import { buildWasm } from './lib/wasm.mjs';

/** The scanner alone, in a target folder of its own: the maps would take minutes to compile. */
const SCANNER = ['--release', '--package=contend', '--no-default-features', '--features=scan'];
const TARGET = join(paths.target, 'scan');
const CONTEND = join(TARGET, 'release/contend');

const LIST = join(root, 'tests/scan/corpus.json');
const REPORT = join(paths.target, 'corpus.json');
const COST = join(paths.target, 'corpus-cost.json');

/** Runs a program and writes down what it took: what Node does not tell of a child. */
const MEASURE = `
import json, resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024
cost = {"seconds": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss * unit / 1e6}
with open(sys.argv[1], "w") as file:
    json.dump(cost, file)
sys.exit(status not in (0, 1))
`;

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Gives the report and what it took. */
async function scan(source) {
  for (const file of [REPORT, COST]) rmSync(file, { force: true });
  const command = [CONTEND, 'scan', '.', '--all', '--json', '--out', REPORT];
  await run(python(), ['-c', MEASURE, COST, ...command], { cwd: source, minutes: 10 });
  return { report: read(REPORT), cost: read(COST) };
}

/** The tests that take too long for `make test`: mutants of these files, and more findings than SARIF may hold. */
async function longTests(source) {
  const test = ['--test=scan', '--test=scan_cli', '--', '--ignored', '--nocapture'];
  await run('cargo', ['test', ...SCANNER, ...test], {
    env: {
      CARGO_TARGET_DIR: TARGET,
      CONTEND_CORPUS: source,
      CONTEND_MUTANTS: String(number(process.env, 'MUTANTS', 10_000, 1)),
    },
    minutes: 60,
    remedy: 'The test says why; a mutant is named by its seed.',
  });
}

await main(async () => {
  const source = await step(`Go ${GO}`, goSource);
  await step('command line', () =>
    run('cargo', ['build', ...SCANNER, '--bin=contend'], { env: { CARGO_TARGET_DIR: TARGET } }),
  );
  const { report, cost } = await step('scan', () => scan(source));
  if (process.env.UPDATE === '1') {
    writeFileSync(LIST, `${JSON.stringify(updated(report, read(LIST), GO), null, 2)}\n`);
  }
  const list = read(LIST);
  console.log(
    [
      '',
      `${report.summary.files} files, ${report.summary.functions} functions, ` +
        `${report.notScanned.length} places not scanned`,
      ...counts(report, list),
      `${cost.seconds.toFixed(1)} s of processor time, ${Math.round(cost.megabytes)} MB of memory`,
    ].join('\n'),
  );
  const wrong = [...differences(report, list), ...excesses(report, cost)];
  if (wrong.length > 0) {
    throw new ToolError(
      `${wrong.join('\n')}\nRead what is new and give it a verdict in tests/scan/corpus.json; ` +
        '`make scan-corpus UPDATE=1` adds and removes entries.',
    );
  }
  await step('bindings generator', () =>
    run('cargo', ['build', '--package=contend-bindgen'], {
      env: { CARGO_TARGET_DIR: paths.target },
    }),
  );
  await step('module', () => buildWasm('scan'));
  await step('the same in the page’s module', async () => {
    const seen = await scanInModule(source);
    if (!isDeepStrictEqual(seen, report)) {
      throw new ToolError(
        `The module finds ${seen.findings.length} and the command line ${report.findings.length}, or others.`,
      );
    }
    console.log(`   ${seen.findings.length} findings, the same to the letter`);
  });
  await step('long tests', () => longTests(source));
});

// What `make test` runs, in order: one row per stage.
//
// A stage is a program with a time limit and a way to count its results. Cheap ones come first where
// the order is free; the page's stages follow the build, whose products they read. No test rests on how
// long something takes, so others run beside the build, in which a link keeps one core busy for minutes:
// first the models, which have a target folder of their own, while the build uses the shared one.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { countingTests } from './counts.mjs';
import { paths, root } from './paths.mjs';
import { files } from './stamp.mjs';

/**
 * @typedef {object} Stage
 * @property {string} id what ONLY= selects it by
 * @property {string} title
 * @property {import('./counts.mjs').Kind} kind
 * @property {number} minutes after which it is ended and has failed
 * @property {string[]} command
 * @property {string} [counts] the file in which node:test leaves its counts
 * @property {Record<string, string>} [env]
 * @property {string} [beside] runs while the stage of that id does; its output follows that one's
 */

const cargo = (...args) => ['cargo', ...args];
const tool = (path, ...args) => [process.execPath, join(paths.nodeModules, path), ...args];
const script = (name, ...args) => [process.execPath, join(root, 'tools', name), ...args];

/**
 * A stage's command and where its counts will be. So many test programs run at a time; by itself Node
 * starts one for each core but one.
 *
 * @param {string} id
 * @param {string[]} folders
 * @param {{ seconds: number, atOnce?: number, browsers?: boolean }} options `browsers`: they share them
 */
function nodeTests(id, folders, { seconds, atOnce, browsers }) {
  const found = folders
    .flatMap((folder) => files(join(root, folder)))
    .filter((path) => /\.test\.m?js$/.test(path));
  // Without a file, Node would go looking for tests by itself.
  const named = found.length > 0 ? found : [join(root, folders[0], 'no-tests-found.test.js')];
  const options = [`--test-timeout=${seconds * 1000}`];
  if (atOnce) options.push(`--test-concurrency=${atOnce}`);
  const counts = join(paths.target, `counts-${id}.json`);
  const command = countingTests(counts, [...options, ...named]);
  return { command: browsers ? script('with-browsers.mjs', ...command) : command, counts };
}

/** Model checking applies to the tests written for it; cargo refuses a pattern that matches none. */
function loomStages() {
  const folder = join(root, 'tests');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (!names.some((name) => /^loom_.*\.rs$/.test(name))) return [];
  return [
    {
      id: 'loom',
      title: 'interleavings (loom)',
      kind: 'cargo',
      minutes: 12,
      beside: 'build',
      command: cargo(
        ...['test', '--package=contend', '--no-default-features', '--features=full'],
        ...['--test', 'loom_*'],
      ),
      // Everything is compiled once more for these: quickly compiled matters more than quickly run.
      env: {
        RUSTFLAGS: '--cfg loom',
        CARGO_TARGET_DIR: join(paths.target, 'loom'),
        CARGO_PROFILE_DEV_DEBUG: '0',
      },
    },
  ];
}

/** @returns {Stage[]} */
export function stages() {
  return [
    {
      id: 'fmt',
      title: 'Rust formatting',
      kind: 'one',
      minutes: 2,
      command: cargo('fmt', '--all', '--check'),
    },
    {
      id: 'build',
      title: 'build',
      kind: 'one',
      minutes: 35,
      command: script('build.mjs', '--tests'),
    },
    ...loomStages(),
    {
      id: 'clippy',
      title: 'Rust lints, everything',
      kind: 'one',
      minutes: 12,
      beside: 'build',
      command: cargo(
        ...['clippy', '--workspace', '--all-targets', '--features=contend/selftest'],
        ...['--', '-D', 'warnings'],
      ),
    },
    {
      id: 'shipped',
      title: 'Rust lints, as shipped',
      kind: 'one',
      minutes: 5,
      beside: 'build',
      command: cargo('clippy', '--package=contend', '--lib', '--bins', '--', '-D', 'warnings'),
    },
    {
      id: 'cargo',
      title: 'native tests',
      kind: 'cargo',
      minutes: 20,
      beside: 'build',
      command: cargo('test', '--package=contend', '--features=selftest', '--no-fail-fast'),
    },
    {
      id: 'wasm',
      title: 'Rust lints, page side',
      kind: 'one',
      minutes: 8,
      command: script('lint-wasm.mjs'),
    },
    {
      id: 'prettier',
      title: 'web formatting',
      kind: 'one',
      minutes: 2,
      beside: 'wasm',
      command: tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
    },
    {
      id: 'eslint',
      title: 'web lints',
      kind: 'one',
      minutes: 3,
      beside: 'wasm',
      command: tool('eslint/bin/eslint.js', '--max-warnings=0', '.'),
    },
    {
      id: 'tsc',
      title: 'web types',
      kind: 'one',
      minutes: 3,
      beside: 'wasm',
      command: tool('typescript/bin/tsc', '--project', join(root, 'tsconfig.json')),
    },
    {
      id: 'unit',
      title: 'unit tests',
      kind: 'node',
      minutes: 3,
      beside: 'wasm',
      env: { CONTEND: paths.testContend },
      ...nodeTests('unit', ['tests/unit', 'tools/tests'], { seconds: 60 }),
    },
    {
      id: 'web',
      title: 'browser tests',
      kind: 'node',
      minutes: 30,
      env: { CONTEND: paths.testContend },
      // Most of their time goes by in waiting.
      ...nodeTests('web', ['tests/web'], { seconds: 480, atOnce: 3, browsers: true }),
    },
  ];
}

// What `make test` runs: one row per stage, in two lanes.
//
// A stage is a program with a time limit and a way to count its results. The limit is there for what would
// never end: several times what a slow machine takes. One lane builds the page and drives it in browsers;
// beside it goes all else, what needs no build first. Each lane ends with a part of the native tests. No test
// rests on how long something takes.

import { join } from 'node:path';
import { withoutWebKit } from './browsers.mjs';
import { withoutGo } from './go.mjs';
import { LINTING, PARTS, TESTED } from './native.mjs';
import { paths, root } from './paths.mjs';
import { nodeTests } from './stage.mjs';

const cargo = (...args) => ['cargo', ...args];
const tool = (path, ...args) => [process.execPath, join(paths.nodeModules, path), ...args];
const script = (name, ...args) => [process.execPath, join(root, 'tools', name), ...args];

/** What a third engine may do otherwise, by the same tests as in the others: threads, isolation, frames. */
const IN_WEBKIT = [
  ...['boot', 'embed', 'isolation', 'runs', 'stop'],
  ...(process.env.EVERYWHERE ? ['links', 'race', 'race-live'] : []),
];

/** A part of the native tests, with what the lints have compiled. @returns {import('./stage.mjs').Stage} */
const native = (id, title, { arguments: part, beside = false }) => ({
  id,
  title,
  kind: 'cargo',
  minutes: 45,
  beside,
  after: beside ? undefined : 'clippy',
  env: LINTING,
  command: cargo('test', ...TESTED, ...part, '--no-fail-fast'),
});

/** @returns {import('./stage.mjs').Stage[]} */
export function stages() {
  // Most of their time goes by in waiting.
  const web = nodeTests('web', ['tests/web'], { seconds: 480, atOnce: 3 });
  const env = { CONTEND: paths.testContend };
  return [
    {
      id: 'fmt',
      title: 'Rust formatting',
      minutes: 5,
      command: cargo('fmt', '--all', '--check'),
    },
    {
      id: 'build',
      title: 'build',
      minutes: 60,
      command: script('build.mjs', '--tests'),
    },
    {
      ...web,
      title: 'browser tests',
      minutes: 60,
      env,
      command: script('with-browsers.mjs', ...web.command),
    },
    {
      id: 'loom',
      title: 'interleavings (loom)',
      kind: 'cargo',
      minutes: 30,
      beside: true,
      command: cargo(
        ...['test', '--package=contend', '--no-default-features', '--features=full,loom'],
        ...['--test', 'loom_*'],
      ),
    },
    {
      id: 'clippy',
      title: 'Rust lints, native',
      minutes: 30,
      beside: true,
      command: script('lint-native.mjs'),
    },
    {
      id: 'prettier',
      title: 'web formatting',
      minutes: 8,
      beside: true,
      command: tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
    },
    {
      id: 'eslint',
      title: 'web lints',
      minutes: 8,
      beside: true,
      command: tool('eslint/bin/eslint.js', '--max-warnings=0', '.'),
    },
    {
      id: 'tsc',
      title: 'web types',
      minutes: 8,
      beside: true,
      command: tool('typescript/bin/tsc', '--project', join(root, 'tsconfig.json')),
    },
    {
      id: 'wasm',
      title: 'Rust lints, page side',
      minutes: 25,
      beside: true,
      after: 'build',
      command: script('lint-wasm.mjs'),
    },
    {
      ...nodeTests(
        'webkit',
        ['tests/webkit', ...IN_WEBKIT.map((name) => `tests/web/${name}.test.js`)],
        { seconds: 480, atOnce: 1 },
      ),
      title: 'browser tests, WebKit',
      minutes: 45,
      beside: true,
      after: 'build',
      env: { ...env, BROWSERS: 'webkit' },
      absent: withoutWebKit,
    },
    {
      ...nodeTests('unit', ['tests/unit', 'tools/tests'], { seconds: 240 }),
      title: 'unit tests',
      minutes: 15,
      beside: true,
      after: 'build',
      env,
    },
    {
      ...nodeTests('go', ['tests/go'], { seconds: 300, atOnce: 1 }),
      title: 'code in Go',
      minutes: 25,
      beside: true,
      after: 'build',
      env,
      absent: withoutGo,
    },
    native('maps', 'native tests, every map', { arguments: PARTS.maps }),
    native('cargo', 'native tests, the rest', { arguments: PARTS.rest, beside: true }),
    native('doc', 'code in documentation', { arguments: PARTS.documentation }),
  ];
}

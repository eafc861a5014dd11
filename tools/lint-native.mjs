// `node tools/lint-native.mjs`: the Rust lints over everything that is native.
//
// clippy stands in for the compiler of what the tests and the tests' command line are made of, so that
// they are compiled once, and all that they depend on is not checked a second time. What is shipped has
// been compiled for the page's metadata; what the compiler said then, Cargo says again. A warning fails
// here alone: the tests can still be run.

import { spawnSync } from 'node:child_process';
import { KNOWING, LINTING, TESTED } from './lib/native.mjs';
import { paths } from './lib/paths.mjs';
import { ToolError, main } from './lib/shell.mjs';

/** Everything with its tests; without what only tests have; and the generator. */
const COMMANDS = [
  { command: ['test', ...TESTED, '--no-run'], env: LINTING },
  { command: ['build', '--lib', ...KNOWING], env: {} },
  { command: ['build', '--package=contend-bindgen'], env: LINTING },
];

/** @param {(typeof COMMANDS)[number]} what @returns {number} how many warnings and errors there were */
function lint({ command, env }) {
  const { status, stdout } = spawnSync('cargo', [...command, '--message-format=json'], {
    env: { ...process.env, CARGO_TARGET_DIR: paths.target, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const said = (stdout ?? '').split('\n').flatMap(diagnostic);
  for (const rendered of said) console.log(rendered);
  return status === 0 ? said.length : Math.max(said.length, 1);
}

/** What one line of cargo's output has to say, if anything. @param {string} line */
function diagnostic(line) {
  if (!line.startsWith('{')) return [];
  const { reason, message } = JSON.parse(line);
  return reason === 'compiler-message' ? [message.rendered] : [];
}

await main(async () => {
  let warnings = 0;
  for (const command of COMMANDS) warnings += lint(command);
  if (warnings > 0) throw new ToolError(`Warnings and errors: ${warnings}.`);
});

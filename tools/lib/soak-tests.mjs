// The tests that are too long for `make test`, or measure what only a quiet machine tells: `tests/soak/`.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { paths, root } from './paths.mjs';
import { nodeTests, runStage } from './stage.mjs';
import { files } from './stamp.mjs';
import { buildWasm } from './wasm.mjs';

const FOLDER = 'tests/soak';
const END = '.test.js';

/** How a test marks a line that is to be kept: by itself, or as the head or a row of a table with that title. */
const FIGURE = /^figure: (.*)$/gm;
const LINE = /^(head|row): ([^|]*) \| (.*)$/gm;

/** The modules with test hooks that tests may load. @type {import('./wasm.mjs').Name[]} */
const MODULES = ['selftest', 'suite'];

/** @typedef {{ title: string, head: string[], rows: string[][] }} Table */

/** Their names, as ONLY= has them. */
export function soakTests() {
  const names = files(join(root, FOLDER)).map((path) => basename(path));
  return names.filter((name) => name.endsWith(END)).map((name) => name.slice(0, -END.length));
}

/** Runs them one after the other. @param {string[]} names */
export async function longTests(names = soakTests()) {
  const chosen = names.map((name) => join(FOLDER, name + END));
  const texts = chosen.map((path) => readFileSync(join(root, path), 'utf8'));
  for (const module of MODULES) {
    const folder = basename(paths[`${module}Package`]);
    if (texts.some((text) => text.includes(folder))) await buildWasm(module, { quick: true });
  }
  const tests = nodeTests('soak', chosen, { seconds: 1800, atOnce: 1 });
  const { output, ...counts } = await runStage({ ...tests, title: 'long tests', minutes: 90 });
  return { ...counts, ...kept(output) };
}

/** What is to be kept of what tests printed. @param {string} output */
export function kept(output) {
  /** @type {Map<string, Table>} */
  const tables = new Map();
  for (const [, kind, title = '', text = ''] of output.matchAll(LINE)) {
    const cells = text.split(' | ');
    if (kind === 'head') tables.set(title, { title, head: cells, rows: [] });
    else tables.get(title)?.rows.push(cells);
  }
  const figures = [...output.matchAll(FIGURE)].map(([, figure = '']) => figure);
  return { figures, tables: [...tables.values()] };
}

/**
 * The measured views of the Race lab: their ladder is the engine's, their texts are in both languages,
 * and runs add up while they come.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { shortest, rungsOf } from '../../web/labs/race/live-data.js';
import { en } from '../../web/labs/race/words/live.en.js';
import { zh } from '../../web/labs/race/words/live.zh.js';

/** @typedef {import('../../web/race-results.js').RaceRun} RaceRun */

const CELLS = [
  { workers: 1, goroutines: 2 },
  { workers: 2, goroutines: 2 },
];

/** @param {number} cell @param {RaceRun['ended']} ended @param {number} ms @returns {RaceRun} */
const run = (cell, ended, ms) => ({
  ...{ cell, round: 1, ended, ms, operations: 1000 },
  unseen: { reads: 0, stores: 0 },
});

test('both languages have the same keys and ask for no other values', () => {
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  const names = (/** @type {string} */ text) =>
    new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1]));
  for (const [key, text] of Object.entries(zh)) {
    const known = names(en[/** @type {keyof typeof en} */ (key)]);
    for (const name of names(text)) assert.ok(known.has(name), `${key}: {${name}}`);
  }
});

test('a curve steps down at each death and keeps those that outlived their time', () => {
  const runs = [run(1, 'fatal', 4), run(0, 'time', 300), run(1, 'fatal', 2), run(1, 'time', 300)];
  const [one, two] = rungsOf(CELLS, runs, null);
  assert.deepEqual([one.runs, one.deaths, one.steps], [1, 0, []]);
  assert.deepEqual([two.runs, two.deaths], [3, 2]);
  assert.deepEqual(
    two.steps.map(({ at, alive }) => [at, Math.round(alive * 3)]),
    [
      [2, 2],
      [4, 1],
    ],
  );
  assert.deepEqual([two.crashes, one.crashes], [0, 0]);
  assert.equal(shortest([one, two], 300), 2);
  assert.equal(shortest([one], 300), 30);
});

test('a crash is a death of its own kind, while runs come and when they are over', () => {
  const runs = [run(0, 'fatal', 1), run(0, 'crash', 2), run(0, 'endless', 3), run(0, 'time', 300)];
  const [soFar] = rungsOf(CELLS, runs, null);
  assert.deepEqual([soFar?.runs, soFar?.deaths, soFar?.crashes], [4, 2, 1]);
  assert.deepEqual(
    soFar?.steps.map(({ at }) => at),
    [1, 2],
  );
  const summary = { ...CELLS[0], runs: 4, deaths: 2, crashes: 1, survival: [] };
  const [over] = rungsOf(CELLS, runs, /** @type {any} */ ({ cells: [summary] }));
  assert.deepEqual([over?.deaths, over?.crashes], [2, 1]);
});

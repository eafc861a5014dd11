/** Cells, groups and means of a matrix, and what more rounds may change. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { grouped, meanOf, presetsOf, shownOf } from '../../web/labs/matrix/grid.js';
import { isOpen } from '../../web/labs/matrix/open.js';
import { outcomeText } from '../../web/labs/matrix/outcome.js';
import { createLocale } from '../../web/strings/index.js';
import { codec, metadata } from './links.js';

const LINK = '#v1/matrix?maps=mutex,sharded:16&presets=ycsb-a,ycsb-c&rounds=6';
const state = codec.parse(LINK);
const locale = createLocale('en');

/** @param {number} median @param {number | null} [spread] */
const figure = (median, spread = 0.1) => ({
  median,
  low: spread === null ? null : median * (1 - spread),
  high: spread === null ? null : median * (1 + spread),
});

/**
 * @param {number[]} ratios of the second map at each preset
 * @returns {import('../../web/types.js').MatrixResult}
 */
function resultOf(ratios) {
  const presets = ['ycsb-a', 'ycsb-c'];
  const mean = Math.sqrt(ratios[0] * ratios[1]);
  const map = (/** @type {string} */ name, /** @type {number} */ of) => ({
    ...{ map: name, label: name, mean: figure(of), presets: 2 },
  });
  return /** @type {any} */ ({
    ...{ schema: 'contend/matrix/1', experiment: LINK, seed: 42, stopped: false },
    environment: { mode: 'threads' },
    maps: [map('mutex', 1), map('sharded:16', mean)],
    presets: presets.map((preset) => ({
      ...{ preset, experiment: `#v1/compare?preset=${preset}`, complete: true, kind: 'wins' },
      ...{ fastest: 'sharded:16', decided: true, warnings: [] },
    })),
    cells: presets.flatMap((preset, at) =>
      ['mutex', 'sharded:16'].map((name, which) => ({
        ...{ map: name, preset, rounds: 6, outcome: 'passed', best: which === 1 },
        opsPerSec: figure(which === 1 ? ratios[at] * 1e6 : 1e6),
        ratio: figure(which === 1 ? ratios[at] : 1),
      })),
    ),
  });
}

/** @param {Partial<import('../../web/labs/matrix/types.js').Grid>} [how] */
const grid = (how = {}) => ({ link: LINK, state, rates: {}, result: null, failed: false, ...how });

test('a cell has the median of its trials until there is a result', () => {
  const rates = { 'ycsb-a mutex': [3, 1, 2] };
  const first = shownOf(grid({ rates }), 'mutex', 'ycsb-a');
  assert.deepEqual([first.rounds, first.figures], [3, { median: 2, low: null, high: null }]);
  assert.deepEqual(shownOf(grid({ rates }), 'mutex', 'ycsb-c').figures, null);
  const result = resultOf([2, 4]);
  const later = shownOf(grid({ rates, result }), 'sharded:16', 'ycsb-a');
  assert.deepEqual([later.rounds, later.figures?.median, later.cell?.best], [6, 2e6, true]);
});

test('means of groups are geometric, and there is none of what is not whole', () => {
  const presets = presetsOf(metadata, 'ycsb-a,ycsb-c');
  const result = resultOf([2, 8]);
  assert.equal(meanOf(grid({ result }), 'sharded:16', presets), 4);
  assert.equal(meanOf(grid({ result }), 'mutex', presets), 1);
  assert.equal(meanOf(grid(), 'mutex', presets), null);
  result.cells[3].outcome = 'failed';
  assert.equal(meanOf(grid({ result }), 'sharded:16', presets), null);
  assert.equal(meanOf(grid({ result }), 'sharded:16', presets.slice(0, 1)), 2);
});

test('presets stand with those that read as much, each once', () => {
  const groups = grouped(codec, metadata.presets);
  const names = groups.flatMap(({ presets }) => presets.map(({ name }) => name));
  assert.deepEqual([...names].sort(), metadata.presets.map(({ name }) => name).sort());
  const groupOf = (/** @type {string} */ name) =>
    groups.find(({ presets }) => presets.some((preset) => preset.name === name))?.name;
  for (const [name, group] of [
    ...[
      ['ycsb-c', 'reads'],
      ['read-mostly', 'reads'],
      ['reads-75', 'mixed'],
      ['ycsb-a', 'mixed'],
    ],
    ...[
      ['exchange', 'writes'],
      ['rapid-grow', 'writes'],
    ],
  ]) {
    assert.equal(groupOf(name), group, name);
  }
});

test('what is decided or broken is not gone on with', () => {
  const result = resultOf([2, 4]);
  assert.equal(isOpen(result), false);
  const undecided = structuredClone(result);
  undecided.presets[1].decided = false;
  assert.equal(isOpen(undecided), true);
  const broken = structuredClone(undecided);
  broken.presets[1].kind = 'broken';
  assert.equal(isOpen(broken), false);
  const most = structuredClone(undecided);
  most.cells.forEach((cell) => (cell.rounds = 1000));
  assert.equal(isOpen(most), false);
});

test('the sentence claims what the means support', () => {
  const told = (/** @type {number[]} */ ratios) =>
    outcomeText(locale, metadata, grid({ result: resultOf(ratios) }), false);
  assert.match(
    told([3, 3]),
    /^Sharded · 16 has the highest geometric mean over 2 presets: 3\.00 times Mutex/,
  );
  assert.match(
    told([0.5, 0.5]),
    /^Mutex, the baseline, has the highest geometric mean over 2 presets; next is Sharded · 16 with 0\.50 of it/,
  );
  assert.match(told([1.05, 1.05]), /are not significantly different/);
  const result = resultOf([3, 3]);
  result.cells[1].outcome = 'failed';
  assert.match(
    outcomeText(locale, metadata, grid({ result }), false),
    /Sharded · 16 failed checks/,
  );
});

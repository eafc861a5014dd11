/**
 * What is computed of passes that are no runs: histories laid out, and a map's inside over time.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { answerText } from '../../web/labs/compare/history-diagram.js';
import { callText, layoutHistory as layout } from '../../web/labs/compare/history-layout.js';
import { InsideData, grouped, latest, shareSet, spread } from '../../web/charts/inside-data.js';
import { createLocale } from '../../web/strings/index.js';
import { seriesStyle } from '../../web/charts/palette.js';
import { outcomeOf } from '../../web/labs/compare/check-outcome.js';

/** @typedef {import('../../web/types.js').HistoryOperation} HistoryOperation */

/** @param {HistoryOperation[]} operations */
function layoutHistory(operations) {
  return layout(operations, String);
}

/** @param {number} thread @param {number} call @param {number | null} end @param {string} [name] @returns {HistoryOperation} */
function operation(thread, call, end, name = 'get') {
  return { thread, call, return: end, operation: name, argument: '3', result: '2' };
}

test('a history keeps the order of calls and returns, and nothing of the gaps', () => {
  const { bars, lanes } = layoutHistory([
    operation(7, 900, 1000, 'compare_exchange'),
    operation(2, 5, 950),
    operation(7, 1, 10),
  ]);
  assert.deepEqual(lanes, [2, 7]);
  assert.deepEqual(
    bars.map(({ number, lane, operation: { call } }) => [number, lane, call]),
    [
      [1, 1, 1],
      [2, 0, 5],
      [3, 1, 900],
    ],
  );
  const [first, second, third] = bars;
  assert.ok(first.from < second.from && second.from < first.to);
  assert.ok(third.from < second.to && second.to < third.to);
  assert.equal(third.call, 'compare exchange 3');
  assert.equal(third.answer, '→ 2');
});

test('every text of a history has room before the next call of its thread', () => {
  const operations = Array.from({ length: 12 }, (_, i) =>
    operation(i % 3, 10 * i, 10 * i + 5, i % 2 ? 'compare_exchange' : 'get'),
  );
  const { bars, width } = layoutHistory(operations);
  for (const bar of bars) {
    const next = bars.find((other) => other.lane === bar.lane && other.from > bar.from);
    const room = (next?.from ?? width) - bar.from;
    assert.ok(room >= bar.call.length * 6.7, `${bar.call} in ${room}`);
    assert.ok(bar.to <= width);
  }
});

test('an operation that never returned reaches to the end', () => {
  const { bars, width } = layoutHistory([operation(0, 1, null), operation(1, 2, 3)]);
  assert.equal(bars[0].to, width);
  assert.equal(bars[0].answer, '');
  assert.deepEqual(layoutHistory([]), { bars: [], lanes: [], width: 0 });
});

const words = { en: '', zh: '' };
/** @type {import('../../web/types.js').Inside} */
const INSIDE = {
  gauges: [
    { id: 'size', label: words, kind: 'level' },
    { id: 'moves', label: words, kind: 'total' },
  ],
  part: words,
  partGauges: [
    { id: 'entries', label: words, kind: 'level' },
    { id: 'waits', label: words, kind: 'total' },
  ],
};

test('figures are the whole first and then part by part', () => {
  const data = new InsideData(INSIDE);
  data.add({ elapsedMs: 500, opsPerSec: 7, figures: [10, 100, 1, 2, 3, 4, 5, 6] });
  assert.deepEqual(
    data.series.map(({ values }) => latest(values)),
    [10, 100],
  );
  assert.deepEqual(
    data.parts.map(({ values }) => values),
    [
      [1, 3, 5],
      [2, 4, 6],
    ],
  );
  data.add({ elapsedMs: 600, opsPerSec: 7, figures: [10] });
  assert.ok(Number.isNaN(latest(data.series[1].values)));
  assert.deepEqual(data.parts[0].values, []);
});

test('totals have a rate over the last second', () => {
  const data = new InsideData(INSIDE);
  for (const [elapsedMs, total] of [
    [0, 0],
    [1000, 5000],
    [2000, 5100],
  ]) {
    data.add({ elapsedMs, opsPerSec: 1, figures: [0, total] });
    if (elapsedMs === 0) assert.ok(Number.isNaN(data.rate(data.series[1])));
  }
  assert.equal(data.rate(data.series[1]), 100);
});

test('spread, share and groups', () => {
  assert.equal(spread([1, 1, 4]), 2);
  assert.ok(Number.isNaN(spread([0, 0])) && Number.isNaN(spread([])));
  assert.equal(shareSet([1, 0, 0, 1]), 0.5);
  assert.deepEqual(grouped([1, 5, 2, 9, 3], 3), [5, 9, 3]);
  assert.deepEqual(grouped([1, 2], 100), [1, 2]);
  assert.deepEqual(grouped([], 10), []);
});

test('sixteen series have sixteen markers', () => {
  const marks = Array.from({ length: 16 }, (_, i) => {
    const { marker, hollow } = seriesStyle(i);
    return `${marker} ${hollow}`;
  });
  assert.equal(new Set(marks).size, 16);
});

test('outcomes of a deep check say what was and was not found', () => {
  const report = { map: 'a', applicable: true, outcome: 'passed', histories: 1, operations: 1200 };
  const failure = { key: 3, summary: '', operations: [] };
  const outcome = (/** @type {object} */ changes, stores = true) =>
    outcomeOf({ ...report, failure: null, ...changes }, true, stores);
  assert.equal(outcome({}), 'ok');
  assert.equal(outcome({ outcome: 'failed', failure }), 'failed');
  const panicked = { outcome: 'failed', failure: { ...failure, kind: 'panicked' } };
  assert.equal(outcome(panicked), 'panicked');
  assert.equal(outcome({ outcome: 'not-checked', undecided: 2 }), 'undecided');
  assert.equal(outcome({ applicable: false }), 'inapplicable');
  assert.equal(outcome({ applicable: false }, false), 'storeless');
  assert.equal(outcomeOf(null, true, true), 'not');
  assert.equal(outcomeOf(null, false, true), 'waiting');
});

test('operations and answers in words', () => {
  const answer = answerText(createLocale('en'));
  assert.equal(answer({ kind: 'found', value: 7 }), '7');
  assert.equal(answer({ kind: 'absent' }), 'absent');
  assert.equal(answer('as it stands'), 'as it stands');
  const exchange = { ...operation(0, 1, 2, 'compare-exchange'), argument: 4, expected: 3 };
  assert.equal(callText(exchange), 'compare exchange 3 ⇒ 4');
  assert.equal(callText({ ...exchange, argument: null }), 'compare exchange');
});

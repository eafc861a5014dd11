/** The Guard lab's pure parts: what a run shows, what is asked of it, lanes and histories, and its sentences. */

import assert from 'node:assert/strict';
import test from 'node:test';
import recorded from '../data/go/incident.json' with { type: 'json' };
import { drawn, extent, firstOf, historyOf, within } from '../../web/labs/guard/lanes.js';
import { faultOf, lookOf, wordOf } from '../../web/labs/guard/look.js';
import { outcomeText } from '../../web/labs/guard/outcome.js';
import { faultText, faultTimed, timeText } from '../../web/labs/guard/texts.js';
import { createLocale } from '../../web/strings/index.js';
import { metadata } from './links.js';

const en = createLocale('en');

test('a row of figures is a look; what was cut short has the intervals that are whole', () => {
  const head = [1, 100, 250, 2, 4, 2, 3];
  const faults = [0, 300, 100, 1, 2, 3, 150, 2];
  const rows = [1, 2, 3, 4, 5, 6, 4, 500, 900, 1000, ...Array(10).fill(0), 7];
  const look = lookOf([...head, ...faults, ...rows]);
  assert.ok(look);
  assert.deepEqual([look.place, look.now, look.waiting, look.clients], [1, 250, 2, 4]);
  assert.deepEqual(look.faults, [
    { id: 1, fault: 'stall:300:100', stage: 'on' },
    { id: 2, fault: 'panic:merge:150', stage: 'over' },
  ]);
  assert.equal(look.overTime.length, 2);
  const [first, second] = look.overTime;
  assert.deepEqual(first, {
    ...{ fromMs: 0, hit: 1, miss: 2, done: 3, timeout: 4, panic: 5, overruns: 6, waiting: 4 },
    took: { p50: 500, p99: 900, p999: 1000 },
  });
  assert.deepEqual([second.fromMs, second.took], [100, null]);
  assert.equal(lookOf([]), null);
});

test('what is asked for is a kind and its argument in one number', () => {
  assert.equal(wordOf('stall', 500), 0x10000 + 500);
  assert.equal(wordOf('slow', 10_000), 0x20000 + 10_000);
  assert.equal(wordOf('panic', 'merge'), 0x30003);
  assert.equal(wordOf('stop', 63), 0x4003f);
});

test('faults are told in words, whatever they are', () => {
  assert.deepEqual(faultOf('stall:300:100'), {
    kind: 'stall',
    argument: '300',
    at: 100,
    lasts: 300,
  });
  assert.equal(faultOf('stop:1:5').lasts, null);
  assert.equal(faultText(en, 'panic:hash:5'), 'a panic in a key’s hash');
  assert.equal(faultTimed(en, 'stall:1000:1500'), 'a holder stalls for 1,000 ms, at 1.5 s');
  const told = faultText(en, 'halt\u202e:\u001b[2J:1');
  assert.ok(!told.includes('\u202e') && !told.includes('\u001b'), told);
});

/** call, outcome, overran, key, begun, took, fault */
const RECORDS = {
  calls: ['get', 'insert'],
  outcomes: ['hit', 'miss', 'done', 'timeout', 'panic'],
  csv: '',
  trace: '',
  lanes: [
    {
      ...{ client: true, number: 0, overwritten: 3 },
      records: Float64Array.of(
        ...[0, 0, 0, 7, 0, 10, 0],
        ...[1, 2, 0, 8, 20, 5, 0],
        ...[0, 3, 0, 7, 30, 100, 2],
      ),
    },
    {
      ...{ client: true, number: 1, overwritten: 0 },
      records: Float64Array.of(...[0, 1, 1, 7, 5, 200, 2], ...[1, 2, 0, -1, 210, 1, 0]),
    },
  ],
};

test('lanes: a stretch of time, a key and a fault', () => {
  assert.deepEqual(extent(RECORDS), { from: 0, to: 211 });
  assert.deepEqual(
    within(RECORDS, 0, 10, 30, 9).map(({ key }) => key),
    [8],
  );
  assert.deepEqual(
    within(RECORDS, 0, 0, 1000, 2).map(({ call }) => call),
    ['get', 'insert'],
  );
  const { entries, count } = historyOf(RECORDS, 7, 2);
  assert.equal(count, 3);
  assert.deepEqual(
    entries.map(({ lane, begun, outcome, overran }) => [lane, begun, outcome, overran]),
    [
      [1, 5, 'miss', true],
      [0, 30, 'timeout', false],
    ],
  );
  assert.equal(firstOf(RECORDS, 2)?.begun, 5);
  assert.equal(firstOf(RECORDS, 1), null);
  assert.equal(within(RECORDS, 1, 205, 300, 9)[0].key, null);
});

test('of what stands at one pixel, what a fault touched is drawn', () => {
  const one = drawn(RECORDS, 0, 0, 1000, 1);
  assert.deepEqual(
    one.map(({ fault }) => fault),
    [2],
  );
  assert.equal(drawn(RECORDS, 0, 0, 130, 130).length, 3);
});

const NOTHING = { hit: 0, miss: 0, done: 0, timeout: 0, panic: 0 };

/** @param {string} id @param {object} [change] */
const figures = (id, change = {}) => ({
  ...{ id, label: id, deadline: null, operations: { ...NOTHING, hit: 9 }, byCall: [], lost: 0 },
  ...{ took: { p50: 1, p99: 2, p999: 3, max: 4e8 }, late: null, faults: [], audit: null },
  overTime: [{ ...NOTHING, fromMs: 0, hit: 9, overruns: 0, waiting: 0, took: null }],
  ...{ records: { retained: 9, overwritten: 0 }, verdict: { outcome: 'passed' } },
  ...change,
});

test('a sentence says of each map what became of it, and of none that has not run', () => {
  const faults = [{ id: 1, operations: 4, timeouts: 0, panics: 0, longestMs: 300 }];
  const overTime = [{ ...NOTHING, fromMs: 0, overruns: 0, waiting: 4, took: null }];
  const shown = (/** @type {any} */ mutex, /** @type {any} */ safe) =>
    outcomeText(
      en,
      metadata,
      /** @type {any} */ ({
        state: { values: { threads: '4' } },
        maps: [
          { map: 'mutex', figures: mutex },
          { map: 'mutex+safe', figures: safe },
        ],
      }),
      false,
    );
  assert.match(
    shown(figures('mutex', { faults, overTime }), null),
    /^Mutex: at one time all 4 clients were waiting, and nobody could give up; the longest wait was 300 ms\.$/,
  );
  const refused = figures('mutex+safe', {
    operations: { ...NOTHING, hit: 9, timeout: 57 },
    late: { p50: 2e5, p99: 3e5, p999: 3e5, max: 3e5 },
  });
  assert.match(
    shown(null, refused),
    /57 operations were refused at the deadline, in the median 200 µs late/,
  );
  assert.match(shown(figures('mutex', { lost: 1 }), null), /1 of 4 clients ended in a panic/);
  assert.match(shown(null, null), /No map ran to the end/);
  const failed = figures('mutex', { verdict: { outcome: 'failed' } });
  assert.match(shown(failed, null), /failed its checks/);
});

test('what real Go did is shown with variants that links have', () => {
  const key = metadata.labKeys.guard.find((one) => one.key === 'variant');
  const known = key?.type === 'choice' ? key.forms.map(({ name }) => name) : [];
  const shown = recorded.programs.flatMap(({ variants }) => variants);
  assert.ok(shown.length > 0);
  assert.deepEqual(
    shown.filter((variant) => !known.includes(variant)),
    [],
  );
});

test('a time that nothing has is a dash, and one below the clock’s step says so', () => {
  assert.equal(timeText(en, undefined), '–');
  assert.equal(timeText(en, null), '–');
  assert.equal(timeText(en, 0), 'under a clock step');
  assert.equal(timeText(en, 1500), en.n.nanoseconds(1500));
});

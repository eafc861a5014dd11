/**
 * The Race lab apart from the page: how a schedule is gone along, what its cells, steps and outcomes
 * are called, and its texts.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { accessText, stepText } from '../../web/labs/race/cells.js';
import { contentsText, outcomeText } from '../../web/labs/race/outcome-text.js';
import {
  afterStep,
  finished,
  nextGoroutine,
  positionOf,
  positionText,
  scheduleText,
} from '../../web/labs/race/schedule.js';
import { goText, raceTexts, stepWords } from '../../web/labs/race/texts.js';
import { readProgram } from '../../web/link/program.js';
import { createLocale, loadLanguage } from '../../web/strings/index.js';
import { en } from '../../web/labs/race/words/en.js';
import { steps as stepsEn } from '../../web/labs/race/words/steps.en.js';
import { steps as stepsZh } from '../../web/labs/race/words/steps.zh.js';
import { zh } from '../../web/labs/race/words/zh.js';
import { codec, metadata } from './links.js';

/** @typedef {import('../../web/labs/race/types.js').Frame} Frame */

await loadLanguage('zh');
const locale = createLocale('en');
const chinese = createLocale('zh');

/** A trace of a schedule of goroutines counted from 0, of which those are ready at the end. */
/** @param {number[]} steps @param {boolean[]} ready @returns {Frame[]} */
function framesOf(steps, ready) {
  const next = ready.map((is) => ({ state: is ? 'ready' : 'finished' }));
  return /** @type {Frame[]} */ (
    /** @type {unknown} */ ([null, ...steps].map((goroutine, pos) => ({ pos, goroutine, next })))
  );
}

test('a step goes on along the schedule, or drops what followed', () => {
  const frames = framesOf([0, 0, 1, 0], [true, true]);
  assert.deepEqual(afterStep(frames, 1, 0), { sched: '1*2,2,1', pos: '2' });
  assert.deepEqual(afterStep(frames, 1, 1), { sched: '1,2', pos: 'end' });
  assert.deepEqual(afterStep(frames, 4, 1), { sched: '1*2,2,1,2', pos: 'end' });
  assert.deepEqual(afterStep(frames, 3, 0), { sched: '1*2,2,1', pos: 'end' });
  assert.deepEqual(afterStep(framesOf([], [true]), 0, 0), { sched: '1', pos: 'end' });
});

test('positions are the link’s', () => {
  const frames = framesOf([0, 0, 1], [true, true]);
  for (const [text, pos] of /** @type {const} */ ([
    ['end', 3],
    ['0', 0],
    ['2', 2],
    ['99', 3],
  ])) {
    assert.equal(positionOf(frames, text), pos);
  }
  assert.deepEqual(
    [-1, 0, 2, 3, 4].map((pos) => positionText(frames, pos)),
    ['0', '0', '2', 'end', 'end'],
  );
});

test('beyond the schedule goroutines take turns', () => {
  const frames = framesOf([0, 1], [true, true]);
  assert.equal(nextGoroutine(frames, 0), 0);
  assert.equal(nextGoroutine(frames, 1), 1);
  assert.equal(nextGoroutine(frames, 2), 0);
  assert.equal(nextGoroutine(framesOf([0], [true, false, false]), 1), 0);
  assert.equal(nextGoroutine(framesOf([], [true, true]), 0), 0);
  assert.equal(nextGoroutine(framesOf([0], [false, false]), 1), null);
});

test('a schedule that finishes fits the link and keeps what was made', () => {
  const frames = framesOf([1, 1, 0], [true, false, true]);
  const text = finished(frames, 2, 10_000);
  assert.equal(text, '2*2,1*4999,3*4999');
  const { values, problems } = codec.parse(`#v1/race?sched=${text}`);
  assert.deepEqual([values.sched, problems], [text, []]);
});

test('schedules are written as links have them', () => {
  for (const steps of [[], [0], [2, 2, 2], [0, 1, 0, 1], Array.from({ length: 40 }, () => 1)]) {
    const text = scheduleText(steps);
    assert.equal(codec.parse(`#v1/race?sched=${text}`).values.sched, text);
  }
});

test('a step says where it was and what it found', () => {
  const step = { kind: 'key-store', access: 'store', field: 'key', cell: '3.key.1' };
  const store = /** @type {const} */ ({
    ...step,
    access: 'store',
    bucket: 3,
    slot: 1,
    old: 0,
    new: 9,
  });
  assert.equal(stepText(locale, store), 'stores the key (key of bucket #3, slot 1: 0 → 9)');
  assert.match(accessText(chinese, store), /#3.*1.*0 → 9/);
  const flags = { kind: 'check-flags', access: /** @type {const} */ ('load'), field: 'flags' };
  const load = { ...flags, cell: 'flags', bucket: null, slot: null, old: 5, new: null };
  assert.equal(accessText(locale, load), 'flags = hashWriting iterator');
  assert.equal(accessText(locale, { ...load, access: 'none', old: null }), '');
  const tophash = { ...load, field: 'tophash', bucket: 1, slot: 0, old: 1 };
  assert.match(accessText(locale, tophash), /= emptyOne$/);
  assert.equal(stepWords(locale, 'no-such-step'), 'no-such-step');
});

test('outcomes say what was thrown, or what is left', () => {
  const base = {
    answers: [[], []],
    contents: [],
    count: 0,
    anomalies: [],
    fatal: null,
    stuck: null,
    writing: false,
  };
  const fatal = {
    message: 'fatal error: concurrent map writes',
    check: 'entry',
    goroutine: 1,
    other: 0,
  };
  const thrown = outcomeText(locale, { ...base, kind: 'fatal', fatal });
  assert.match(
    thrown,
    /fatal error: concurrent map writes · thrown by goroutine 2, in conflict with goroutine 1/,
  );
  const contents = [
    { key: 1, value: 10, copies: 1, reachable: true },
    { key: 1, value: 20, copies: 2, reachable: false },
  ];
  const twice = contentsText(locale, { ...base, kind: 'anomaly', contents, count: 2 });
  assert.equal(twice, 'map: {1: 10, 1: 20 (twice or more: 2)}; count = 2');
  const told = [[{ statement: 0, kind: /** @type {const} */ ('value'), value: 0, found: true }]];
  const read = outcomeText(locale, { ...base, kind: 'anomaly', answers: told });
  assert.match(read, /the map is empty; count = 0 · goroutine 1: read 0/);
});

test('statements read as Go', () => {
  const key = metadata.labKeys.race.find(({ type }) => type === 'program');
  assert.ok(key?.type === 'program');
  const program = readProgram(key.limits, '~a1:7,g1,u1,d1,r,x,l');
  assert.deepEqual(program?.goroutines[0].map(goText), [
    'm[1] = 7',
    'v, ok := m[1]',
    'm[1]++',
    'delete(m, 1)',
    'for k, v := range m',
    'clear(m)',
    'len(m)',
  ]);
});

test('both languages have the same texts and placeholders', () => {
  for (const [texts, other] of /** @type {const} */ ([
    [en, zh],
    [stepsEn, stepsZh],
  ])) {
    assert.deepEqual(Object.keys(other).sort(), Object.keys(texts).sort());
    for (const [key, text] of Object.entries(other)) {
      const names = new Set(/** @type {Record<string, string>} */ (texts)[key].match(/\{\w+/g));
      for (const name of text.match(/\{\w+/g) ?? []) assert.ok(names.has(name), `${key}: ${name}`);
      assert.ok(text.trim() !== '', key);
    }
  }
  assert.equal(raceTexts(chinese).t('view.step'), zh['view.step']);
});

test('every micro-step of the model has its words, and no other', () => {
  const source = readFileSync(
    new URL('../../crate/model/machine/step.rs', import.meta.url),
    'utf8',
  );
  const listed = [...source.matchAll(/^ +[A-Z]\w* = "([a-z-]+)",$/gm)].map(([, name]) => name);
  assert.ok(listed.length > 90);
  assert.deepEqual(Object.keys(stepsEn).sort(), listed.sort());
});

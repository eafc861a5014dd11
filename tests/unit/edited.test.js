/**
 * Result files that somebody edited, opened on the page: fifty at random, seeded. Each is refused by
 * name or shown, and nothing is shown as passed that the file itself denies.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { BadFile } from '../../web/app/open-file.js';
import { outcomeOf, outcomeOver } from '../../web/share/outcome.js';
import { readRecorded, recordedOutcome } from '../../web/share/recorded.js';
import { codec, metadata } from './links.js';
import { openSaved } from './saved.js';
import { sampleResult } from './sample-result.js';

const FILES = 50;
const good = sampleResult(['mutex', 'sharded:16']);

/** Whole numbers below a count, the same for each seed (Marsaglia's xorshift). @param {number} seed */
function chance(seed) {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return (/** @type {number} */ count) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % count;
  };
}

const OTHERS = [
  ...[null, true, false, -1, 0, 1e308, Number.MAX_SAFE_INTEGER + 2, 5e-324, [], {}, ''],
  ...['x'.repeat(100_000), '\u001b[2J<b>passed</b>\u202e', 'contend/result/2', 'passed'],
  'not-checked',
];

/** @param {any} value @param {(count: number) => number} below */
function edit(value, below) {
  const names = Object.keys(value);
  const name = names[below(names.length)];
  if (name === undefined) return;
  const inner = value[name];
  if (typeof inner === 'object' && inner !== null && below(5) > 0) return edit(inner, below);
  const kind = below(4);
  if (kind === 0 && Array.isArray(value)) value.splice(Number(name), 1);
  else if (kind === 0) delete value[name];
  else if (kind === 1 && Array.isArray(value)) value.push(structuredClone(inner));
  else if (kind === 2) value.future = { added: true };
  else value[name] = structuredClone(OTHERS[below(OTHERS.length)]);
}

/** What the file says, read by nothing but this test. @param {any} strategy */
function allPassed({ trials }) {
  const passed = (/** @type {any} */ { verdict: { ok, outcome = 'passed', checks } }) =>
    ok === true && outcome === 'passed' && checks[0].status === 'pass';
  return trials.length > 0 && trials.every(passed);
}

test('an edited file is refused by name, or shows what it says', async () => {
  const ends = { refused: 0, shown: 0 };
  for (let seed = 1; seed <= FILES; seed += 1) {
    const edited = structuredClone(good);
    const below = chance(seed);
    for (let times = below(3); times >= 0; times -= 1) edit(edited, below);
    const file = new File([JSON.stringify(edited)], 'edited.json');
    /** @type {Awaited<ReturnType<typeof openSaved>>} */
    let opened;
    try {
      opened = await openSaved(file);
    } catch (error) {
      assert.ok(error instanceof BadFile, `${seed}: ${error}`);
      assert.match(error.message, /^edited\.json: ./, String(seed));
      ends.refused += 1;
      continue;
    }
    const { carried, maps } = codec.parse(opened.address);
    const link = codec.canonical(opened.address.replace(/&r=.*/, '')) ?? '';
    const recorded = await readRecorded(carried.r ?? '', {
      ...{ maxBytes: metadata.link.maxUnpackedBytes, link, maps, canonical: codec.canonical },
    }).catch((error) => {
      assert.equal(error.name, 'RecordedFault', `${seed}: ${error}`);
      return null;
    });
    ends[recorded ? 'shown' : 'refused'] += 1;
    for (const strategy of recorded?.strategies ?? []) {
      const own = edited.strategies.find(({ id }) => id === strategy.id);
      assert.ok(
        recordedOutcome(strategy) !== 'passed' || allPassed(own),
        `${seed}: ${strategy.id}`,
      );
    }
  }
  assert.ok(ends.refused > 10 && ends.shown > 5, JSON.stringify(ends));
});

test('there are three outcomes, and of a contradiction the worst counts', () => {
  const check = (/** @type {'pass' | 'fail' | 'not-applicable'} */ status) => [
    { name: 'conservation', status, detail: null },
  ];
  const [pass, fail, skipped] = [check('pass'), check('fail'), check('not-applicable')];
  for (const [verdict, expected] of /** @type {const} */ ([
    [{ outcome: 'passed', ok: true, checks: pass }, 'passed'],
    [{ outcome: 'failed', ok: false, checks: fail }, 'failed'],
    [{ outcome: 'not-checked', ok: false, checks: skipped }, 'not-checked'],
    [{ outcome: 'passed', ok: false, checks: pass }, 'failed'],
    [{ outcome: 'passed', ok: true, checks: fail }, 'failed'],
    [{ outcome: 'passed', ok: true, checks: skipped }, 'not-checked'],
    // Before there were three.
    [{ ok: true, checks: pass }, 'passed'],
    [{ ok: true, checks: skipped }, 'not-checked'],
    [{ ok: false, checks: pass }, 'failed'],
  ])) {
    assert.equal(outcomeOf(verdict), expected, JSON.stringify(verdict));
  }
  const trials = (/** @type {(typeof pass)[]} */ ...all) =>
    all.map((checks) => ({ verdict: { ok: checks[0]?.status !== 'fail', checks } }));
  assert.equal(outcomeOver([]), 'not-checked');
  assert.equal(outcomeOver(trials(pass, pass)), 'passed');
  assert.equal(outcomeOver(trials(pass, skipped)), 'not-checked');
  assert.equal(outcomeOver(trials(pass, skipped, fail)), 'failed');
});

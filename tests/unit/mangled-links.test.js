/**
 * Links that were broken on their way: both codecs mend them alike, none becomes another experiment
 * without a word, and a link without a fault is not touched.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { fragmentOf, mend } from '../../web/link/repair.js';
import { codec, frozen, golden, lines, metadata } from './links.js';

/** @typedef {import('../../web/types.js').Repair} Repair */

/** @type {[ways: string, text: string, canonical: string | null, repairs: Repair[], carried: string | null][]} */
const MANGLED = lines('mangled.txt');

test('both codecs make the same of two thousand mangled links', () => {
  assert.ok(MANGLED.length >= 2000);
  for (const [, text, canonical, repairs] of MANGLED) {
    const fragment = fragmentOf(text, metadata.link.version) ?? text;
    assert.equal(codec.canonical(fragment), canonical, text);
    assert.deepEqual(codec.parse(fragment).repairs, repairs, text);
  }
});

test('what they carry comes along, or is seen to be damaged', () => {
  let whole = 0;
  const carrying = MANGLED.filter(([, , , , carried]) => carried !== null);
  for (const [, text, , , carried] of carrying) {
    const state = codec.parse(fragmentOf(text, metadata.link.version) ?? text);
    const told = state.fatal !== null || state.problems.length + state.repairs.length > 0;
    const seen = !/^[A-Za-z0-9_-]+$/.test(state.carried.r ?? '');
    assert.ok(state.carried.r === carried || told || seen, text);
    whole += Number(state.carried.r === carried);
  }
  assert.ok(carrying.length > 100 && whole > carrying.length * 0.8, `${whole}/${carrying.length}`);
});

test('a link without a fault is not touched', () => {
  const isKey = (/** @type {string} */ name) => name in codec.defaults || name === 'r';
  const forms = [
    ...golden.map(({ canonical }) => canonical),
    ...lines('canonical.txt'),
    ...Object.values(frozen).flatMap(({ links }) => links.map(([, canonical]) => canonical)),
  ].filter((form) => form !== null);
  assert.ok(forms.length > 500);
  for (const form of forms.flatMap((link) => [link, `${link}&r=7cEB-_`])) {
    const text = form.slice(1);
    assert.deepEqual(mend(text, { isKey, packed: metadata.link.carried }), { text, repairs: [] });
  }
});

test('what is hostile takes no time', () => {
  const { maxBytes } = metadata.link;
  for (const unit of [
    '>',
    '&',
    '=',
    '= ',
    ' ',
    '%20',
    '%25',
    '&amp;',
    '](',
    '*',
    '\u{200b}',
    '=\n',
  ]) {
    const text = `#v1/compare?x${unit.repeat(maxBytes)}`.slice(0, maxBytes - 2000) + 'a';
    const begun = performance.now();
    codec.parse(text);
    assert.ok(performance.now() - begun < 2000, unit);
  }
});

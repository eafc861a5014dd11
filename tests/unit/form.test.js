/**
 * The form's arithmetic: shares that always add up to one hundred, and typed text against bounds.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { judgeDecimal, judgeInteger } from '../../web/app/form/check.js';
import { formatMix, parseMix, rebalance } from '../../web/app/form/mix.js';
import { codec, metadata } from './links.js';

const mix = metadata.keys.find((key) => key.type === 'mix');
const letters = mix?.type === 'mix' ? mix.operations.map(({ letter }) => letter) : [];

test('whatever is asked of a mix, its shares are whole and sum to one hundred', () => {
  const steps = fc.array(
    fc.tuple(fc.constantFrom(...letters), fc.oneof(fc.integer({ min: -20, max: 150 }), fc.float())),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(steps, (wishes) => {
      let shares = parseMix('r90,i5,d5', letters);
      for (const [letter, wanted] of wishes) {
        shares = rebalance(shares, letters, letter, wanted);
        const all = Object.values(shares);
        assert.equal(
          all.reduce((sum, share) => sum + share, 0),
          100,
        );
        assert.ok(all.every((share) => Number.isInteger(share) && share >= 0));
        const text = formatMix(shares, letters);
        assert.deepEqual(codec.parse(`#v1/compare?mix=${text}`).problems, []);
      }
    }),
  );
});

test('what one operation gains is taken from reading first, then from the others', () => {
  const shares = parseMix('r90,i5,d5', letters);
  const change = (/** @type {string} */ letter, /** @type {number} */ wanted) =>
    formatMix(rebalance(shares, letters, letter, wanted), letters);
  assert.equal(change('i', 15), 'r80,i15,d5');
  assert.equal(change('i', 98), 'i98,d2');
  assert.equal(change('r', 50), 'r50,i25,d25');
  assert.equal(change('r', 100), 'r100');
});

test('typed numbers become canonical text or a reason, never both', () => {
  assert.deepEqual(judgeInteger(' 007 ', 1, 64), { text: '7', error: null });
  assert.deepEqual(judgeInteger('65', 1, 64), { text: null, error: 'bounds' });
  assert.deepEqual(judgeInteger('1e3', 1, 64), { text: null, error: 'whole' });
  assert.deepEqual(judgeInteger('', 1, 64), { text: null, error: 'whole' });
  const theta = { min: '0', max: '2', digits: 4 };
  assert.deepEqual(judgeDecimal('0.990', theta), { text: '0.99', error: null });
  assert.deepEqual(judgeDecimal('2.1', theta), { text: null, error: 'bounds' });
  assert.deepEqual(judgeDecimal('x', theta), { text: null, error: 'number' });
});

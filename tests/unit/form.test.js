/**
 * The form's arithmetic: shares that always add up to one hundred, and typed text against bounds.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { judgeTyped } from '../../web/labs/parts/form/check.js';
import { formatMix, parseMix, rebalance } from '../../web/labs/parts/form/mix.js';
import { judgeAxis } from '../../web/link/axis.js';
import { judgeValue } from '../../web/link/values.js';
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
  assert.deepEqual(judgeTyped({ min: 1, max: 64 }, ' 007 '), { text: '7', error: null });
  assert.deepEqual(judgeTyped({ min: 1, max: 64 }, '65'), { text: null, error: 'bounds' });
  assert.deepEqual(judgeTyped({ min: 1, max: 64 }, '1e3'), { text: null, error: 'whole' });
  assert.deepEqual(judgeTyped({ min: 1, max: 64 }, ''), { text: null, error: 'whole' });
  const theta = { min: '0', max: '2', digits: 4 };
  assert.deepEqual(judgeTyped({ param: theta }, '0.990'), { text: '0.99', error: null });
  assert.deepEqual(judgeTyped({ param: theta }, '2.1'), { text: null, error: 'bounds' });
  assert.deepEqual(judgeTyped({ param: theta }, 'x'), { text: null, error: 'number' });
});

test('a typed number means what it means in a link', () => {
  assert.deepEqual(judgeTyped({ param: { min: '0', max: '2', digits: 4 } }, '.98765'), {
    text: '0.9876',
    error: null,
  });
  const digits = fc.stringMatching(/^ ?-?[0-9]{0,4}([.,][0-9]{0,7})? ?$/);
  fc.assert(
    fc.property(digits, (typed) => {
      const plain = typed.trim().replace(',', '.');
      for (const key of metadata.keys) {
        if (key.type === 'integer') {
          agrees(judgeTyped(key, typed), judgeValue(key, typed.trim()));
        } else if (key.type === 'decimal-or') {
          agrees(judgeTyped(key, typed), judgeValue(key, plain));
        } else if (key.type === 'choice') {
          for (const { name, params } of key.forms) {
            if (params.length !== 1 || plain === '') continue;
            const { used, fault } = judgeValue(key, `${name}:${plain}`);
            agrees(judgeTyped({ param: params[0] }, typed), {
              used: used.split(':')[1] ?? '',
              fault,
            });
          }
        } else if (key.type === 'axis') {
          for (const spec of key.axes) {
            const read = judgeAxis(key, `${spec.name}:${plain},${plain}1`);
            if (spec.type !== 'decimal' || read.fault === 'invalid' || plain === '') continue;
            const { text } = judgeTyped(spec, typed);
            if (text !== null)
              assert.ok(read.axis?.values.includes(text), `${spec.name}: ${typed}`);
          }
        }
      }
    }),
  );
});

/**
 * @param {import('../../web/labs/parts/form/check.js').Judged} typed
 * @param {import('../../web/link/values.js').Judgement} linked
 */
function agrees(typed, linked) {
  if (typed.error === null) assert.equal(typed.text, linked.used);
  else assert.notEqual(linked.fault, null);
  if (linked.fault === null) assert.equal(typed.text, linked.used);
}

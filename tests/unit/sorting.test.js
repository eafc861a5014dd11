/** The order of a table's rows: as given, then by a column, the other way round, and as given again. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { Sorting } from '../../web/labs/parts/sorting.js';

const ROWS = [
  { name: 'b', rate: 2, ns: 5 },
  { name: 'c', rate: 9, ns: 5 },
  { name: 'a', rate: null, ns: 7 },
  { name: 'd', rate: undefined, ns: 5 },
];

/** A table whose heads are pressed. */
function table() {
  let drawn = 0;
  const host = /** @type {any} */ ({ requestUpdate: () => (drawn += 1) });
  const sorting = new Sorting(host);
  const names = () =>
    sorting
      .rows(ROWS)
      .map(({ name }) => name)
      .join('');
  /** @param {string} column @param {{ rises?: boolean }} [how] */
  const press = (column, how) => {
    const values = /** @type {any[]} */ (sorting.head(column, column, how).values);
    values.find((value) => typeof value === 'function')();
    return names();
  };
  return { names, press, state: sorting, drawn: () => drawn };
}

test('rows stand as given until somebody sorts them, and after the third press', () => {
  const { names, press, drawn } = table();
  assert.equal(names(), 'bcad');
  assert.equal(press('rate'), 'cbad', 'the largest first, what is missing last');
  assert.equal(press('rate'), 'bcad', 'the smallest first, what is missing still last');
  assert.equal(press('name', { rises: true }), 'abcd');
  assert.equal(press('name', { rises: true }), 'dcba');
  assert.equal(press('name', { rises: true }), 'bcad');
  assert.equal(drawn(), 5);
});

test('equal rows stay as they were', () => {
  const { press } = table();
  assert.equal(press('ns'), 'abcd');
  assert.equal(press('ns'), 'bcda');
});

test('a column says how it is sorted', () => {
  const { press, state } = table();
  /** @param {string} column */
  const says = (column) => state.head(column, column).values.map(String);
  assert.ok(says('rate').includes('none'));
  press('rate');
  assert.ok(says('rate').includes('descending') && says('ns').includes('none'));
  press('rate');
  assert.ok(says('rate').includes('ascending'));
});

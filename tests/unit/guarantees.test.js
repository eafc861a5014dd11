/**
 * What the strategies promise, as the chooser shows it: columns, words, filter and order.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { COLUMNS, chooseRows, promiseOf, promiseWord } from '../../web/labs/parts/guarantees.js';
import { en } from '../../web/labs/parts/words/chooser.en.js';
import { zh } from '../../web/labs/parts/words/chooser.zh.js';
import { createLocale, loadLanguage } from '../../web/strings/index.js';
import { metadata } from './links.js';

await loadLanguage('zh');

const locales = [createLocale('en'), createLocale('zh')];

test('every promise of every row has a column or its own words, in every language', () => {
  const columns = COLUMNS.map(({ id }) => id);
  for (const locale of locales) {
    const own = locale.own({ en, zh });
    for (const row of metadata.strategies) {
      for (const [name, value] of Object.entries(row.guarantees)) {
        assert.ok(locale.maybe(`promise.${name}`, ''), `${locale.language}: promise.${name}`);
        if (!columns.includes(name)) continue;
        assert.ok(own.maybe(`column.${name}`, ''), `${locale.language}: column.${name}`);
        if (typeof value !== 'string') continue;
        assert.ok(locale.maybe(`promise.value.${value}`, ''), `${locale.language}: ${value}`);
        assert.ok(own.maybe(`help.${value}`, ''), `${locale.language}: ${value} help`);
      }
    }
  }
});

test('every value of a row has its place in the order of its column', () => {
  for (const row of metadata.strategies) {
    for (const { id, order } of COLUMNS.filter((column) => column.id !== 'extraThreads')) {
      assert.ok(order.includes(row.guarantees[id]), `${row.id}: ${id}`);
    }
  }
});

test('a map that stores nothing promises nothing', () => {
  const probe = metadata.strategies.find((row) => row.guarantees.stores === false);
  assert.ok(probe);
  assert.equal(promiseOf(probe, 'iteration'), null);
  assert.equal(promiseWord(locales[0], null), '–');
  assert.equal(promiseOf(probe, 'extraThreads'), probe.extraThreads);
  assert.equal(promiseWord(locales[0], 0), 'none');
  assert.equal(promiseWord(locales[0], 'something new'), 'something new');
});

test('the filter finds words and promises, and every word counts', () => {
  const find = (/** @type {string} */ text) =>
    chooseRows(locales[0], metadata.strategies, text, '').map(({ id }) => id);
  assert.deepEqual(
    find('  '),
    metadata.strategies.map(({ id }) => id),
  );
  assert.ok(find('MUTEX').includes('mutex'));
  assert.ok(find('snapshot').includes('mutex'));
  assert.ok(!find('snapshot').includes('sharded'));
  assert.deepEqual(find('mutex no-such-word'), []);
});

test('sorting puts what gives most first and keeps the usual order among equals', () => {
  const order = (/** @type {string} */ column) =>
    chooseRows(locales[0], metadata.strategies, '', column);
  const iteration = order('iteration').map((row) => promiseOf(row, 'iteration'));
  assert.deepEqual(
    [...new Set(iteration)].filter((value) => ['snapshot', 'weak'].includes(String(value))),
    ['snapshot', 'weak'],
  );
  assert.equal(iteration[iteration.length - 1], null);
  const threads = order('extraThreads').map((row) => row.extraThreads);
  assert.deepEqual(
    threads,
    [...threads].sort((a, b) => a - b),
  );
  const usual = metadata.strategies.filter(({ extraThreads }) => extraThreads === 0);
  assert.deepEqual(order('extraThreads').slice(0, usual.length), usual);
});

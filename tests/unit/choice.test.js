/** The choice of a module: the first one for what it knows, the full one for everything else. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { moduleChooser } from '../../web/engine/choice.js';
import { metadata } from './links.js';

const words = { en: '', zh: '' };
const plain = metadata.strategies.find(({ param }) => param === null);
const row = {
  .../** @type {NonNullable<typeof plain>} */ (plain),
  variants: [
    { id: 'here', label: words, core: true },
    { id: 'there', label: words, core: false },
  ],
};
const choose = moduleChooser({
  ...metadata,
  core: [...metadata.core, 'inner'],
  strategies: [...metadata.strategies, { ...row, id: 'inner' }, { ...row, id: 'outer' }],
});

for (const [name, maps] of /** @type {const} */ ([
  ['core', 'inner'],
  ['core', 'inner:here'],
  ['full', 'inner:there'],
  ['full', 'outer'],
  ['full', 'inner,outer'],
  ['full', 'inner,unheard-of'],
])) {
  test(`${maps}: ${name}`, () => assert.equal(choose(`#v1/compare?maps=${maps}`), name));
}

test('the landing experiment and the default maps are in the first module', () => {
  assert.equal(choose(metadata.landing), 'core');
  assert.equal(choose('#v1/compare?threads=3'), 'core');
});

test('a link that nobody can read needs no more than the first module', () => {
  assert.equal(choose('#v9/compare?maps=outer'), 'core');
});

/** The choice of a module: the smallest one that knows all that a link asks for. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { moduleChooser } from '../../web/engine/choice.js';
import { createCodec } from '../../web/link/codec.js';
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
const inner = {
  ...metadata,
  core: [...metadata.core, 'inner'],
  strategies: [...metadata.strategies, { ...row, id: 'inner' }, { ...row, id: 'outer' }],
};
const { parse } = createCodec(inner);
const choice = moduleChooser(inner);
/** @param {string} link @param {'core' | 'full'} least */
const choose = (link, least) => choice(parse(link), least);

for (const [name, maps] of /** @type {const} */ ([
  ['core', 'inner'],
  ['core', 'inner:here'],
  ['full', 'inner:there'],
  ['full', 'outer'],
  ['full', 'inner,outer'],
  ['full', 'inner,unheard-of'],
])) {
  test(`${maps}: ${name}`, () => {
    assert.equal(choose(`#v1/compare?maps=${maps}`, 'core'), name);
    assert.equal(choose(`#v1/compare?maps=${maps}`, 'full'), 'full');
  });
}

test('other entries than the usual ones are for the wide module, whatever the maps', () => {
  assert.ok(metadata.wide.length > 0);
  for (const key of metadata.wide) {
    const { choices = [], default: usual } = metadata.keys.find((meta) => meta.key === key) ?? {};
    for (const choice of choices) {
      const link = `#v1/compare?maps=inner&${key}=${choice}`;
      assert.equal(choose(link, 'core'), choice === usual ? 'core' : 'wide', link);
    }
    assert.equal(choose(`#v1/compare?maps=inner&${key}=nonsense`, 'core'), 'core');
  }
});

test('an axis of such a key is for the wide module, any other for what the maps need', () => {
  const axes = metadata.keys.flatMap((meta) => (meta.type === 'axis' ? meta.axes : []));
  assert.ok(axes.some(({ key }) => metadata.wide.includes(key ?? '')));
  for (const { name, key } of axes) {
    const expected = metadata.wide.includes(key ?? '') ? 'wide' : 'full';
    assert.equal(choose(`#v1/scale?maps=inner&axis=${name}`, 'full'), expected, name);
  }
});

test('the landing experiment and the default maps are in the first module', () => {
  assert.equal(choose(metadata.landing, 'core'), 'core');
  assert.equal(choose('#v1/compare?threads=3', 'core'), 'core');
});

test('a link that nobody can read needs no more than the first module', () => {
  assert.equal(choose('#v9/compare?maps=outer', 'core'), 'core');
});

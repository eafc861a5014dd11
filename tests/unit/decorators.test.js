/**
 * What goes around a map, `mutex+inner`: any order in, one order out, and what is unknown is named. The
 * metadata here has two decorators of the test's own in place of its own.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { moduleChooser } from '../../web/engine/choice.js';
import { mapAt } from '../../web/labs/scale/curves.js';
import { createCodec } from '../../web/link/codec.js';
import { formatSpec } from '../../web/link/maps.js';
import { parseSpec, specLabel } from '../../web/link/specs.js';
import { createLocale } from '../../web/strings/index.js';
import { metadata as built } from './links.js';

/** @param {string} id */
const decorator = (id) => {
  const words = { en: id, zh: id };
  return { id, label: words, summary: words, tradeOffs: words, refuses: id === 'outer' };
};
const metadata = { ...built, decorators: [decorator('inner'), decorator('outer')] };
const codec = createCodec(metadata);

test('decorators stand after the map and before the copy, in one order', () => {
  for (const [text, canonical] of [
    ['mutex+inner', 'mutex+inner'],
    ['mutex+outer+inner', 'mutex+inner+outer'],
    ['sharded+outer*2', 'sharded:16+outer*2'],
    ['sharded::mutex+inner', 'sharded:16:mutex+inner'],
  ]) {
    assert.equal(codec.spec(text ?? '')?.text, canonical);
    const spec = parseSpec(metadata, canonical ?? '');
    assert.ok(spec);
    assert.equal(formatSpec(spec), canonical);
  }
  for (const text of [
    'mutex+',
    'mutex+nope',
    'mutex+inner+inner',
    'mutex+inner+nope',
    'mutex+inner:16',
    'mutex*2+inner',
    '+inner',
  ]) {
    assert.equal(codec.spec(text), null, text);
  }
});

test('a link has decorated maps, and one of them as its baseline', () => {
  const link =
    '#v1/compare?maps=mutex,mutex+outer+inner,mutex+inner+outer&baseline=mutex+outer+inner';
  const { maps, values, problems } = codec.parse(link);
  assert.deepEqual(maps, ['mutex', 'mutex+inner+outer']);
  assert.equal(values.baseline, 'mutex+inner+outer');
  assert.deepEqual(
    problems.map(({ kind, value }) => [kind, value]),
    [['duplicate-map', 'mutex+inner+outer']],
  );
  const canonical = '#v1/compare?maps=mutex,mutex+inner+outer&baseline=mutex+inner+outer';
  assert.equal(codec.canonical(link), canonical);
  assert.equal(codec.canonical(canonical), canonical);
});

test('a decorated map has a name of its own, is varied like the map, and is not in the first module', () => {
  const locale = createLocale('en');
  const plain = specLabel(metadata, locale, 'sharded:16');
  assert.equal(specLabel(metadata, locale, 'sharded:16+inner'), `${plain} · inner`);
  const axis = codec.parse('#v1/scale?maps=sharded:16+inner&axis=shards:4,8').axis;
  assert.ok(axis);
  assert.equal(mapAt(codec, axis, 'sharded:16+inner*2', '4'), 'sharded:4+inner*2');
  const choose = moduleChooser(metadata);
  assert.equal(choose(codec.parse('#v1/compare?maps=mutex'), 'core'), 'core');
  assert.equal(choose(codec.parse('#v1/compare?maps=mutex,mutex+inner'), 'core'), 'full');
});

test('a deadline is for maps that can refuse', () => {
  for (const [maps, deadline, kinds] of /** @type {[string, string, string[]][]} */ ([
    ['mutex+outer', '20', []],
    ['mutex,rwlock+inner+outer', '20', []],
    ['mutex+inner', 'none', ['needs-safe']],
    ['mutex', 'none', ['needs-safe']],
  ])) {
    const { values, problems } = codec.parse(`#v1/compare?maps=${maps}&deadline=20`);
    assert.equal(values.deadline, deadline, maps);
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      kinds,
      maps,
    );
  }
});

test('builds without decorators know none', () => {
  assert.equal(createCodec({ ...built, decorators: [] }).spec('mutex+inner'), null);
});

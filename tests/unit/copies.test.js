/**
 * A map named again, `mutex*2`: a map of its own wherever maps have names, beside the one it copies.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { formatSpec } from '../../web/link/maps.js';
import { anotherCopy, parseSpec, specLabel } from '../../web/link/specs.js';
import { snippet } from '../../web/embed/snippet.js';
import { moduleChooser } from '../../web/engine/choice.js';
import { conclusionText } from '../../web/labs/compare/conclusion.js';
import { mapAt } from '../../web/labs/scale/curves.js';
import { packRecorded, readRecorded, recordedOf } from '../../web/share/recorded.js';
import { createLocale, loadLanguage } from '../../web/strings/index.js';
import { codec, metadata } from './links.js';
import { sampleResult } from './sample-result.js';

await loadLanguage('zh');
const [english, chinese] = /** @type {const} */ (['en', 'zh']).map(createLocale);

/** @param {string} text */
const spec = (text) => {
  const read = parseSpec(metadata, text);
  assert.ok(read, text);
  return read;
};

test('a copy is taken apart and put together again', () => {
  for (const { id, param, variants } of metadata.strategies) {
    const plain = param ? [id, param.default] : [id];
    for (const parts of [plain, ...variants.map((variant) => [...plain, variant.id])]) {
      for (const [end, copy] of /** @type {[string, number][]} */ ([
        ['', 1],
        ['*2', 2],
        ['*16', 16],
      ])) {
        const text = parts.join(':') + end;
        assert.equal(spec(text).row.id, id);
        assert.equal(spec(text).copy, copy);
        assert.equal(formatSpec(spec(text)), text);
        assert.equal(codec.spec(text)?.text, text);
      }
    }
  }
});

test('each copy has a name of its own in either language', () => {
  const names = ['mutex', 'mutex*2', 'mutex*3', 'sharded:16*2', 'sharded:16:mutex*2'];
  for (const locale of [english, chinese]) {
    const labels = names.map((text) => specLabel(metadata, locale, text));
    assert.equal(new Set(labels).size, names.length, labels.join());
    assert.ok(labels[1]?.startsWith(labels[0] ?? '?'), labels[1]);
    assert.ok(labels.every((label) => !/[{}*]/.test(label)));
  }
  assert.equal(
    specLabel(metadata, english, 'mutex*2'),
    `${specLabel(metadata, english, 'mutex')} (copy 2)`,
  );
  assert.match(specLabel(metadata, chinese, 'mutex*3'), /（第 3 份）$/);
});

test('the next copy is the lowest number that is free, until there is none', () => {
  const { copies } = metadata.keys.find((key) => key.type === 'maps') ?? { copies: 0 };
  assert.equal(anotherCopy(metadata, spec('mutex'), ['mutex']), 'mutex*2');
  assert.equal(anotherCopy(metadata, spec('mutex'), ['mutex', 'mutex*3']), 'mutex*2');
  assert.equal(anotherCopy(metadata, spec('mutex*2'), ['mutex*2']), 'mutex');
  assert.equal(
    anotherCopy(metadata, spec('sharded:8'), ['sharded:8', 'sharded:16']),
    'sharded:8*2',
  );
  /** @type {string[]} */
  const chosen = [];
  for (let next; (next = anotherCopy(metadata, spec('mutex'), chosen));) chosen.push(next);
  assert.equal(chosen.length, copies);
  assert.deepEqual(codec.parse(`#v1/compare?maps=${chosen}`).problems, []);
});

test('a copy is in the module that its map is in', () => {
  const moduleOf = moduleChooser(metadata);
  for (const [map, name] of [
    ['mutex', 'core'],
    ['scc', 'full'],
  ]) {
    for (const maps of [map, `${map}*2`, `${map},${map}*2`]) {
      assert.equal(moduleOf(codec.parse(`#v1/compare?maps=${maps}`), 'core'), name, maps);
    }
  }
});

test('where the number varies, a copy stays one', () => {
  const { axis } = codec.parse('#v1/scale?axis=shards:1,4,64');
  assert.ok(axis);
  assert.equal(mapAt(codec, axis, 'sharded:16*2', '4'), 'sharded:4*2');
  assert.equal(mapAt(codec, axis, 'sharded:16:mutex*3', '64'), 'sharded:64:mutex*3');
  assert.equal(mapAt(codec, axis, 'mutex*2', '64'), 'mutex*2');
});

const twice = sampleResult(['mutex', 'mutex*2', 'sharded:16:mutex*16']);

test('a result with copies goes into a link and comes out again', async () => {
  const { maps } = codec.parse(twice.experiment);
  const rules = {
    ...{ maxBytes: metadata.link.maxUnpackedBytes, link: twice.experiment, maps },
    canonical: codec.canonical,
  };
  const back = await readRecorded(await packRecorded(recordedOf(twice)), rules);
  assert.deepEqual(
    back.strategies.map(({ id }) => id),
    maps,
  );
  assert.deepEqual(back.conclusion.tied, maps);
  for (const bad of ['mutex*', 'mutex*x', 'mutex*222', 'mutex*2*3', '*2']) {
    const strategies = recordedOf(twice).strategies.map((one) => ({ ...one, id: bad }));
    const text = await packRecorded({ ...recordedOf(twice), strategies });
    await assert.rejects(readRecorded(text, rules), { fault: 'shape' }, bad);
  }
});

test('the conclusion and a snippet tell copies apart', () => {
  const tied = conclusionText(metadata, english, {
    ...twice,
    conclusion: { ...twice.conclusion, best: 'mutex', tied: ['mutex', 'mutex*2'] },
  });
  assert.ok(tied.includes(specLabel(metadata, english, 'mutex*2')), tied);
  const choice = /** @type {const} */ ({
    ...{ kind: 'element', base: 'https://example.org/', link: twice.experiment },
    ...{ theme: 'auto', lang: '', height: 400 },
  });
  const embedded = snippet(choice, { locale: english, metadata, result: twice });
  assert.ok(embedded.includes(`<td>${specLabel(metadata, english, 'mutex*2')}</td>`), embedded);
});

/**
 * What holds for any link: parsing never throws, the canonical form is a fixed point without
 * problems, and equal experiments have equal links, however they were written.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { codec, corpus, golden, metadata } from './links.js';

const RUNS = { numRuns: 3000 };

const canonicals = golden.flatMap(({ canonical }) => canonical ?? []);

const keys = [...metadata.keys, ...Object.values(metadata.labKeys).flat()];

/** Text made of the pieces that links are made of, and of any others. */
const pieces = [
  ...['#', 'v1/', 'compare', '?', '&', '=', ',', ':', '+', '%', '%2C', '%3a', '%ff', '-', '.', '0'],
  ...['~', '*', 'a', 'g', 'l', '*2', '*16'],
  ...keys.map(({ key }) => `&${key}=`),
  ...metadata.strategies.map(({ id }) => id),
  ...[...metadata.presets, ...metadata.comparisons].map(({ name }) => `&preset=${name}`),
];
/** Labs that do not stand apart: those have a test of their own. */
const shared = metadata.link.labs.filter((lab) => !metadata.link.apart.includes(lab));
const linkish = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.nat().map(String), fc.string({ unit: 'binary' })))
  .chain((parts) => fc.constantFrom(...shared).map((lab) => `#v1/${lab}?${parts.join('')}`));
const anything = fc.oneof(fc.string({ unit: 'binary' }), linkish, fc.constantFrom(...corpus));

/** @param {string} link */
function holds(link) {
  const parsed = codec.parse(link);
  const { apart, only, unused } = metadata.link;
  const own = apart.includes(parsed.lab) ? metadata.labKeys[parsed.lab] : null;
  const few = only[parsed.lab];
  const hasMaps =
    parsed.values[few?.key ?? ''] !== (few?.value ?? null) &&
    (own?.some(({ key }) => key === 'maps') ?? true);
  assert.equal(parsed.maps.length >= 1, hasMaps);
  const hasBaseline = hasMaps && unused[parsed.lab]?.includes('baseline') !== true;
  assert.equal(parsed.maps.includes(parsed.values.baseline ?? ''), hasBaseline);
  const canonical = codec.canonical(link);
  assert.equal(canonical === null, parsed.fatal !== null);
  if (canonical === null) return;
  const form = hasMaps
    ? /^#v1\/[a-z]+\?maps=[A-Za-z0-9\-._~:,+*%&=]+$/
    : /^#v1\/[a-z]+(\?[A-Za-z0-9\-._~:,+*%&=]+)?$/;
  assert.match(canonical, form);
  const again = codec.parse(canonical);
  assert.deepEqual(again.problems, []);
  assert.deepEqual(again.values, parsed.values);
  assert.equal(codec.canonical(canonical), canonical);
}

test('any text', () => fc.assert(fc.property(anything, holds), RUNS));

for (const [from, to] of Array.from({ length: Math.ceil(corpus.length / 200) }, (_, part) => [
  part * 200,
  (part + 1) * 200,
])) {
  test(`hostile corpus ${from}-${to}`, () => corpus.slice(from, to).forEach(holds));
}

test('labs with keys of their own take any text for each, and know no other key', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('go', 'any', '50', '-1', 'update,ordered', 'iterate,x', 'ycsb-b,reads-100', ''),
  );
  const all = [...keys, ...metadata.labKeys.choose, ...metadata.labKeys.matrix].map(
    ({ key }) => key,
  );
  const pairs = fc.array(fc.tuple(fc.constantFrom(...all), value), { maxLength: 8 });
  const property = fc.property(fc.constantFrom(...metadata.link.apart), pairs, (lab, given) => {
    const query = given.map(([key, text]) => `${key}=${escapeAll(text)}`).join('&');
    const { values, problems } = codec.parse(`#v1/${lab}?${query}`);
    const own = metadata.labKeys[/** @type {'choose' | 'matrix'} */ (lab)].map(({ key }) => key);
    assert.deepEqual(Object.keys(values).sort(), [...own].sort());
    const foreign = given.filter(([key]) => !own.includes(key));
    const unknown = problems.filter(({ kind }) => kind === 'unknown-key');
    assert.equal(unknown.length, foreign.length);
    const canonical = codec.format(lab, values);
    const again = codec.parse(canonical);
    assert.deepEqual([again.problems, again.values], [[], values]);
    assert.equal(codec.canonical(canonical), canonical);
  });
  fc.assert(property, RUNS);
});

test('unpaired surrogates do no harm', () => {
  holds('#v1/compare?maps=\ud800&threads=\udfff');
  holds(`#v1/compare?\ud800=${'\udc00'.repeat(100)}`);
});

test('the order and the encoding of a link do not matter', () => {
  const shuffled = fc.constantFrom(...canonicals).chain((canonical) => {
    const [head = '', query = ''] = canonical.split('?');
    const pairs = query.split('&');
    return fc.record({
      canonical: fc.constant(canonical),
      head: fc.constant(head),
      pairs: fc.shuffledSubarray(pairs, { minLength: pairs.length }),
      encode: fc.boolean(),
    });
  });
  const property = fc.property(shuffled, ({ canonical, head, pairs, encode }) => {
    const query = pairs.map((pair) => (encode ? pair.split('=').map(escapeAll).join('=') : pair));
    assert.equal(codec.canonical(`${head}?${query.join('&')}`), canonical);
  });
  fc.assert(property, RUNS);
});

/** @param {string} text */
function escapeAll(text) {
  const bytes = Array.from(new TextEncoder().encode(text));
  return bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

test('format takes any texts and gives a canonical link', () => {
  const values = fc.dictionary(
    fc.constantFrom(...keys.map(({ key }) => key), '__proto__', 'nothing'),
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('7', 'r100', 'eq', '', '1-3~a4+d1', '1*3,2'),
    ),
  );
  const property = fc.property(values, fc.constantFrom(...metadata.link.labs), (given, lab) => {
    const link = codec.format(lab, given);
    assert.equal(codec.canonical(link), link);
  });
  fc.assert(property, RUNS);
});

test('what is varied has no value beside its axis', () => {
  const axis = metadata.keys.find((key) => key.type === 'axis');
  for (const { name, key } of axis?.axes ?? []) {
    if (key === null) continue;
    const other = metadata.keys.find((meta) => meta.key === key)?.choices.at(-1) ?? '';
    const link = codec.canonical(`#v1/scale?axis=${name}&${key}=${other}`);
    assert.equal(link, codec.canonical(`#v1/scale?axis=${name}`));
  }
  assert.equal(codec.parse('#v1/compare').values.axis, undefined);
});

test('every offered value, preset and strategy is canonical', () => {
  for (const { key, choices } of metadata.keys) {
    for (const choice of choices) {
      // A map for which every key has a meaning.
      const link = `#v1/compare?maps=mutex+safe&${key}=${encodeURIComponent(choice)}`;
      const { values, problems } = codec.parse(link);
      assert.deepEqual(problems, [], `${key}=${choice}`);
      assert.equal(values[key], choice);
    }
  }
  const axis = metadata.keys.find((key) => key.type === 'axis');
  for (const { name, default: values } of axis?.axes ?? []) {
    const text = `${name}:${values}`;
    assert.equal(codec.parse(`#v1/scale?axis=${name}`).values.axis, text);
    assert.deepEqual(codec.parse(`#v1/scale?axis=${text}`).problems, [], text);
  }
  for (const { name, query } of [...metadata.presets, ...metadata.comparisons]) {
    assert.deepEqual(codec.parse(`#v1/compare?preset=${name}`).problems, [], name);
    assert.deepEqual(codec.parse(`#v1/compare?${query}`).problems, [], query);
  }
  for (const { id, param, variants } of metadata.strategies) {
    const parts = param ? [id, param.default] : [id];
    for (const spec of [parts, ...variants.map((variant) => [...parts, variant.id])]) {
      assert.equal(codec.spec(spec.join(':'))?.text, spec.join(':'));
    }
  }
  assert.equal(codec.canonical(metadata.landing), metadata.landing);
});

test('a map named again is a map of its own, whatever the others are', () => {
  const { copies = 0, max = 0 } = metadata.keys.find((key) => key.type === 'maps') ?? {};
  const names = metadata.strategies.flatMap(({ id, param, variants }) => {
    const parts = param ? [id, param.default] : [id];
    return [parts, ...variants.map((variant) => [...parts, variant.id])];
  });
  const named = fc
    .tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: copies }))
    .map(([parts, copy]) => parts.join(':') + (copy > 1 ? `*${copy}` : ''));
  const list = fc.uniqueArray(named, { minLength: 1, maxLength: max });
  const property = fc.property(list, fc.nat(), (maps, at) => {
    const baseline = maps[at % maps.length];
    const link = `#v1/compare?maps=${maps.join()}&baseline=${baseline}`;
    const { problems, values } = codec.parse(link);
    assert.deepEqual(problems, []);
    assert.deepEqual([values.maps, values.baseline], [maps.join(), baseline]);
    holds(link);
  });
  fc.assert(property, RUNS);
});

test('programs and schedules are canonical however they were written', () => {
  const number = fc.nat(99);
  const statement = fc.oneof(
    fc.tuple(fc.constantFrom('a', 'g', 'u', 'd'), number).map((parts) => parts.join('')),
    fc.tuple(number, number).map(([key, value]) => `a${key}:${value}`),
    fc.constantFrom('r', 'x', 'l'),
  );
  const goroutine = fc.array(statement, { minLength: 1, maxLength: 8 }).map((list) => list.join());
  const program = fc.tuple(
    fc.array(number, { maxLength: 64 }).map((list) => list.join()),
    fc.array(goroutine, { minLength: 1, maxLength: 3 }).map((list) => list.join('+')),
  );
  const turn = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 99 }));
  const schedule = fc.array(turn, { maxLength: 60 });
  fc.assert(
    fc.property(program, schedule, ([entries, goroutines], turns) => {
      const sched = turns.map((parts) => parts.join('*')).join();
      const { values, problems } = codec.parse(
        `#v1/race?prog=${entries}~${goroutines}&sched=${sched}`,
      );
      assert.deepEqual(problems, []);
      const again = codec.parse(codec.format('race', values));
      assert.deepEqual([again.values, again.problems], [values, []]);
      const [start, rest] = values.prog.split('~');
      const spelt = (start ? start.split(',') : []).flatMap((piece) => {
        const [from, to = from] = piece.split('-').map(Number);
        return Array.from({ length: to - from + 1 }, (_, place) => from + place);
      });
      assert.deepEqual(spelt, [...new Set(entries ? entries.split(',').map(Number) : [])]);
      assert.equal(rest.split('+').length, goroutines.split('+').length);
      const steps = (/** @type {string} */ text) =>
        (text ? text.split(',') : []).flatMap((piece) => {
          const [who, count = 1] = piece.split('*').map(Number);
          return Array.from({ length: count }, () => who);
        });
      assert.deepEqual(steps(values.sched), steps(sched));
    }),
  );
});

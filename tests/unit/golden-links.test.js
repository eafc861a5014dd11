/**
 * The golden links: each parses to exactly the canonical form and the problems that the file states.
 * The native codec runs the same file.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { apart, codec, golden } from './links.js';

for (const { link, canonical, problems, fatal, repairs = [] } of golden) {
  test(`golden ${JSON.stringify(link.slice(0, 90))}`, () => {
    const parsed = codec.parse(link);
    assert.deepEqual(parsed.fatal, fatal);
    assert.deepEqual(parsed.problems, problems);
    assert.deepEqual(parsed.repairs, repairs);
    assert.equal(codec.canonical(link), canonical);
  });
}

for (const { link, canonical, problems, fatal, repairs = [] } of apart) {
  test(`a lab apart ${JSON.stringify(link.slice(0, 90))}`, () => {
    const parsed = codec.parse(link);
    assert.deepEqual(parsed.fatal, fatal);
    assert.deepEqual(parsed.problems, problems);
    assert.deepEqual(parsed.repairs, repairs);
    assert.equal(codec.canonical(link), canonical);
    if (canonical === null) return;
    const again = codec.parse(canonical);
    assert.deepEqual([again.problems, again.values], [[], parsed.values]);
    assert.equal(codec.canonical(canonical), canonical);
  });
}

test('the golden links cover every kind of problem', () => {
  const kinds = golden.flatMap(({ problems, fatal }) => [...problems, fatal]);
  assert.deepEqual([...new Set(kinds.map((problem) => problem?.kind))].sort(), [
    'bad-encoding',
    'duplicate-key',
    'duplicate-map',
    'invalid',
    'needs-safe',
    'out-of-range',
    'too-long',
    'too-many-maps',
    'unknown-key',
    'unknown-lab',
    'unknown-map',
    'unknown-version',
    undefined,
  ]);
});

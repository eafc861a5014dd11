/**
 * The golden links: each parses to exactly the canonical form and the problems that the file states.
 * The native codec runs the same file.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { codec, golden } from './links.js';

for (const { link, canonical, problems, fatal, repairs = [] } of golden) {
  test(`golden ${JSON.stringify(link.slice(0, 90))}`, () => {
    const parsed = codec.parse(link);
    assert.deepEqual(parsed.fatal, fatal);
    assert.deepEqual(parsed.problems, problems);
    assert.deepEqual(parsed.repairs, repairs);
    assert.equal(codec.canonical(link), canonical);
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

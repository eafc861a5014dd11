/**
 * Links for ever: what a released build read, this one reads the same; what was written down of it
 * has not been touched; and both codecs agree on every hostile link that is written down.
 *
 * A release adds its block to `frozen-v1.json`, and its hash here. Nothing that is in either ever
 * changes.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { codec, corpus, frozen, lines } from './links.js';

/** SHA-256 of each block as compact JSON. @type {Record<string, string>} */
const HASHES = {
  '0.1.0': '02415f7d5a2f672fb87d73be05382489ac492cf7b5dd70baa9fac44f59470d9d',
};

test('no frozen block was changed, added unseen or lost', () => {
  const found = Object.entries(frozen).map(([release, block]) => [
    release,
    createHash('sha256').update(JSON.stringify(block)).digest('hex'),
  ]);
  assert.deepEqual(Object.fromEntries(found), HASHES);
});

for (const [release, { defaults, links }] of Object.entries(frozen)) {
  test(`links of ${release} read as they did`, () => {
    for (const [link, canonical] of links) assert.equal(codec.canonical(link), canonical, link);
    for (const [key, value] of Object.entries(defaults)) {
      assert.equal(codec.defaults[key], value, key);
    }
  });
}

test('the corpus has the forms that the native codec wrote down', () => {
  const forms = lines('canonical.txt');
  assert.equal(forms.length, corpus.length);
  for (const [place, link] of corpus.entries()) {
    assert.equal(codec.canonical(link), forms[place], link);
  }
});

test('so has the sample of the hostile links', () => {
  /** @type {[string, string | null][]} */
  const sample = [...lines('sample.txt'), ...lines('copies.txt')];
  assert.ok(sample.length >= 1200);
  for (const [link, canonical] of sample) {
    assert.equal(codec.canonical(link), canonical, link);
    assert.ok(!canonical?.includes('&r='));
  }
});

test('what a link carries is handed on, and is no part of the experiment', () => {
  const { carried, problems, values } = codec.parse('#v1/compare?r=A-_&maps=mutex');
  assert.deepEqual([carried, problems], [{ r: 'A-_' }, []]);
  assert.ok(!('r' in values));
  assert.equal(codec.format('compare', values, carried), '#v1/compare?maps=mutex&r=A-_');
  assert.equal(codec.format('compare', { ...values, r: 'no' }), '#v1/compare?maps=mutex');
  assert.deepEqual(codec.parse('#v2/compare?r=A').carried, {});
});

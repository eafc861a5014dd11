// One source of headers: what the hosts' file says, and what is kept for how long.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheControl, contentPolicy, headersFile, siteHeaders } from '../lib/headers.mjs';

/** The rules of a `_headers` file by address. */
function rulesOf(text) {
  const rules = {};
  let path = '';
  for (const line of text.split('\n').filter(Boolean)) {
    if (!line.startsWith(' ')) rules[(path = line)] = {};
    else rules[path][line.slice(2, line.indexOf(': '))] = line.slice(line.indexOf(': ') + 2);
  }
  return rules;
}

test('the rules name every header, and no address gets one twice', () => {
  for (const base of ['/', '/sub/path/']) {
    const rules = rulesOf(headersFile(['index.html', 'sw.js'], base));
    assert.deepEqual(rules[`${base}*`], { ...siteHeaders });
    assert.match(rules[`${base}assets/*`]['Cache-Control'], /immutable/);
    for (const path of ['', 'index.html', 'sw.js']) {
      assert.equal(rules[base + path]['Cache-Control'], 'no-cache', path);
    }
    assert.equal(rules[`${base}*`]['Cache-Control'], undefined);
  }
});

test('only names with a hash are kept for ever', () => {
  assert.match(cacheControl('dist/assets/index-AbCd_-12.js'), /immutable/);
  for (const path of ['dist/sw.js', 'dist/index.html', 'dist/contend-lab.js']) {
    assert.equal(cacheControl(path), 'no-cache', path);
  }
});

test('the policy allows no inline code and no other origin', () => {
  assert.doesNotMatch(contentPolicy, /unsafe-inline|'unsafe-eval'|https?:|\*/);
  assert.match(contentPolicy, /default-src 'none'/);
  // A <meta> that says it makes browsers complain.
  assert.doesNotMatch(contentPolicy, /frame-ancestors/);
});

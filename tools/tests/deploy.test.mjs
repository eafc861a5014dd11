// A deploy keeps its promise to those who pin a build only if no later one ever changes what they got.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { deployTree } from '../lib/deploy.mjs';
import { ToolError } from '../lib/shell.mjs';
import { brokenLinks } from './site-links.mjs';
import { hash } from '../lib/stamp.mjs';

const FIRST = {
  'index.html': '<script src="./assets/a-AAAAAAAA.js"></script><a href="presets/old/">old</a>',
  'assets/a-AAAAAAAA.js': 'first',
  'presets/old/index.html': '<a href="../../">home</a>',
  'sitemap.xml': '<urlset/>',
  _headers: '/*\n  X: 1\n\n/assets/*\n  Cache-Control: y\n',
};
const SECOND = {
  'index.html': '<script src="./assets/a-BBBBBBBB.js"></script>',
  'assets/a-BBBBBBBB.js': 'second',
  _headers: FIRST._headers,
};

let folder = '';
let out = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contend-deploy-'));
  out = join(folder, 'out');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @param {Record<string, string>} files */
function deploy(files, version = '1.2.3') {
  const site = join(folder, 'site');
  rmSync(site, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(site, name)), { recursive: true });
    writeFileSync(join(site, name), text);
  }
  return deployTree({ site, out, version });
}
const read = (name) => readFileSync(join(out, name), 'utf8');
const record = () => JSON.parse(read('contend-deploy.json'));

test('a build is at the root and, for ever, under its version and content', () => {
  const { pin, fresh } = deploy(FIRST);
  assert.ok(fresh);
  assert.match(pin, /^v\/1\.2\.3-[0-9a-f]{8}\/$/);
  for (const name of ['index.html', 'assets/a-AAAAAAAA.js', 'presets/old/index.html']) {
    assert.equal(read(name), FIRST[name]);
    assert.equal(read(pin + name), FIRST[name]);
  }
  // What hosts read at the root says nothing from below.
  assert.ok(!existsSync(join(out, pin, '_headers')) && !existsSync(join(out, pin, 'sitemap.xml')));
  assert.deepEqual(brokenLinks(out), []);
});

test('the same build again changes nothing', () => {
  const { pin } = deploy(FIRST);
  const before = hash([out]);
  const again = deploy(FIRST);
  assert.deepEqual(again, { pin, fresh: false, removed: [] });
  assert.equal(hash([out]), before);
});

test('a later build takes the root, and leaves pins and open pages what they had', () => {
  const first = deploy(FIRST).pin;
  const before = hash([join(out, first)]);
  writeFileSync(join(out, 'CNAME'), 'example.org');
  const { pin, removed } = deploy(SECOND);
  assert.notEqual(pin, first);
  assert.equal(read('index.html'), SECOND['index.html']);
  assert.equal(hash([join(out, first)]), before);
  assert.deepEqual(removed.sort(), ['presets/old/index.html', 'sitemap.xml']);
  assert.ok(!existsSync(join(out, 'presets/old/index.html')));
  // Pages that are open still fetch it; what is not ours stays.
  assert.equal(read('assets/a-AAAAAAAA.js'), 'first');
  assert.equal(read('CNAME'), 'example.org');
  assert.deepEqual(record().pins, [first, pin]);

  deploy(FIRST);
  assert.deepEqual(record().pins, [pin, first], 'the current one is last');
  assert.equal(read('index.html'), FIRST['index.html']);
  assert.equal(read('assets/a-BBBBBBBB.js'), 'second');
});

test('another version of the same content is a pin of its own', () => {
  const { pin } = deploy(SECOND, '1.0.0');
  const later = deploy(SECOND, '1.0.1').pin;
  assert.equal(pin.slice(-9), later.slice(-9));
  assert.notEqual(pin, later);
});

test('a pin with other content is refused, and nothing is written', () => {
  const { pin } = deploy(FIRST);
  deploy(SECOND);
  for (const spoil of [
    () => writeFileSync(join(out, pin, 'index.html'), 'edited'),
    () => writeFileSync(join(out, pin, 'more.html'), 'added'),
    () => rmSync(join(out, pin, 'assets'), { recursive: true }),
  ]) {
    spoil();
    const before = hash([out]);
    assert.throws(() => deploy(FIRST), ToolError);
    assert.equal(hash([out]), before);
  }
});

test('the rules of hosts cover the pins, once', () => {
  for (const files of [FIRST, SECOND, SECOND]) {
    deploy(files);
    const rules = read('_headers');
    assert.ok(rules.startsWith(FIRST._headers.trimEnd()));
    assert.equal(
      rules.match(/^\/v\/\*\n {2}Cache-Control: public, max-age=\d+, immutable$/gm)?.length,
      1,
    );
  }
});

test('what cannot be a deploy is refused by name', () => {
  assert.throws(() => deploy({ 'a.html': '' }), /make build/);
  const site = join(folder, 'site');
  for (const bad of [site, join(site, 'below'), folder]) {
    writeFileSync(join(site, 'index.html'), '');
    assert.throws(() => deployTree({ site, out: bad, version: '1' }), /contain each other/);
  }
  mkdirSync(out);
  const files = ['../site/index.html'];
  for (const text of ['{', '{}', JSON.stringify({ schema: 'contend/deploy/1', pins: [], files })]) {
    writeFileSync(join(out, 'contend-deploy.json'), text);
    assert.throws(() => deploy(SECOND), /not a record/);
  }
  assert.ok(existsSync(join(site, 'index.html')));
});

test('the root’s policy knows the script that stands in each pinned page', () => {
  const site = (digest) => ({
    'index.html': `<meta content="script-src &#39;self&#39; &#39;sha256-${digest}&#39;; x">`,
    _headers: `/*\n  Content-Security-Policy: script-src 'self' 'sha256-${digest}' 'y'; x\n`,
  });
  deploy(site('AA+/='));
  deploy(site('BB+/='));
  assert.match(read('_headers'), /script-src 'self' 'sha256-BB\+\/=' 'sha256-AA\+\/=' 'y'; x\n/);
});

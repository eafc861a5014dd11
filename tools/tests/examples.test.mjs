// The examples' sources: their figures come from the recorded result, their experiments are canonical
// links, and what they tell the element it knows. `make examples` builds them with their tools.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { codec } from '../../tests/unit/links.js';
import { assertResult } from '../../tests/web/schema.js';
import { chosen, copySource, faultsOf } from '../examples.mjs';
import { builders } from '../lib/examples/builders.mjs';
import { block, picture, withBlock } from '../lib/examples/recorded.mjs';
import {
  DEFAULT_PLAYGROUND,
  embedsIn,
  pages,
  playgroundAddress,
  recorded,
  withPlayground,
} from '../lib/examples/sources.mjs';
import { root } from '../lib/paths.mjs';
import { files } from '../lib/stamp.mjs';

/** What <contend-lab> reads, and the two that any element has. */
const ATTRIBUTES = ['src', 'experiment', 'theme', 'lang', 'height', 'class', 'style'];

const folder = mkdtempSync(join(tmpdir(), 'contend-examples-'));
after(() => rmSync(folder, { recursive: true }));

test('the recorded result is a whole one of the experiment that is embedded', () => {
  const result = recorded();
  assertResult(result);
  assert.equal(result.stopped, false);
  assert.equal(codec.canonical(result.experiment), result.experiment);
  assert.ok(result.strategies.every(({ summary }) => summary?.ok));
  assert.ok(result.environment.recordedAt);
});

for (const { path, file, kind, picture: drawing } of pages) {
  test(`${path}: every figure is the recorded result's`, () => {
    const text = readFileSync(file, 'utf8');
    assert.equal(withBlock(text, recorded(), kind), text, 'run `node tools/examples-record.mjs`');
    assert.equal(readFileSync(drawing, 'utf8'), picture(recorded()));
  });

  test(`${path}: embeds a canonical link with attributes that are known`, () => {
    const embeds = embedsIn(readFileSync(file, 'utf8'));
    assert.equal(embeds.length, 1);
    const [{ tag, attributes }] = embeds;
    assert.ok(attributes.src.startsWith(DEFAULT_PLAYGROUND));
    const frame = new URL(attributes.src);
    const link = tag === 'iframe' ? frame.hash : attributes.experiment;
    assert.deepEqual(codec.parse(link).problems, []);
    assert.equal(codec.canonical(link), link);
    assert.equal(link, recorded().experiment);
    if (tag === 'iframe') {
      assert.deepEqual([...frame.searchParams.keys()], ['embed', 'theme', 'lang']);
      assert.ok(attributes.title && attributes.loading === 'lazy');
    } else {
      for (const name of Object.keys(attributes)) assert.ok(ATTRIBUTES.includes(name), name);
      assert.ok(['auto', 'light', 'dark'].includes(attributes.theme));
      assert.ok(['en', 'zh'].includes(attributes.lang));
      assert.ok(Number(attributes.height) > 0);
    }
  });
}

test('a block has nothing that ends HTML in Markdown, and text stays text', () => {
  const result = structuredClone(recorded());
  result.environment.userAgent = '<img src=x onerror=alert(1)> {1+1}';
  const html = block(result, 'html');
  assert.doesNotMatch(html, /\n\s*\n/);
  assert.ok(html.includes('&lt;img') && !html.includes('<img src=x'));
  assert.ok(
    !/[{}]/.test(block(result, 'mdx').replaceAll('./recorded.svg', '')),
    'MDX reads braces',
  );
});

test('a result without intervals, or with warnings, says so', () => {
  const result = structuredClone(recorded());
  for (const { summary } of result.strategies) {
    Object.assign(summary.opsPerSec, { low: null, high: null });
    Object.assign(summary.ratio, { low: null, high: null });
  }
  result.warnings = [{ kind: 'oversubscribed' }];
  assert.match(block(result, 'html'), /<td>none<\/td>[\s\S]*/);
  assert.match(block(result, 'html'), /Warning: oversubscribed\./);
  assert.ok(!picture(result).includes('NaN'));
});

test('each tool has its example, with a few lines on it', () => {
  for (const { name } of builders) {
    assert.ok(existsSync(join(root, 'examples', name, 'README.md')), name);
    assert.ok(
      pages.some(({ path }) => path.startsWith(`${name}/`)),
      name,
    );
  }
});

test('one address moves every example to another playground', () => {
  const address = playgroundAddress('https://example.org/contend');
  assert.equal(address, 'https://example.org/contend/');
  for (const { name } of builders) {
    const to = join(folder, name);
    copySource(name, address, to);
    const texts = files(to).map((path) => readFileSync(path, 'utf8'));
    assert.ok(!texts.some((text) => text.includes('127.0.0.1')), name);
    assert.ok(
      texts.some((text) => text.includes(`${address}contend-lab.js`)),
      name,
    );
  }
  for (const bad of ['example.org', 'file:///x/', 'https://example.org/?x=1']) {
    assert.throws(() => playgroundAddress(bad), /PLAYGROUND=/);
  }
  assert.equal(playgroundAddress(''), DEFAULT_PLAYGROUND);
});

test('EXAMPLES chooses, and what it does not know is named', () => {
  assert.equal(chosen('').length, builders.length);
  assert.deepEqual(
    chosen('mdbook, html').map(({ name }) => name),
    ['html', 'mdbook'],
  );
  assert.throws(() => chosen('html,sphinx'), /sphinx.*there are html/);
});

test('a page that lost its experiment on the way was not built', () => {
  const address = DEFAULT_PLAYGROUND;
  const html = readFileSync(join(root, 'examples/html/index.html'), 'utf8');
  assert.deepEqual(faultsOf(html, address), []);
  assert.deepEqual(faultsOf(withPlayground(html, 'https://a.example/'), 'https://a.example/'), []);
  for (const broken of [
    html.replaceAll('contend-lab', 'p'),
    html.replace(/<script[^>]*><\/script>/, ''),
    html.replace(/ experiment="[^"]*"/, ''),
    withPlayground(html, 'https://a.example/'),
  ]) {
    assert.notDeepEqual(faultsOf(broken, address), []);
  }
});

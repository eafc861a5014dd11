/**
 * The Scan lab without a browser: what lies over the editor's text, sources in links and files, rules' pages.
 */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { en } from '../../web/labs/scan/words/en.js';
import { zh } from '../../web/labs/scan/words/zh.js';
import { blocks } from '../../web/labs/scan/markdown.js';
import { marksOf } from '../../web/labs/scan/marks.js';
import { lineOf, lineStarts, moved, pieces, widthOf } from '../../web/labs/scan/overlay.js';
import {
  SourceFault,
  packSource,
  readFiles,
  readSource,
  savedSource,
  unpackSource,
} from '../../web/labs/scan/sources.js';
import { metadata } from './links.js';

/** @param {number[]} numbers */
const coloured = (...numbers) => new Uint32Array(numbers);

test('lines are where they begin', () => {
  const starts = lineStarts('a\n\nbc\n');
  assert.deepEqual(starts, [0, 2, 3, 6]);
  assert.deepEqual(
    [0, 1, 2, 3, 5, 6, 99].map((at) => lineOf(starts, at)),
    [0, 0, 1, 2, 2, 3, 3],
  );
  assert.deepEqual([widthOf('\ta', 4), widthOf('ab\t', 4), widthOf('写x', 4)], [5, 4, 3]);
});

test('a line is its pieces, whatever is on it', () => {
  const text = 'go m["<b>"] = 1 // x\nsecond';
  const colours = coloured(0, 2, 1, 5, 10, 3, 14, 15, 4, 16, 20, 5);
  const marks = [{ line: 1, from: 4, to: 12, look: /** @type {const} */ ('high') }];
  const found = pieces(text, { start: 0, end: 20 }, colours, marks);
  assert.equal(found.map((piece) => piece.text).join(''), text.slice(0, 20));
  assert.deepEqual(
    found.filter(({ classes }) => classes.includes('mark-high')).map((piece) => piece.text),
    ['m[', '"<b>"', ']'],
  );
  assert.equal(found.find((piece) => piece.text === '"<b>"')?.classes, 'mark-high code-string');
  assert.deepEqual(pieces(text, { start: 21, end: 27 }, colours, []), [
    { text: 'second', classes: '' },
  ]);
});

test('colours follow an edit until there are new ones', () => {
  const before = 'func a() { return 1 }';
  const colours = coloured(0, 4, 1, 11, 17, 1, 18, 19, 4);
  for (const after of [
    'func abc() { return 1 }',
    'func a() { return 1 } // more',
    '// x\nfunc a() { return 1 }',
    'func a() { retu }',
    '',
    before,
  ]) {
    const now = moved(colours, before, after);
    for (let at = 0; at < now.length; at += 3) {
      const [start = 0, end = 0] = now.subarray(at, at + 2);
      assert.ok(start <= end && end <= after.length, after);
    }
  }
  const grown = moved(colours, before, 'func abc() { return 1 }');
  assert.deepEqual([...grown], [0, 4, 1, 13, 19, 1, 20, 21, 4]);
  assert.deepEqual([...moved(colours, before, 'func a() { returned 1 }')].slice(0, 3), [0, 4, 1]);
});

test('marks are of the file that is shown', () => {
  const site = (/** @type {string} */ file, /** @type {number} */ line) => ({
    ...{ file, line, column: 2, kind: 'write' },
  });
  const finding = { confidence: 'high', access: site('a.go', 3), other: site('b.go', 9) };
  const report = {
    findings: [finding],
    notScanned: [{ file: 'b.go', line: 1, why: 'syntax error' }],
  };
  const seen = /** @type {any} */ ({
    ...{
      report,
      findings: [
        {
          ends: [
            [3, 8],
            [10, 1],
          ],
          title: '',
          help: '',
        },
      ],
    },
  });
  const looks = (/** @type {string} */ file, /** @type {number} */ open) =>
    marksOf(seen, file, open, null).map(({ look, line, to }) => [look, line, to]);
  assert.deepEqual(looks('a.go', -1), [['high', 3, 8]]);
  assert.deepEqual(looks('b.go', -1), [['unscanned', 1, Infinity]]);
  assert.deepEqual(looks('b.go', 0), [
    ['other', 9, Infinity],
    ['unscanned', 1, Infinity],
  ]);
  assert.deepEqual(marksOf(null, 'a.go', 0, null), []);
});

const SOURCE = [
  { name: 'main.go', text: 'package main\n\nvar a = "é😀</script>"\n' },
  { name: 'store/store.go', text: '' },
];

test('a source comes back from a link and from a file as it was', async () => {
  const packed = await packSource(SOURCE);
  assert.match(packed, /^[A-Za-z0-9_-]+$/);
  assert.deepEqual(await unpackSource(packed, metadata.link.maxUnpackedBytes), SOURCE);
  assert.deepEqual(readSource(JSON.parse(savedSource(SOURCE))), SOURCE);
});

test('whatever a link holds, it is a list of files or a fault by name', async () => {
  const { pack } = await import('../../web/share/pack.js');
  const most = metadata.link.maxUnpackedBytes;
  for (const [packed, fault] of [
    ['!', 'encoding'],
    ['AAAA', 'damaged'],
    [await pack('{'), 'json'],
    [await pack('[]'), 'shape'],
    [await pack('[["a.go"]]'), 'shape'],
    [await pack('[["a.go",1]]'), 'shape'],
    [await pack('[["","x"]]'), 'shape'],
    [await pack('[["a.go",""],["a.go",""]]'), 'shape'],
    [await pack(`[["${'a'.repeat(301)}",""]]`), 'shape'],
    [await pack('{"a":1}'), 'shape'],
    [await pack(`[["a.go","${'x'.repeat(most)}"]]`), 'too-large'],
  ]) {
    await assert.rejects(unpackSource(String(packed), most), (error) => {
      assert.ok(error instanceof SourceFault);
      assert.equal(error.fault, fault, String(packed).slice(0, 20));
      return true;
    });
  }
  for (const saved of [null, 1, {}, { schema: 'contend/source/1', files: 1 }]) {
    assert.throws(() => readSource(saved), SourceFault);
  }
});

test('of files that were given, what cannot be read is named', async () => {
  const blob = (/** @type {BlobPart} */ part) => new Blob([part]);
  const given = await readFiles([
    { name: 'p/b.go', file: blob('package p\r\n'), named: false },
    { name: 'p/vendor/v.go', file: blob('package v'), named: false },
    { name: 'p/.git/x.go', file: blob('package x'), named: false },
    {
      name: 'p/gen.go',
      file: blob('// Code generated by x. DO NOT EDIT.\npackage p\n'),
      named: false,
    },
    {
      name: 'gen.go',
      file: blob('// Code generated by x. DO NOT EDIT.\npackage p\n'),
      named: true,
    },
    { name: 'a.go', file: blob(new Uint8Array([0xff, 0xfe])), named: true },
    { name: 'large.go', file: blob('x'.repeat(1_048_577)), named: true },
  ]);
  assert.deepEqual(
    given.files.map(({ name, text }) => [name, text.length]),
    [
      ['gen.go', 47],
      ['p/b.go', 10],
    ],
  );
  assert.deepEqual(
    given.refused.map(({ name }) => name),
    ['a.go', 'large.go'],
  );
  assert.equal(given.leftOut, 3);
});

test('every rule’s page is taken apart whole', () => {
  const folder = new URL('../../docs/rules/', import.meta.url);
  const pages = readdirSync(folder).filter((name) => name.startsWith('CTD'));
  assert.ok(pages.length >= 14);
  for (const name of pages) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const parts = blocks(text);
    assert.equal(parts[0]?.kind, 'heading');
    assert.ok(parts.some(({ kind }) => kind === 'code'));
    const words = (/** @type {string} */ all) =>
      all
        .replaceAll(/^(#+|- |```go|```)/gm, '')
        .split(/\s+/)
        .filter(Boolean);
    const drawn = parts.flatMap(({ lines }) => lines).join('\n');
    assert.deepEqual(words(drawn), words(text), name);
  }
});

test('the lab’s words are there in both languages', () => {
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  for (const [key, text] of Object.entries(zh)) {
    const known = [...String(Object(en)[key]).matchAll(/\{(\w+)/g)].map(([, name]) => name);
    for (const [, name] of text.matchAll(/\{(\w+)/g)) assert.ok(known.includes(name), key);
  }
});

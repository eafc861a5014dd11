/**
 * Recorded results: what goes into a link comes out again, and whatever else comes in its place is
 * cut off, refused by name, or harmless text.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { machineName } from '../../web/share/machine.js';
import { pack, unpack } from '../../web/share/pack.js';
import { packRecorded, readRecorded, recordedOf } from '../../web/share/recorded.js';
import { codec, metadata } from './links.js';
import { sampleResult } from './sample-result.js';

const MAX = metadata.link.maxUnpackedBytes;
const result = sampleResult(['mutex', 'sharded:16']);
const link = result.experiment;

/** @param {string | Uint8Array} bytes */
const packed = (bytes) => deflateRawSync(bytes, { level: 9 }).toString('base64url');

/** The first bytes of a packed text. @param {string} text @param {number} end */
const cut = (text, end) => Buffer.from(text, 'base64url').subarray(0, end).toString('base64url');

/** @param {string} text */
const read = (text) =>
  readRecorded(text, {
    maxBytes: MAX,
    link,
    maps: codec.parse(link).maps,
    canonical: codec.canonical,
  });

/** @param {string} text */
const faultOf = (text) =>
  read(text).then(
    () => 'none',
    (error) => error.fault ?? String(error),
  );

/** The recorded result with some of its fields changed. @param {object} changes */
const changed = (changes) => packed(JSON.stringify({ ...recordedOf(result), ...changes }));

test('a result comes back as it went, to five digits', async () => {
  const text = await packRecorded(recordedOf(result));
  assert.match(text, /^[A-Za-z0-9_-]+$/);
  const back = await read(text);
  assert.equal(back.experiment, link);
  assert.equal(back.environment.machine, 'Firefox 153 · Linux');
  assert.ok(!JSON.stringify(back).includes('Mozilla'));
  assert.equal(back.streamChecksum, result.strategies[0]?.trials[0]?.streamChecksum);
  for (const [place, { id, rounds, checked, summary }] of back.strategies.entries()) {
    const own = result.strategies[place];
    assert.deepEqual([id, rounds, checked], [own?.id, own?.trials.length, true]);
    const [far, near] = [own?.summary?.opsPerSec.median ?? 0, summary?.opsPerSec.median ?? 0];
    assert.ok(Math.abs(near / far - 1) < 1e-4);
    assert.ok(!('trials' in back.strategies[place]));
  }
  assert.deepEqual(back.conclusion.kind, result.conclusion.kind);
  assert.deepEqual(await read(await packRecorded(back)), back);
});

test('what was added to results comes along, and older ones are read without it', async () => {
  const ratio = { median: 1.2, low: 1.1, high: 1.3 };
  const others = [{ map: 'mutex', ratio, answer: /** @type {const} */ ('slower') }];
  const rule = /** @type {const} */ ('sequential');
  const environment = { ...result.environment, parallelismTested: 2 };
  const conclusion = { ...result.conclusion, rule, others, decided: true };
  const longer = { ...result, environment, conclusion, continued: 120 };
  const back = await read(await packRecorded(recordedOf(longer)));
  assert.deepEqual([back.continued, back.environment.parallelismTested], [120, 2]);
  assert.deepEqual([back.conclusion.rule, back.conclusion.decided], [rule, true]);
  assert.deepEqual(back.conclusion.others, others);
  const old = await read(await packRecorded(recordedOf(result)));
  assert.ok(!('continued' in old) && !('others' in old.conclusion));
  for (const bad of [
    { others: [{ map: 'papaya', ratio, answer: 'slower' }] },
    { others: [{ map: 'mutex', ratio: { ...ratio, low: 2 }, answer: 'slower' }] },
    { others: [{ map: 'mutex', ratio, answer: 'faster' }] },
    { rule: 'none' },
    { decided: 'yes' },
  ]) {
    const fault = await faultOf(changed({ conclusion: { ...result.conclusion, ...bad } }));
    assert.equal(fault, 'shape', JSON.stringify(bad));
  }
});

test('the largest experiment fits into a link', async () => {
  const maps = [
    'null',
    'mutex',
    ...[1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((n) => `sharded:${n}`),
  ];
  const large = sampleResult([...maps, ...['dashmap:16', 'channel:64', 'channel:1', 'rwlock']]);
  assert.equal(large.strategies.length, 16);
  const text = await packRecorded(recordedOf(large));
  const length = `https://example.org/contend/${large.experiment}&r=${text}`.length;
  assert.ok(length < metadata.link.maxBytes / 2, `${length}`);
});

test('a text that was not packed here is refused by name', async () => {
  const good = await packRecorded(recordedOf(result));
  for (const [text, fault] of [
    ['', 'encoding'],
    ['A', 'encoding'],
    ['<b>', 'encoding'],
    ['a+/b', 'encoding'],
    ['AAAA', 'damaged'],
    [cut(good, -4), 'damaged'],
    [cut(good, 100), 'damaged'],
    [cut(good, 1), 'damaged'],
    [packed(new Uint8Array([0x22, 0xff, 0xfe, 0x22])), 'damaged'],
    [packed(''), 'json'],
    [packed('{'), 'json'],
    [packed('{"a":NaN}'), 'json'],
    [packed('﻿{}'), 'json'],
  ]) {
    assert.equal(await faultOf(/** @type {string} */ (text)), fault, text);
  }
});

test('bit flips in a packed result is refused or harmless', async () => {
  const good = Buffer.from(await packRecorded(recordedOf(result)), 'base64url');
  for (let bit = 0; bit < good.length * 8; bit += 31) {
    const bytes = Uint8Array.from(good);
    bytes[bit >> 3] ^= 1 << (bit & 7);
    const text = Buffer.from(bytes).toString('base64url');
    assert.ok(
      ['none', 'damaged', 'json', 'shape', 'other-experiment', 'too-large'].includes(
        await faultOf(text),
      ),
    );
  }
});

test('a decompression bomb is cut off', async () => {
  assert.equal(await faultOf(packed(' '.repeat(MAX + 1))), 'too-large');
  assert.equal(await faultOf(packed(' '.repeat(MAX))), 'json');
  // As much as fits into a link, and ten times that.
  assert.equal(await faultOf(packed(new Uint8Array(5e6))), 'too-large');
  const inflated = await inflatedBytes(packed(new Uint8Array(5e7)));
  assert.ok(inflated < 2 * MAX, `${inflated} bytes were inflated`);
});

/** How much the decompressor gave out before it was let go. @param {string} text */
async function inflatedBytes(text) {
  const Original = globalThis.DecompressionStream;
  let bytes = 0;
  /** @param {any} format */
  globalThis.DecompressionStream = /** @type {any} */ (
    class {
      /** @param {any} format */
      constructor(format) {
        const { readable, writable } = new Original(format);
        const counted = new TransformStream({
          transform(chunk, controller) {
            bytes += chunk.byteLength;
            controller.enqueue(chunk);
          },
        });
        this.writable = writable;
        this.readable = readable.pipeThrough(counted);
      }
    }
  );
  try {
    await assert.rejects(unpack(text, MAX), { step: 'too-large' });
    await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    globalThis.DecompressionStream = Original;
  }
  return bytes;
}

test('another shape is refused', async () => {
  const { environment, strategies, conclusion } = recordedOf(result);
  const [first, second] = strategies;
  for (const value of ['null', '[]', '"x"', '1', '{}', '[[[[]]]]', '{"__proto__":{"schema":1}}']) {
    assert.equal(await faultOf(packed(value)), 'shape', value);
  }
  assert.ok(['json', 'shape'].includes(await faultOf(packed('['.repeat(100_000)))));
  for (const changes of [
    { schema: 'contend/recorded/2' },
    { stopped: 1 },
    { environment: null },
    { environment: { ...environment, cores: -1 } },
    { environment: { ...environment, cores: 2.5 } },
    { environment: { ...environment, machine: 'x'.repeat(500) } },
    { environment: { ...environment, mode: 'guessed' } },
    { environment: { ...environment, recordedAt: 'today' } },
    { streamChecksum: '<b>' },
    { strategies: 'mutex' },
    { strategies: [{ ...first, summary: { ...first?.summary, ok: 'yes' } }, second] },
    { strategies: [{ ...first, summary: { ...first?.summary, nsPerOp: '1' } }, second] },
    {
      strategies: [
        { ...first, summary: { ...first?.summary, opsPerSec: { median: 5, low: 7, high: 6 } } },
        second,
      ],
    },
    { conclusion: { ...conclusion, best: 'rwlock' } },
    { conclusion: { ...conclusion, tied: ['mutex', 'dashmap:16'] } },
    { conclusion: { ...conclusion, kind: 'proven' } },
    { warnings: [{ kind: '<img src=x>' }] },
    { warnings: [{ kind: 'few-rounds', __proto__: 1, constructor_: 2 }] },
    { warnings: Array.from({ length: 99 }, () => ({ kind: 'simulated' })) },
  ]) {
    assert.equal(await faultOf(changed(changes)), 'shape', JSON.stringify(changes));
  }
  const huge = JSON.stringify(recordedOf(result)).replace(/"nsPerOp":[\d.]+/, '"nsPerOp":1e999');
  assert.equal(await faultOf(packed(huge)), 'shape');
});

test('a result of another experiment is refused', async () => {
  const { strategies } = recordedOf(result);
  for (const changes of [
    { experiment: `${link}&seed=7` },
    { experiment: '#v1/compare?maps=mutex' },
    { strategies: strategies.slice(1) },
    { strategies: [...strategies].reverse() },
    { strategies: [strategies[0], { ...strategies[1], id: 'sharded:8' }] },
  ]) {
    assert.equal(await faultOf(changed(changes)), 'other-experiment', JSON.stringify(changes));
  }
  // The same experiment written in another way is the same.
  assert.equal(await faultOf(changed({ experiment: `${link}&seed=42` })), 'none');
});

test('fields that were not asked for do not come along', async () => {
  const extra = JSON.stringify({ ...recordedOf(result), html: '<b>' }).replace(
    '{',
    '{"__proto__":{"polluted":1},',
  );
  const back = await read(packed(extra));
  assert.ok(!('html' in back) && !('polluted' in back));
  assert.ok(!('polluted' in {}));
});

test('packing is for any text', async () => {
  for (const text of ['', 'a', '多语言🦀\u0000', 'x'.repeat(100_000)]) {
    assert.equal(await unpack(await pack(text), MAX), text);
  }
});

test('a machine is named by family and system', () => {
  for (const [agent, name] of [
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
      'Firefox 153 · Linux',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0',
      'Edge 156 · Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
      'Safari 26 · iOS',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
      'WebKitGTK 26 · Linux',
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
      'Chromium 156 · Android',
    ],
    ['linux x86_64', 'linux x86_64'],
    ['<script>', '? · ?'],
    ['', '? · ?'],
  ]) {
    assert.equal(machineName(/** @type {string} */ (agent)), name);
  }
});

/** Results taken out of the page and brought back: safe names, and what a file may be. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { paths } from '../../tools/lib/paths.mjs';
import { fileName } from '../../web/export/name.js';
import { BadFile } from '../../web/app/open-file.js';
import { readRecorded } from '../../web/share/recorded.js';
import { codec, metadata } from './links.js';
import { openSaved } from './saved.js';

const { contend } = paths;
const LINK = '#v1/compare?maps=null,mutex,sharded:4&keys=500&ms=50&rounds=6&threads=2&warmup=0';

/** @type {import('../../web/types.js').Result} */
const result = JSON.parse(execFileSync(contend, ['run', LINK, '--json'], { encoding: 'utf8' }));

test('file names are safe, and say what and when', () => {
  assert.equal(
    fileName(
      {
        experiment: '#v1/compare?maps=mutex,sharded:16&threads=2',
        environment: { recordedAt: '2026-11-23T01:02:03Z' },
      },
      'csv',
    ),
    'contend-mutex-sharded-16-20261123010203.csv',
  );
  const odd = fileName({ experiment: '#../../<b>', environment: { recordedAt: '' } }, 'json');
  assert.equal(odd, 'contend.json');
  const long = `#v1/compare?maps=${'mutex,'.repeat(100)}`;
  assert.ok(fileName({ experiment: long, environment: { recordedAt: '' } }, 'json').length < 80);
});

test('a saved result opens as a link that carries it', async () => {
  const file = new Blob([JSON.stringify(result, null, 2)]);
  const { values, maps, carried, problems } = codec.parse((await openSaved(file)).address);
  assert.deepEqual([values.keys, values.rounds, problems], ['500', '6', []]);
  const recorded = await readRecorded(carried.r ?? '', {
    maxBytes: metadata.link.maxUnpackedBytes,
    link: result.experiment,
    maps,
    canonical: codec.canonical,
  });
  const medians = (/** @type {{ summary: { opsPerSec: { median: number } } | null }[]} */ rows) =>
    rows.map(({ summary }) => Number(summary?.opsPerSec.median.toPrecision(5)));
  assert.deepEqual(medians(recorded.strategies), medians(result.strategies));
});

test('other files are refused with the reason', async () => {
  const named = (/** @type {string} */ text) => new File([text], 'notes.txt');
  for (const text of [
    '',
    'hello',
    'null',
    '{}',
    '{"schema":"contend/scale/1"}',
    '{"schema":"contend/result/1","experiment":"#v9/compare"}',
    '{"schema":"contend/result/1","experiment":"#v1/compare?maps=mutex"}',
    '{"schema":"contend/result/1","experiment":"#v1/compare?maps=mutex","strategies":[null]}',
  ]) {
    await assert.rejects(openSaved(named(text)), (error) => {
      assert.ok(error instanceof BadFile && error.message.startsWith('notes.txt: '), text);
      return true;
    });
  }
});

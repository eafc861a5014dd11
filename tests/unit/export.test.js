/** Results taken out of the page: the same table and the same lines as natively, and safe names. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { paths } from '../../tools/lib/paths.mjs';
import { COLUMNS, csv } from '../../web/export/csv.js';
import { markdown } from '../../web/export/markdown.js';
import { fileName } from '../../web/export/name.js';
import { BadFile } from '../../web/app/open-file.js';
import { readRecorded } from '../../web/share/recorded.js';
import { codec, metadata } from './links.js';
import { openSaved } from './saved.js';

const { contend } = paths;
const LINK = '#v1/compare?maps=null,mutex,sharded:4&keys=500&ms=50&rounds=6&threads=2&warmup=0';

/** @type {import('../../web/types.js').Result} */
const result = JSON.parse(execFileSync(contend, ['run', LINK, '--json'], { encoding: 'utf8' }));

/** What the command line makes of the same file. @param {string} form @param {object} [recorded] */
function natively(form, recorded = result) {
  const folder = mkdtempSync(join(tmpdir(), 'contend-export-'));
  try {
    const file = join(folder, 'result.json');
    writeFileSync(file, JSON.stringify(recorded));
    return execFileSync(contend, ['export', file, form], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the Markdown table is the command line’s to the letter', () => {
  assert.equal(markdown(result), natively('--markdown'));
  assert.ok(!markdown(result).includes('answer'), 'one look after all rounds has no such table');
});

test('so it is of a run that went on until there was an answer', () => {
  const flags = ['run', LINK, '--until-decided', '--at-most=20', '--json'];
  const decided = JSON.parse(execFileSync(contend, flags, { encoding: 'utf8' }));
  const text = markdown(decided);
  assert.equal(text, natively('--markdown', decided));
  assert.match(text, /\| `\S+` over \| ratio \| 95 % \| answer \|/);
  assert.equal(text.includes('rounds in all'), decided.continued !== undefined);
});

test('the lines are the command line’s, figures to the last digits', () => {
  const lines = (/** @type {string} */ text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.match(/("[^"]*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')));
  const [own, native] = [lines(csv(result)), lines(natively('--csv'))];
  assert.equal(own.length, native.length);
  assert.deepEqual(own[0], native[0]);
  assert.equal(own[0]?.filter(Boolean).length, COLUMNS.length);
  for (const [row, cells] of native.entries()) {
    for (const [column, cell] of cells?.entries() ?? []) {
      const mine = own[row]?.[column] ?? '';
      const near = Math.abs(Number(mine) - Number(cell)) <= 1e-12 * Math.abs(Number(cell));
      assert.ok(mine === cell || (cell !== '' && near), `${COLUMNS[column]}: ${mine}, ${cell}`);
    }
  }
});

test('hostile text stays in its cell', () => {
  const [strategy] = result.strategies;
  assert.ok(strategy);
  const hostile = { ...result, strategies: [{ ...strategy, id: 'a|b\n"c",d' }] };
  assert.ok(markdown(hostile).includes('| `a\\|b\\u{a}"c",d` |'));
  assert.ok(csv(hostile).includes(',"a|b\n""c"",d",'));
  const userAgent = '`<b>` @someone\u202e https://example.org |\u001b[31m';
  const agent = markdown({ ...result, environment: { ...result.environment, userAgent } });
  const shown = '`` `<b>` @someone\\u{202e} https://example.org \\|\\u{1b}[31m ``';
  assert.ok(agent.includes(`\n${shown}, `), agent);
  for (const formula of ['=1+1', '+1', '-1', '@sum', '\t=1']) {
    const lines = csv({ ...result, strategies: [{ ...strategy, id: formula }] });
    assert.ok(lines.includes(`,'${formula},`), lines);
  }
});

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

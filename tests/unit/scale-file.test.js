/** A saved result along an axis: read back whole, and refused where it is odd. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { paths } from '../../tools/lib/paths.mjs';
import { fileName } from '../../web/export/name.js';
import { BadFile } from '../../web/app/open-file.js';
import { openSaved } from './saved.js';

const { contend } = paths;
const LINK = '#v1/scale?maps=mutex,sharded:4&axis=threads:1,2,3&keys=500&ms=50&rounds=2&warmup=0';

/** @type {import('../../web/types.js').ScaleResult} */
const result = JSON.parse(execFileSync(contend, ['run', LINK, '--json'], { encoding: 'utf8' }));

/** @param {unknown} value */
const opened = (value) => openSaved(new File([JSON.stringify(value)], 'curves.json'));

test('what was saved comes back as it was', async () => {
  const { address, kept } = await opened(result);
  const sweep = kept?.sweep;
  assert.ok(sweep);
  assert.equal(address, result.experiment);
  assert.deepEqual(sweep.state.axis?.values, ['1', '2', '3']);
  assert.equal(sweep.trials.length, 3 * 2 * 2);
  assert.deepEqual(sweep.trials.at(-1)?.cell, 2);
  assert.deepEqual(sweep.result.scaling, result.scaling);
  const bare = (/** @type {import('../../web/types.js').ScaleResult} */ from) =>
    from.cells.map(({ result: cell }) => [cell.experiment, cell.strategies, cell.warnings]);
  const plain = (/** @type {unknown} */ value) => JSON.parse(JSON.stringify(value));
  const known = (/** @type {any} */ cells) =>
    plain(cells).map(([link, strategies, warnings]) => [
      link,
      strategies.map(({ contention: _none, ...strategy }) => strategy),
      warnings,
    ]);
  assert.deepEqual(known(bare(sweep.result)), known(bare(result)));
  assert.deepEqual(plain((await opened(sweep.result)).kept?.sweep), plain(sweep));
});

test('its file is called after the lab and the maps', () => {
  assert.match(fileName(result, 'csv'), /^contend-scale-mutex-sharded-4-\d+\.csv$/);
});

test('a file that is not of its own experiment, or not of the shape, is refused', async () => {
  const [cell] = result.cells;
  assert.ok(cell);
  for (const change of [
    { experiment: '#v1/scale?maps=mutex,sharded:4&axis=threads:1,2,4' },
    { experiment: '#v1/scale?maps=mutex&axis=threads:1,2,3' },
    { experiment: '#v1/compare?maps=mutex' },
    { experiment: '#v9/scale' },
    { cells: [cell] },
    { cells: [...result.cells.slice(0, 2), { value: '3', result: null }] },
    { scaling: { curves: [], overtakings: [] } },
    { scaling: { ...result.scaling, overtakings: [{}] } },
    { environment: { ...result.environment, cores: 'many' } },
    { environment: { ...result.environment, recordedAt: '<b>' } },
  ]) {
    await assert.rejects(opened({ ...result, ...change }), (error) => {
      assert.ok(error instanceof BadFile, String(error));
      assert.ok(error.message.startsWith('curves.json: '));
      return true;
    });
  }
  const more = await opened({ ...result, __proto__: null, more: '<script>' });
  assert.ok(more.kept && !('more' in more.kept.sweep.result));
});

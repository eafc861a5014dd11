/** A saved result of live races: read back whole in each view, and refused where it is odd. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { paths } from '../../tools/lib/paths.mjs';
import { BadFile } from '../../web/app/open-file.js';
import { openSaved } from './saved.js';

/** @typedef {import('../../web/race-results.js').RaceResult} RaceResult */

const VIEWS = ['live', 'damage', 'twins'];

/** @param {string} view @returns {RaceResult} */
function ran(view) {
  const link = `#v1/race?maps=mutex&view=${view}&runs=2&threads=2&ms=50&load=churn:100`;
  return JSON.parse(execFileSync(paths.contend, ['run', link, '--json'], { encoding: 'utf8' }));
}
const results = VIEWS.map(ran);

/** @param {unknown} value */
const opened = (value) => openSaved(new File([JSON.stringify(value)], 'race.json'));
const plain = (/** @type {unknown} */ value) => JSON.parse(JSON.stringify(value));

test('what was saved comes back as it was, in every view', async () => {
  for (const result of results) {
    const { address, kept } = await opened(result);
    const sweep = kept?.sweep;
    assert.ok(sweep);
    assert.equal(address, result.experiment);
    assert.equal(sweep.state.values.view, result.view);
    const { environment, ...found } = plain(sweep.result);
    assert.deepEqual({ ...found, environment: result.environment }, result);
    assert.equal(environment.recordedAt, result.environment.recordedAt);
    assert.deepEqual(plain(sweep.trials), result.runs);
    assert.deepEqual(plain((await opened(sweep.result)).kept?.sweep), plain(sweep));
  }
});

test('a file that is not of its own experiment, or not of the shape, is refused', async () => {
  const [live, damage, twins] = results;
  const [run] = live.runs;
  for (const bad of [
    { ...live, experiment: live.experiment.replace('threads=2', 'threads=4') },
    { ...live, experiment: '#v1/compare?maps=mutex' },
    { ...live, experiment: '#v9/race' },
    { ...live, view: 'twins' },
    { ...live, cells: live.cells.slice(1) },
    { ...live, runs: [{ ...run, cell: 99 }] },
    { ...live, runs: [{ ...run, ended: '<b>' }] },
    { ...live, runs: null },
    { ...live, findings: { ...live.findings, time: 'soon' } },
    { ...live, environment: { ...live.environment, recordedAt: '<b>' } },
    { ...damage, damage: [] },
    { ...twins, twins: { ...twins.twins, maps: 'all' } },
  ]) {
    await assert.rejects(opened(bad), (error) => {
      assert.ok(error instanceof BadFile, String(error));
      assert.ok(error.message.startsWith('race.json: '));
      return true;
    });
  }
  const more = await opened({ ...live, more: '<script>' });
  assert.ok(more.kept && !('more' in more.kept.sweep.result));
});

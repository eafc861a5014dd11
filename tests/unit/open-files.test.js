/** Saved files on the page: one is read, two are compared, the earlier one first. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { BadFile, openFiles } from '../../web/app/open-file.js';
import { codec } from './links.js';
import { sampleResult } from './sample-result.js';

/** @param {string} name @param {object} [changes] of the result @param {string} [at] */
function file(name, changes = {}, at = '2026-11-24T00:00:00Z') {
  const result = sampleResult(['mutex', 'sharded:16']);
  result.environment.recordedAt = at;
  return new File([JSON.stringify({ ...result, ...changes })], name);
}

/** @type {Record<string, Pick<import('../../web/labs/types.js').Lab, 'read' | 'compare'>>} */
const LABS = {
  compare: {
    read: (result) => ({ address: result.experiment }),
    compare: (old, now) => ({ address: `${old.name} ${now.name}` }),
  },
  scale: { read: (result) => ({ address: result.experiment }) },
};

/** @param {File[]} files */
const opened = (...files) => openFiles(files, codec, (lab) => LABS[lab] ?? {});

test('one is read, two are compared, whichever was chosen first', async () => {
  const [early, late] = [file('a.json'), file('b.json', {}, '2026-11-25T00:00:00Z')];
  assert.match((await opened(early)).address, /^#v1\/compare/);
  assert.equal((await opened(early, late)).address, 'a.json b.json');
  assert.equal((await opened(late, early)).address, 'a.json b.json');
});

test('what cannot be compared is named', async () => {
  const scale = file('s.json', { experiment: '#v1/scale?maps=mutex' });
  for (const files of [
    [file('a.json'), scale],
    [scale, scale],
    [file('a.json'), file('b.json'), file('c.json')],
  ]) {
    await assert.rejects(opened(...files), (error) => {
      assert.ok(error instanceof BadFile && error.seen.kind === 'not-comparable', String(error));
      return files.every(({ name }) => error.message.includes(name));
    });
  }
});

test('why a comparison failed is told with both names', async () => {
  const failing = { compare: () => Promise.reject(new Error('it was simulated')) };
  await assert.rejects(
    openFiles([file('a.json'), file('b.json')], codec, () => failing),
    /^BadFile: a\.json, b\.json: it was simulated$/,
  );
});

/** The Compare lab: which columns it has, what it says of the machine, what it leaves out. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { digest } from '../../web/labs/parts/form/words.js';
import { againstItself } from '../../web/labs/compare/against-itself.js';
import { columnsOf } from '../../web/labs/compare/figures.js';
import { machineText, parallelLimit } from '../../web/labs/parts/parallelism.js';
import { createLocale, loadLanguage } from '../../web/strings/index.js';
import { codec, metadata } from './links.js';
import { sampleResult } from './sample-result.js';

await loadLanguage('zh');

const LANGUAGES = /** @type {const} */ (['en', 'zh']);
const { environment } = sampleResult(['mutex']);

/** @param {string} query */
const columns = (query) => columnsOf(codec.parse(`#v1/compare?maps=mutex,rwlock&${query}`));

test('a column that could only repeat itself is left out', () => {
  assert.deepEqual(columns(''), { ratio: true, hits: true, full: false, fair: true });
  assert.equal(columns('prefill=10').full, true);
  assert.equal(columns('mix=r100&prefill=10').full, false);
  assert.equal(columns('mix=r99,x1').full, true);
  assert.equal(columns('mix=i50,d50').hits, false);
  assert.equal(columns('threads=1').fair, false);
  assert.equal(columnsOf(codec.parse('#v1/compare?maps=mutex')).ratio, false);
});

test('where fewer threads were tried than there are cores, the limit may be unknown', () => {
  const limit = (/** @type {object} */ found) => parallelLimit({ ...environment, ...found });
  assert.equal(limit({}), 2, 'an older build does not say');
  assert.equal(limit({ parallelismTested: 2 }), 2);
  assert.equal(limit({ cores: 16, parallelism: 4, parallelismTested: 4 }), null);
  assert.equal(limit({ cores: 16, parallelism: 3, parallelismTested: 4 }), 3);
});

test('what the machine runs at once is said with when it was measured', () => {
  const at = '2026-11-23T01:02:03.456Z';
  const time = new Intl.DateTimeFormat('en', { timeStyle: 'short' }).format(Date.parse(at));
  const measured = { ...environment, parallelismTested: 2, parallelismAt: at };
  const text = machineText(createLocale('en'), measured);
  assert.equal(
    text,
    `This machine ran 2 at once, measured at ${time}; more than that is oversubscribed.`,
  );
  const all = { ...measured, cores: 16 };
  assert.match(machineText(createLocale('en'), all), /ran all 2 threads tried/);
  assert.doesNotMatch(machineText(createLocale('en'), environment), /undefined|{/);
});

test('no summary of settings says anything of a key that the lab does not have', () => {
  const keys = [...metadata.keys, ...metadata.labKeys.race];
  for (const language of LANGUAGES) {
    for (const lab of metadata.link.labs) {
      const { values } = codec.parse(`#v1/${lab}?maps=mutex`);
      for (const changedOnly of [true, false]) {
        const text = digest(createLocale(language), keys, values, { changedOnly });
        assert.doesNotMatch(text, /undefined|NaN|\[object/, `${lab} in ${language}`);
      }
    }
  }
});

test('a map is held against itself at the settings of the page', () => {
  const state = codec.parse('#v1/compare?maps=null,rwlock,mutex&threads=2');
  /** @type {[string, Record<string, string>][]} */
  const asked = [];
  const format = (/** @type {string} */ lab, /** @type {Record<string, string>} */ values) => {
    asked.push([lab, values]);
    return '#';
  };
  againstItself({ format }, state);
  againstItself({ format }, { ...state, values: { ...state.values, baseline: 'mutex*3' } });
  assert.deepEqual(
    asked.map(([lab, { maps, baseline, threads }]) => [lab, maps, baseline, threads]),
    [
      ['compare', 'rwlock,rwlock*2', 'rwlock', '2'],
      ['compare', 'mutex,mutex*2', 'mutex', '2'],
    ],
  );
});

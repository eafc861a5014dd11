/**
 * The experiment behind the form: what a change of one value does to the others and to the link.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { Experiment } from '../../web/app/experiment.js';
import { formatSpec } from '../../web/link/maps.js';
import { parseSpec, unusedSpec } from '../../web/link/specs.js';
import { estimateMs, offeredThreads } from '../../web/labs/parts/offer.js';
import { codec, golden, metadata } from './links.js';

function opened(link = '') {
  const experiment = new Experiment(codec, metadata);
  if (link) experiment.open(link);
  return experiment;
}

test('starts with the landing experiment and takes whole addresses', () => {
  assert.equal(opened().link, codec.canonical(metadata.landing));
  const link = '#v1/compare?maps=mutex&threads=2';
  assert.equal(opened(`https://example.org/a/?lang=en${link}`).link, link);
  assert.equal(opened('https://example.org/').link, codec.canonical(metadata.landing));
});

test('a link broken on its way keeps its experiment and what it carries', () => {
  const link = '#v1/compare?maps=mutex,sharded:16&threads=8';
  const carrying = `${link}&r=7cEB-_`;
  for (const [pasted, address] of [
    [`https://a.example/${link}).`, link],
    [`<https://a.example/${link}>`, link],
    [`[${link}](${link})`, link],
    [`see **https://a.example/${carrying}**`, carrying],
    [`_https://a.example/${carrying}_`, carrying],
    [`https://a.example/#${encodeURIComponent(carrying.slice(1))}`, carrying],
    [carrying.replaceAll('&', '&amp;'), carrying],
    [link.slice(1).replaceAll('&', '&#38;'), link],
    [link.replace(',', ',\n  ').replace('threads', 'thre=\nads'), link],
    [link.replace('#', '#/'), link],
  ]) {
    const experiment = opened(pasted);
    assert.equal(experiment.address, address, pasted);
    assert.deepEqual(experiment.state.problems, [], pasted);
  }
  const experiment = opened(`${link}).`);
  assert.deepEqual(experiment.state.repairs, [{ kind: 'punctuation', value: ').' }]);
  experiment.edit({ threads: '3' });
  assert.equal(experiment.state.repairs.length, 1);
  experiment.dismissProblems();
  assert.deepEqual(experiment.state.repairs, []);
});

test('what goes on with a link is what that link alone reads as', () => {
  const readable = golden.filter(({ fatal, link }) => !fatal && link.includes('?'));
  assert.ok(readable.length > 100);
  for (const { link } of readable) {
    const experiment = opened(link);
    const { asked } = experiment;
    assert.equal(asked.link, codec.canonical(link), link);
    assert.deepEqual(asked.state, codec.parse(asked.link), link);
    experiment.edit({ threads: '3' });
    assert.deepEqual(experiment.asked.state, codec.parse(experiment.asked.link), link);
  }
});

test('a fatal link leaves nothing to run', () => {
  const experiment = opened('#v9/compare');
  assert.equal(experiment.link, '');
  assert.equal(experiment.state.fatal?.kind, 'unknown-version');
});

test('an edit keeps the listed problems until they are dismissed', () => {
  const experiment = opened('#v1/compare?maps=mutex&nope=1');
  experiment.edit({ threads: '3' });
  assert.equal(experiment.state.problems.length, 1);
  experiment.dismissProblems();
  assert.deepEqual(experiment.state.problems, []);
  assert.equal(experiment.link, '#v1/compare?maps=mutex&threads=3');
});

test('the baseline follows the maps unless it was chosen and is still there', () => {
  const first = opened('#v1/compare?maps=mutex,rwlock');
  first.edit({ maps: 'rwlock,mutex' });
  assert.equal(first.state.values.baseline, 'rwlock');
  const chosen = opened('#v1/compare?maps=mutex,rwlock&baseline=rwlock');
  chosen.edit({ maps: 'mutex,sharded:16,rwlock' });
  assert.equal(chosen.state.values.baseline, 'rwlock');
  chosen.edit({ maps: 'mutex,sharded:16' });
  assert.equal(chosen.state.values.baseline, 'mutex');
  assert.deepEqual(chosen.state.problems, []);
});

test('a preset sets the whole workload and is recognised again', () => {
  for (const { name } of metadata.presets) {
    const experiment = opened('#v1/compare?maps=mutex&keys=77&threads=3');
    experiment.applyPreset(name);
    assert.equal(experiment.preset, name);
    assert.equal(experiment.state.values.threads, '3');
  }
  assert.equal(opened('#v1/compare?maps=mutex&keys=77').preset, null);
});

test('a comparison sets its maps as well, and is told from the preset with its workload', () => {
  assert.ok(metadata.comparisons.length > 0);
  for (const { name, query } of metadata.comparisons) {
    const experiment = opened('#v1/compare?maps=mutex&keys=77&threads=3');
    experiment.applyPreset(name);
    assert.equal(experiment.preset, name);
    assert.deepEqual(experiment.state.problems, []);
    const maps = /^maps=([^&]*)/.exec(query)?.[1];
    assert.equal(experiment.state.values.maps, maps);
    assert.equal(experiment.state.values.baseline, maps?.split(',')[0]);
    experiment.edit({ maps: 'mutex,rwlock' });
    assert.equal(experiment.preset, 'read-mostly');
  }
});

test('presets are parsed once, however often the page asks which one it is', () => {
  let parses = 0;
  const parse = (/** @type {string} */ fragment) => {
    parses += 1;
    return codec.parse(fragment);
  };
  const experiment = new Experiment({ ...codec, parse }, metadata);
  experiment.open('#v1/scale?maps=mutex&keys=77');
  assert.equal(experiment.preset, null);
  const first = parses;
  for (let axis = 2; axis < 30; axis += 1) {
    experiment.open(`#v1/scale?maps=mutex&keys=77&axis=threads:1,${axis}`);
    assert.equal(experiment.preset, null);
  }
  assert.equal(parses, first + 28);
});

test('every specification that the picker offers is canonical and new', () => {
  for (const row of metadata.strategies) {
    /** @type {string[]} */
    const chosen = [];
    for (let i = 0; i < 4; i++) {
      const next = unusedSpec(row, chosen);
      if (next === null) break;
      assert.deepEqual(codec.parse(`#v1/compare?maps=${next}`).maps, [next]);
      const spec = parseSpec(metadata, next);
      assert.ok(spec);
      assert.equal(formatSpec(spec), next);
      assert.ok(!chosen.includes(next));
      chosen.push(next);
    }
    assert.ok(chosen.length >= 1);
  }
});

test('thread counts go on to twice what the machine runs, and to 64 at most', () => {
  assert.deepEqual(offeredThreads(2), ['1', '2', '3', '4', '6', '8']);
  assert.deepEqual(offeredThreads(5), ['1', '2', '3', '4', '6', '8', '10']);
  assert.deepEqual(offeredThreads(8), ['1', '2', '3', '4', '6', '8', '12', '16']);
  assert.equal(offeredThreads(128).at(-1), '64');
});

test('the estimate grows with what is asked for', () => {
  const short = estimateMs(codec.parse('#v1/compare?maps=mutex&rounds=3'));
  const long = estimateMs(codec.parse('#v1/compare?maps=mutex,rwlock&rounds=3'));
  assert.ok(short > 3 * 300 + 1000 && long > short);
});

test('a lab apart is where it was left, and takes nothing from the others nor gives them any', () => {
  const experiment = opened('#v1/compare?maps=mutex,sharded:16&keys=1024&threads=8');
  assert.equal(experiment.linkIn('choose'), '#v1/choose');
  experiment.open('#v1/choose?keys=77&threads=3');
  assert.equal(experiment.preset, null);
  assert.match(
    experiment.linkIn('compare'),
    /^#v1\/compare\?maps=mutex,sharded:16&keys=1024&threads=8$/,
  );
  assert.match(experiment.linkIn('scale'), /^#v1\/scale\?maps=/);
  experiment.edit({ reads: '99' });
  experiment.edit({ threads: '' });
  assert.equal(experiment.link, '#v1/choose?keys=77&reads=99');
  experiment.open('#v1/matrix?maps=mutex,rwlock');
  assert.equal(experiment.preset, null);
  assert.equal(experiment.linkIn('choose'), '#v1/choose?keys=77&reads=99');
  experiment.edit({ maps: 'rwlock,mutex' });
  assert.equal(experiment.state.values.baseline, 'rwlock');
});

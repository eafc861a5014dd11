/** Each lab, and each view of a lab that has several, keeps what it did; nothing of it is another's. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { Sessions } from '../../web/app/sessions.js';
import { run as single } from '../../web/labs/compare/acts.js';
import { verify } from '../../web/labs/compare/passes.js';
import { along } from '../../web/labs/parts/along.js';
import { createLocale } from '../../web/strings/index.js';
import { codec, metadata } from './links.js';

const act = along(() => 'Off it goes.');

function page() {
  const seen = {
    changes: { now: 0, soon: 0 },
    said: /** @type {string[]} */ ([]),
    told: /** @type {[string, string][]} */ ([]),
    events: /** @type {string[]} */ ([]),
  };
  const locale = createLocale('en');
  const sessions = new Sessions({
    metadata,
    locale: () => locale,
    view: (lab) => ({ sample: () => seen.told.push([lab, 'sample']), trial: () => {} }),
    changed: (soon) => (seen.changes[soon ? 'soon' : 'now'] += 1),
    say: (text) => seen.said.push(text),
    announce: (type) => seen.events.push(type),
  });
  const of = (/** @type {string} */ link) => sessions.of(codec.parse(link));
  return { of, seen };
}

const SCALE = '#v1/scale?maps=mutex&axis=threads:1,2';
const LIVE = '#v1/race?maps=mutex';
const TWINS = '#v1/race?maps=mutex&view=twins';
const asked = (/** @type {string} */ link) => ({ link, state: codec.parse(link) });
/** @param {object} [more] @returns {any} */
const done = (more = {}) => ({
  ...{ type: 'done', step: { map: 'mutex', cell: 0, value: '1' }, partial: null },
  ...{ outcome: { kind: 'done', trial: { ops: 1 } }, ...more },
});

test('an experiment finds its lab’s session, and a race that of its view', () => {
  const { of } = page();
  assert.equal(of(SCALE), of('#v1/scale?maps=rwlock'));
  const all = ['#v1/compare?maps=mutex', SCALE, LIVE, TWINS].map(of);
  assert.equal(new Set(all).size, 4);
});

test('runs and errors of one lab are not seen in another', () => {
  const { of, seen } = page();
  act.begin(of(LIVE), asked(LIVE), {});
  act.hear?.(of(LIVE), done());
  act.fail?.(of(LIVE));
  of(LIVE).fail(Object.assign(new Error('gone'), { name: 'Trapped' }));
  assert.deepEqual([of(SCALE).kept, of(SCALE).error, of(TWINS).kept], [{}, null, {}]);
  const { kept, error } = of(LIVE);
  assert.deepEqual(
    [kept.sweep.trials, kept.sweep.failed, error?.name],
    [[{ ops: 1, map: 'mutex', cell: 0, value: '1' }], true, 'Trapped'],
  );
  assert.deepEqual(seen.events, ['contend-error']);
  of(LIVE).show({ sweep: null });
  assert.deepEqual([of(LIVE).error, of(LIVE).kept], [null, { sweep: null }]);
});

test('samples go to the element of the lab that runs, whichever is shown', () => {
  const { of, seen } = page();
  const step = { map: null, round: 1 };
  act.sample?.(of(SCALE), { step, perThread: [] });
  assert.deepEqual(seen.told, [['scale', 'sample']]);
  assert.deepEqual(seen.events, ['contend-progress']);
});

test('a run of many trials asks for nothing at once but its beginning and its end', async () => {
  const { of, seen } = page();
  const session = of(LIVE);
  act.begin(session, asked(LIVE), {});
  await Promise.resolve();
  const begun = seen.changes.now;
  const said = seen.said.length;
  for (let i = 0; i < 1000; i += 1) act.hear?.(session, done());
  assert.deepEqual(seen.changes, { now: begun, soon: 1000 });
  assert.equal(session.kept.sweep.trials.length, 1000);
  assert.equal(seen.said.length, said);
  act.end(session, { stopped: false, result: { stopped: false } });
  assert.equal(seen.changes.now, begun + 1);
  assert.equal(seen.said.length, said + 1);
});

test('a run that is gone on with keeps what was drawn of it, another one does not', () => {
  const { of } = page();
  const link = '#v1/compare?maps=mutex';
  const session = of(link);
  single.begin(session, asked(link), {});
  const { running } = session.kept;
  single.hear?.(session, done({ partial: { rounds: 1 } }));
  single.begin(session, asked(link), { more: true });
  assert.equal(session.kept.running, running);
  assert.deepEqual(session.kept.result, { rounds: 1 });
  single.begin(session, asked(link), {});
  assert.notEqual(session.kept.running, running);
  assert.equal(session.kept.result, null);
});

test('a deep check keeps each report as it comes, and a run steps in front of it', () => {
  const { of, seen } = page();
  const link = '#v1/compare?maps=mutex,rwlock';
  const session = of(link);
  verify.begin(session, asked(link), {});
  const progress = { done: 50, total: 200 };
  const step = { map: 'mutex' };
  verify.hear?.(session, /** @type {any} */ ({ type: 'working', step, outcome: { progress } }));
  assert.deepEqual(session.kept.checks.progress, { map: 'mutex', done: 50, steps: 200 });
  const report = { map: 'mutex', outcome: 'passed', failure: null };
  verify.hear?.(session, done({ outcome: { kind: 'done', progress, report } }));
  single.begin(session, asked(link), {});
  assert.equal(session.kept.checks.behind, true);
  assert.deepEqual(verify.end(session, { stopped: false, result: null }), [report]);
  assert.match(seen.said.at(-1) ?? '', /no violation/);
});

/** Each lab, and each view of a lab that has several, keeps what it did; nothing of it is another's. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { Sessions } from '../../web/app/sessions.js';
import { createLocale } from '../../web/strings/index.js';
import { codec, metadata } from './links.js';

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
    parse: codec.parse,
    locale: () => locale,
    fetched: () => null,
    view: (lab) => ({ sample: () => seen.told.push([lab, 'sample']) }),
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

test('an experiment finds its lab’s session, and a race that of its view', () => {
  const { of } = page();
  assert.equal(of(SCALE), of('#v1/scale?maps=rwlock'));
  const all = ['#v1/compare?maps=mutex', SCALE, LIVE, TWINS].map(of);
  assert.equal(new Set(all).size, 4);
});

test('runs and errors of one lab are not seen in another', () => {
  const { of, seen } = page();
  of(LIVE).sweepStart(LIVE);
  of(LIVE).sweepTrial(/** @type {any} */ ({ cell: 0 }));
  of(LIVE).fail(Object.assign(new Error('gone'), { name: 'Trapped' }), 'sweep');
  assert.deepEqual([of(SCALE).sweep, of(SCALE).error, of(TWINS).sweep], [null, null, null]);
  const { sweep, error } = of(LIVE);
  assert.deepEqual([sweep?.trials.length, sweep?.failed, error?.name], [1, true, 'Trapped']);
  assert.deepEqual(seen.events, ['contend-error']);
  // The next task of the lab itself ends it.
  of(SCALE).sweepStart(SCALE);
  assert.equal(of(LIVE).error?.name, 'Trapped');
  of(LIVE).sweepStart(LIVE);
  assert.equal(of(LIVE).error, null);
});

test('samples go to the element of the lab that runs, whichever is shown', () => {
  const { of, seen } = page();
  const step = { map: null, round: 1 };
  of(SCALE).sample(/** @type {any} */ ({ step, perThread: [] }));
  assert.deepEqual(seen.told, [['scale', 'sample']]);
});

test('a run of many trials asks for nothing at once but its beginning and its end', () => {
  const { of, seen } = page();
  const session = of(LIVE);
  session.sweepStart(LIVE);
  const begun = seen.changes.now;
  const said = seen.said.length;
  for (let i = 0; i < 1000; i += 1) session.sweepTrial(/** @type {any} */ ({ cell: 0 }));
  assert.deepEqual(seen.changes, { now: begun, soon: 1000 });
  assert.equal(session.sweep?.trials.length, 1000);
  assert.equal(seen.said.length, said);
  session.swept(/** @type {any} */ ({ stopped: false }));
  assert.equal(seen.changes.now, begun + 1);
  assert.equal(seen.said.length, said + 1);
});

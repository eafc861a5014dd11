// How often the Choose lab's answer is not the fastest map: the workloads that are drawn, and what counts as a miss.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judged, linkWith, questions, regret } from '../lib/bench/regret.mjs';

test('drawn workloads follow from their seed and have all there is', () => {
  const all = questions(7, 50, 2);
  assert.deepEqual(all, questions(7, 50, 2));
  assert.equal(new Set([...all, ...questions(8, 50, 2)]).size, 100);
  for (const life of ['stable', 'append', 'churn', 'disjoint']) {
    assert.ok(
      all.some((link) => link.includes(`life=${life}`)),
      life,
    );
  }
  for (const link of all) {
    const query = new URLSearchParams(link.split('?')[1]);
    const [reads, keys] = ['reads', 'keys'].map((key) => Number(query.get(key)));
    assert.ok(reads >= 0 && reads <= 100 && keys >= 16 && keys <= 2 ** 20, link);
    assert.equal(query.get('threads'), '2');
  }
  const reads = all.filter((link) => /reads=(9\d|100)/.test(link)).length;
  assert.ok(reads > 15 && reads < 45, String(reads));
  assert.equal(
    linkWith('#v1/compare?maps=a,b&ms=100&keys=9', { maps: ['c', 'd'], ms: 50 }),
    '#v1/compare?maps=c,d&ms=50&keys=9',
  );
});

test('a miss is told to be more than a tenth slower', () => {
  const of = (answer, median, low, kind = 'wins') =>
    judged('a', {
      conclusion: {
        kind,
        best: 'b',
        others: [{ map: 'a', answer, ratio: { median, low, high: 9 } }],
      },
    });
  assert.deepEqual(of('slower', 1.5, 1.2), { best: 'b', regret: 1.5, miss: true });
  assert.deepEqual(of('slower', 1.5, 1.05), { best: 'b', regret: 1.5, miss: false });
  assert.deepEqual(of('undecided', 1.5, 1.2), { best: 'b', regret: 1.5, miss: false });
  for (const kind of ['broken', 'too-few-rounds', 'none']) {
    assert.equal(of('slower', 2, 1.9, kind), null);
  }
  const best = { conclusion: { kind: 'tied', best: 'a', others: [] } };
  assert.deepEqual(judged('a', best), { best: 'a', regret: 1, miss: false });
  const sample = (kind, regret, miss, what) => {
    const told = regret === null ? {} : { best: 'b', regret, miss };
    const others = [
      { map: 'a', answer: 'slower', ratio: { median: regret, low: 1, high: 9 } },
      { map: 'd', answer: 'undecided', ratio: { median: 1.016, low: 1, high: 9 } },
    ];
    const preset = kind === 'preset' ? what : undefined;
    return {
      kind,
      threads: 2,
      what,
      preset,
      run: '',
      choice: 'a',
      rule: 'shards',
      others,
      ...told,
    };
  };
  const { regret: text, 'regret-presets': presets } = regret.blocks({
    seed: 5,
    rounds: 10,
    settings: { threads: [2], maps: ['a', 'b', 'c', 'd'], presets: ['p', 'q', 'r'] },
    samples: [
      sample('preset', 1, false, 'p'),
      sample('preset', 2, true, 'q'),
      sample('preset', null, undefined, 'r'),
      sample('drawn', 1.3, true, 's'),
      sample('drawn', 1.05, false, 't'),
      sample('drawn', 1, false, 'u'),
    ],
  });
  assert.match(text, /\| 2 threads \| presets \| 1 of 2 \| 50 % \| 1 \| 2\.00 \| 2\.00 \| 1 \|/);
  assert.match(text, /\| 2 threads \| drawn \| 1 of 3 \| 33 % \| 2 \| 1\.05 \| 1\.30 \| 0 \|/);
  assert.match(text, /In all, 2 of 5 are misses: 40 %, more than the 20 %/);
  assert.match(text, /Were all that are open misses too, it would be 100 %\./);
  assert.match(text, /\| `q` \| `a` \| shards \| `b` \| 2\.0 \|\n\| `s` \|/);
  assert.match(
    presets,
    /^\| `q` \| `b` \| `d` \| 2\.00 \(1\.00–9\.00\) \| 1 \| – \| 1\.02 \(1\.00–9\.00\) \|$/m,
  );
  // Of what could not be told there is no line.
  assert.doesNotMatch(presets, /`r`|`s`/);
});

// What the benchmarks make of their samples: arithmetic, turns, tables, and the document.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { article } from '../lib/bench/article.mjs';
import { withBlocks } from '../lib/bench/document.mjs';
import { estimate, figure, geometricMean, side, written } from '../lib/bench/figures.mjs';
import { forms, multiplications } from '../lib/bench/forms.mjs';
import { harness } from '../lib/bench/harness.mjs';
import { interleave, shuffled } from '../lib/bench/interleave.mjs';
import { optionsOf } from '../lib/bench/options.mjs';
import { coins, pairs, plotting, roundsOf } from '../lib/bench/plotting.mjs';
import { presetBlocks } from '../lib/bench/preset-tables.mjs';
import { figuresOf, linkOf, soundRates } from '../lib/bench/presets.mjs';
import { cost, guard } from '../lib/bench/guard.mjs';
import { Progress, minutes } from '../lib/bench/progress.mjs';
import { same } from '../lib/bench/same.mjs';
import { Samples, collected } from '../lib/bench/samples.mjs';
import { PARTS, rewrite, writeDocument } from '../lib/bench/suite.mjs';
import { overlap, twice } from '../lib/bench/twice.mjs';
import { table } from '../lib/markdown.mjs';
import { root } from '../lib/paths.mjs';

const blockNames = (text) => [...text.matchAll(/<!-- bench:([\w-]+) -->/g)].map(([, name]) => name);

test('an interval needs six values, and its brackets say whether there is one', () => {
  const ten = estimate([7, 1, 9, 3, 5, 2, 8, 4, 6, 10]);
  assert.deepEqual([ten.median, ten.low, ten.high], [5.5, 2, 9]);
  assert.equal(written(ten, 2), '5.5 (2.0–9.0)');
  const five = estimate([5, 1, 4, 2, 3]);
  assert.equal(written(five, 2), '3.0 [1.0–5.0]');
  assert.equal(written(estimate([3]), 2), '3.0');
  assert.equal(written(estimate([]), 2), '–');
  assert.deepEqual([side(ten, 1), side(ten, 5), side(ten, 9.5), side(five, 100)], [1, 0, -1, 0]);
});

test('figures are never powers of ten', () => {
  assert.deepEqual(
    [figure(1234, 2), figure(0.0123, 2), figure(12.34, 3)],
    ['1200', '0.012', '12.3'],
  );
  assert.ok(Math.abs(geometricMean([1, 4, 16]) - 4) < 1e-12);
  assert.equal(table(['a', 'b'], [['1', '2']]), '| a | b |\n|---|---|\n| 1 | 2 |');
});

test('every unit has one turn in each repeat, in changing order, within the time', async () => {
  const turns = [];
  let clock = 0;
  const repeats = await interleave({
    units: ['a', 'b', 'c', 'd', 'e'],
    ms: 100,
    now: () => clock,
    async run(unit, { repeat }) {
      turns.push([repeat, unit]);
      clock += 4;
    },
    failed: assert.fail,
  });
  // Twenty milliseconds a repeat.
  assert.equal(repeats, 5);
  const orders = [1, 2, 3, 4, 5].map((repeat) =>
    turns.filter(([one]) => one === repeat).map(([, unit]) => unit),
  );
  for (const order of orders) assert.deepEqual([...order].sort(), ['a', 'b', 'c', 'd', 'e']);
  assert.ok(new Set(orders.map(String)).size > 1);
});

test('a unit that fails is told and the others go on; there is always one repeat', async () => {
  const done = [];
  const lost = [];
  const repeats = await interleave({
    units: [1, 2, 3],
    ms: 0,
    async run(unit) {
      if (unit === 2) throw new Error('no page');
      done.push(unit);
    },
    failed: (unit, error) => void lost.push([unit, error.message]),
  });
  assert.equal(repeats, 1);
  assert.deepEqual(done.sort(), [1, 3]);
  assert.deepEqual(lost, [[2, 'no page']]);
});

test('a shuffle keeps everything', () => {
  assert.deepEqual(
    shuffled([1, 2, 3, 4], () => 0.999),
    [1, 2, 3, 4],
  );
  assert.deepEqual(shuffled([1, 2, 3, 4]).sort(), [1, 2, 3, 4]);
});

/** Two hosts, two presets, eight repeats; `b` is half as fast as `a` at p and twice as fast at q. */
function sampled() {
  const samples = [];
  for (let repeat = 1; repeat <= 8; repeat += 1) {
    const drift = 1 + repeat / 10;
    for (const [host, factor] of [
      ['native', 1],
      ['chromium', 0.7],
    ]) {
      for (const [preset, b] of [
        ['p', 5e6],
        ['q', 20e6],
      ]) {
        const speed = drift * factor;
        const rates = { null: 100e6 * drift, a: 10e6 * speed, b: b * speed };
        samples.push({ repeat, host, preset, threads: 2, rates });
      }
    }
  }
  return samples;
}

const settings = {
  maps: ['a', 'b'],
  crates: ['b'],
  rivals: ['b'],
  presets: ['p', 'q', 'never'],
  threads: [2],
  hostNames: ['native', 'chromium'],
  text: '',
};

test('ratios are within a repeat, so drift does not show', () => {
  const seen = new Samples(sampled());
  const where = { host: 'chromium', threads: 2 };
  const ratios = [...seen.meanRatios(where, 'b', 'native', ['p', 'q']).values()];
  assert.equal(ratios.length, 8);
  assert.ok(
    ratios.every((ratio) => Math.abs(ratio - 0.7) < 1e-9),
    String(ratios),
  );
});

test('a repeat that was broken off does not look like a change', () => {
  const series = [
    new Map([
      [1, 2],
      [2, 2],
    ]),
    new Map([[1, 8]]),
    new Map(),
  ];
  assert.deepEqual([...collected(series, (all) => all.map(geometricMean))], [[1, 4]]);
});

test('the tables tell who is fastest, level and behind', () => {
  const { hosts, presets, losses } = presetBlocks({ samples: sampled(), repeats: 8, settings });
  assert.match(hosts, /\| `b` \| 0\.70 \(0\.70–0\.70\) \|/);
  assert.match(hosts, /The median over maps in chromium is below 0\.8\./);
  assert.match(hosts, /\| `null` \| 1\.0 \(1\.0–1\.0\) \|/);
  assert.match(
    presets,
    /\| `q` \| `b` \| 29\.0 \(22\.0–36\.0\) \| – \| `a` \| 0\.50 \(0\.50–0\.50\)/,
  );
  assert.doesNotMatch(presets, /never/);
  assert.match(
    losses,
    /native, 2 threads[^]*\| `a` \| 1 \| 1 of 2 \| 0\.71 \| `q` 0\.50 of `b` \|/,
  );
});

test('without an interval nobody loses', () => {
  const few = sampled().filter(({ repeat }) => repeat < 6);
  const { hosts, presets, losses } = presetBlocks({ samples: few, repeats: 5, settings });
  assert.match(losses, /\| `a` \| 1 \| 2 of 2 \| 0\.71 \| – \|/);
  assert.match(hosts, /too few repeats/);
  assert.match(presets, /\| `q` \| `b` \| [^|]+ \| \? \|/);
});

test('a map that failed a check has no figure', () => {
  const strategy = (id, outcome) => ({
    id,
    trials: [{ streamChecksum: 'f' }],
    summary: { outcome, opsPerSec: { median: 5 } },
  });
  const result = {
    harness: { opsPerSec: 9 },
    strategies: [strategy('a', 'passed'), strategy('b', 'failed'), strategy('c', 'not-checked')],
  };
  const rates = { null: 9, a: 5, c: 5 };
  assert.deepEqual(figuresOf(result), { rates, broken: ['b'], checksum: 'f' });
  assert.throws(() => soundRates(result), /b failed a check/);
});

test('sessions are links of the lab that fits', () => {
  const given = { maps: ['a', 'b'], threads: [1, 2], ms: 50, warmup: 0 };
  assert.equal(
    linkOf(given, 'p', 3),
    '#v1/scale?maps=a,b&axis=threads:1,2&preset=p&ms=50&warmup=0&rounds=1&seed=3',
  );
  assert.match(linkOf({ ...given, threads: [4] }, 'p', 3), /^#v1\/compare\?maps=a,b&threads=4&/);
});

test('what the harness costs, beside the other one', () => {
  const samples = [];
  for (let repeat = 1; repeat <= 7; repeat += 1) {
    for (const mix of ['r90,i5,d5', 'r98,i1,d1', 'r10,i40,d40,u10', 'r5,i80,d5,u10']) {
      const at = { repeat, mix, threads: 1 };
      samples.push({ ...at, host: 'bustle', dist: 'bustle', nsPerOp: 4 });
      samples.push({ ...at, host: 'native', dist: 'uniform', nsPerOp: 2 });
      samples.push({ ...at, host: 'native', dist: 'zipf:0.99', nsPerOp: 5 });
    }
  }
  const { harness: text } = harness.blocks({ samples, settings: { ...settings, threads: [1] } });
  assert.match(
    text,
    /\| `r98,i1,d1` \| 2\.00 \(2\.00–2\.00\) \| 5\.00 .* \| 4\.00 .* \| 2\.0 \(2\.0–2\.0\) \|/,
  );
  assert.match(
    text,
    /native, uniform: 2\.00 ns, below 3 ns\. native, zipf:0\.99: 5\.00 ns, above 3 ns\./,
  );
});

test('two runs agree where their intervals meet', () => {
  const line = (low, high) => ({ id: 'a', opsPerSec: { median: (low + high) / 2, low, high } });
  assert.ok(overlap(line(1, 3), line(3, 5)));
  assert.ok(!overlap(line(1, 3), line(3.1, 5)));
  assert.ok(!overlap(line(1, 3), { id: 'a', opsPerSec: { median: 2, low: null, high: null } }));
  const runs = {
    native: [
      [line(1e6, 3e6), line(1e6, 2e6)],
      [line(2e6, 4e6), line(3e6, 4e6)],
    ],
  };
  const { twice: text } = twice.blocks({ link: '#v1/compare', runs });
  assert.match(text, /intervals of 1 of 2 maps overlap, fewer than/);
  assert.deepEqual(twice.blocks({ link: '', runs: { native: [[]] } }), {});
});

test('how often a map is told from itself', () => {
  const conclusions = [...Array(9).fill('tied'), 'wins'].map((kind) => ({ a: kind }));
  const { same: text } = same.blocks({ conclusions });
  assert.match(text, /maps=a,a\*2&.* in 9 of 10, as asked/);
  const { same: bad } = same.blocks({ conclusions: conclusions.slice(-2) });
  assert.match(bad, /in 1 of 2, fewer than the asked 90 %/);
});

test('what plotting costs is taken in pairs of rounds', () => {
  const drawn = coins(8);
  for (let round = 0; round < 16; round += 2) assert.notEqual(drawn[round], drawn[round + 1]);
  // Every round is faster than the one before; drawing takes a fiftieth.
  const trials = drawn
    .map((isDrawn, place) => ({
      round: place + 1,
      opsPerSec: 1e6 * Math.ceil((place + 1) / 2) * (isDrawn ? 0.98 : 1),
    }))
    .reverse();
  const rounds = roundsOf({ strategies: [{ id: 'a', trials }] }, drawn);
  const samples = rounds.map((round) => ({ host: 'chromium', ...round }));
  samples.push({ pair: 9, host: 'chromium', drawn: true, rates: { a: 1 } });
  assert.equal(pairs(samples, 'chromium', ({ a }) => a).length, 8);
  assert.deepEqual(roundsOf({ strategies: [] }, drawn, 2)[0]?.pair, 9);
  const { plot } = plotting.blocks({ samples, threads: { chromium: 2 } });
  assert.match(
    plot,
    /In chromium, at 2 clients, it costs 2\.0 % of the throughput \(2\.0 % to 2\.0 %\), less than 5 %\./,
  );
});

test('the article’s ratios stand beside those of results', () => {
  const ratios = [1, 2].map((threads) => ({
    ...{ host: 'native', id: 'sync-map-mixed', threads },
    ratio: { median: threads, low: threads / 2, high: threads * 2 },
  }));
  const { article: text } = article.blocks({ ratios });
  assert.match(
    text,
    /\| `sync-map` \/ `mutex`, .* \| 0\.6 \| 1\.0 \(0\.50–2\.0\) \| 2\.0 \(1\.0–4\.0\) \| – \| – \|/,
  );
  assert.deepEqual(article.blocks({ ratios: [] }), {});
});

test('options: what is meant and what cannot be', () => {
  const known = [{ name: 'p' }, { name: 'q' }];
  const usual = optionsOf({}, PARTS, known);
  assert.deepEqual(usual.parts, ['presets', 'harness']);
  assert.equal(usual.minutes, 35);
  assert.deepEqual(usual.hostNames, ['native', 'chromium', 'firefox']);
  const given = optionsOf(
    {
      ONLY: 'all',
      PRESETS: 'q',
      SITES: 'old=/tmp/x',
      HOSTS: 'native,firefox',
      MAPS: 'mutex,scc,papaya',
    },
    PARTS,
    known,
  );
  assert.deepEqual(
    given.parts,
    PARTS.map(({ id }) => id),
  );
  assert.deepEqual(given.hostNames, ['native', 'firefox', 'firefox old']);
  assert.deepEqual([given.crates, given.rivals], [['scc', 'papaya'], ['papaya']]);
  assert.match(given.text, /ONLY=all HOSTS=native,firefox MAPS=mutex,scc,papaya PRESETS=q/);
  for (const [env, said] of [
    [{ ONLY: 'nothing' }, /ONLY names nothing; there are presets/],
    [{ PRESETS: 'z' }, /PRESETS names z; there are p, q/],
    [{ MINUTES: 'soon' }, /MINUTES=soon/],
    [{ THREADS: '1,none' }, /THREADS=none/],
    [{ SITES: 'old' }, /SITES names old/],
  ]) {
    assert.throws(() => optionsOf(env, PARTS, known), said);
  }
});

test('blocks are replaced, the rest of a document stays', () => {
  const text = '# A\n\nby hand\n\n<!-- bench:x -->\n\nold\n\n<!-- /bench:x -->\n\nby hand, too\n';
  const next = withBlocks(text, { x: 'new\n', y: 'more' });
  assert.match(
    next,
    /^# A\n\nby hand\n\n<!-- bench:x -->\n\nnew\n\n<!-- \/bench:x -->\n\nby hand, too\n/,
  );
  assert.match(next, /<!-- bench:y -->\n\nmore\n\n<!-- \/bench:y -->\n$/);
  assert.equal(withBlocks(next, { x: 'new', y: 'more' }), next);
  assert.throws(() => withBlocks('<!-- bench:x -->', { x: '' }), /after it one/);
});

test('the tracked document has a place for every block', () => {
  const blocks = blockNames(readFileSync(join(root, 'BENCHMARKS.md'), 'utf8'));
  const wanted = [
    'machine',
    'hosts',
    'presets',
    'losses',
    'harness',
    'article',
    'twice',
    'same',
    'plot',
    'forms',
    'page',
    'guard',
    'regret',
    'regret-presets',
    'webkit',
  ];
  assert.deepEqual([...blocks].sort(), wanted.sort());
});

test('a delay is looked for between what is too little and what is too much', async () => {
  // The first thirty are hidden by waits for memory.
  const slower = async (count) => Math.max(0, count - 30) / 100;
  assert.equal(await multiplications(0.1, slower), 40);
  assert.equal(await multiplications(0.2, slower), 50);
});

test('what a form tells apart is asked of what was kept', () => {
  const form = 'ms=50&rounds=16&warmup=300';
  const all = Array.from({ length: 16 }, (_, round) => 1.2 + round / 1000);
  const mixed = all.map((ratio, round) => (round % 2 ? ratio : 1 / ratio));
  const { forms: text } = forms.blocks({
    runs: [{ form, seconds: 14, ratios: [mixed, all] }],
    delays: [1, 2],
  });
  assert.match(text, /14\.0 s \| 0 of 1 \(0 %\) \| 1 of 1 \(21 %\)/);
});

test('what the guard costs is the time that a ratio leaves', () => {
  const { median, low, high } = cost(30, { median: 0.75, low: 0.6, high: null });
  assert.deepEqual(
    [median, low, high].map((ns) => ns && Math.round(ns)),
    [10, null, 20],
  );
  const line = (id, threads, more) => {
    return { host: 'native', threads, id, nsPerOp: 30, cost: more };
  };
  const lines = [line('mutex', 1, null), line('mutex+safe', 1, { median: 12, low: 9, high: 15 })];
  const text = guard.blocks({ lines }).guard ?? '';
  assert.match(text, /\| `mutex` \| 30\.0 \|\s+\|/);
  assert.match(text, /\| `mutex\+safe` \| 30\.0 \| 12 \(9\.0–15\) \|/);
  assert.deepEqual(guard.blocks({ lines: [] }), {});
});

test('figures that were kept are written again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contend-bench-test-'));
  try {
    const document = join(folder, 'B.md');
    assert.throws(() => rewrite({ document, folder }), /no figures/);
    const facts = {
      begun: '2026-01-02T03:04:05Z',
      commit: 'abc',
      machine: 'M',
      rustc: 'r',
      failures: [],
    };
    const data = { schema: 'contend/bench/2', part: 'presets', ...facts, settings, repeats: 8 };
    const failures = [{ host: 'firefox', what: 'p', message: 'OutOfMemory:\nno room' }];
    writeFileSync(
      join(folder, 'presets.json'),
      JSON.stringify({ ...data, samples: sampled(), failures, interrupted: true }),
    );
    rewrite({ document, folder });
    const text = readFileSync(document, 'utf8');
    assert.deepEqual(blockNames(text), ['machine', 'hosts', 'presets', 'losses']);
    assert.match(
      text,
      /_Measured 2026-01-02 on M, commit abc; 8 whole repeats; broken off before its end\._/,
    );
    assert.match(text, /- Without a figure: firefox, p: OutOfMemory: no room/);
    assert.throws(() => writeDocument(document, [{ part: 'x' }]), /x is no part/);
    writeFileSync(join(folder, 'same.json'), '{"schema":"contend/bench/0","part":"same"}');
    assert.throws(() => rewrite({ document, folder }), /another version/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('progress is one changing line on a terminal and few lines elsewhere', () => {
  const said = [];
  const stream = { isTTY: true, columns: 20, write: (text) => said.push(text) };
  const progress = new Progress(stream);
  const turn = { repeat: 1, done: 3, perRepeat: 10, leftMs: 61_000 };
  progress.begin('part');
  progress.tell(turn, 'native, p');
  assert.match(said[1], /^\r/);
  assert.ok(said[1].length < 20 + 5);
  stream.isTTY = false;
  progress.tell(turn, 'native, q');
  assert.equal(said.length, 2);
  assert.equal(minutes(61_000), '1:01');
});

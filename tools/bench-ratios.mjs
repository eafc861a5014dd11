// `node tools/bench-ratios.mjs article|presets`: ratios between maps within one run, as Markdown.
//
// `article` holds its ratios against what is measured at several thread counts;
// `presets` runs every preset over all maps and holds our best map against the crates. Rounds are
// interleaved by the engine, ratios paired by round: median (lowest–highest).
//
//   HOSTS=native,chromium,firefox THREADS= ROUNDS=7 MS=200 MAPS= RIVALS= node tools/bench-ratios.mjs article

import { hosts } from './lib/hosts.mjs';
import { readMetadata } from './lib/registry.mjs';
import { ToolError, main } from './lib/shell.mjs';
import { spread } from './lib/spread.mjs';

const list = (text) => text.split(',').filter(Boolean);
const { HOSTS, THREADS, ROUNDS, MS, MAPS, RIVALS } = process.env;
const names = list(HOSTS || 'native');
const counts = list(THREADS || '1,2,4,8');
const timing = `&ms=${MS || 200}&rounds=${ROUNDS || 7}&warmup=200`;
const rivals = list(RIVALS || 'dashmap:16,papaya');
const crates = [...rivals, ...list('scc,flurry,skiplist')];
const ours = 'mutex,rwlock,sharded:16,sharded:64,sync-map,hash-trie,key-lock:16,left-right';

/** The ratio of one map to another, round by round. */
function paired(result, map, other) {
  const rates = (id) => {
    const { trials } = result.strategies.find((strategy) => strategy.id === id);
    return new Map(trials.map((trial) => [trial.round, trial.opsPerSec]));
  };
  const [above, below] = [rates(map), rates(other)];
  return spread(
    [...above].map(([round, rate]) => rate / below.get(round)),
    2,
  );
}

function row(cells) {
  console.log(`| ${cells.join(' | ')} |`);
}

function head(cells) {
  row(cells);
  console.log(`|${cells.map(() => '---').join('|')}|`);
}

async function article(found) {
  const claims = readMetadata().claims.filter(
    (claim) => claim.about === 'throughput' && claim.relation === 'equals',
  );
  for (const { name, run } of found) {
    console.log(`\n${name}\n`);
    head(['claim', 'article', ...counts.map((count) => `threads=${count}`)]);
    for (const { map, baseline, ratio, link } of claims) {
      const cells = [];
      for (const count of counts) {
        const result = await run(`#${link}&threads=${count}${timing}`);
        cells.push(paired(result, map, baseline));
      }
      row([`\`${map}\` / \`${baseline}\`, \`${link.split('maps=')[1]}\``, ratio, ...cells]);
    }
  }
}

async function presets(found) {
  const maps = MAPS || [ours, ...crates].join(',');
  const count = THREADS || '2';
  const rate = (strategy) => strategy.summary.opsPerSec.median;
  for (const { name, run } of found) {
    console.log(`\n${name}, ${count} threads, \`maps=${maps}${timing}\`\n`);
    head([
      'preset',
      'our best',
      'M ops/s',
      ...rivals.map((rival) => `/ \`${rival}\``),
      'best crate',
    ]);
    for (const preset of readMetadata().presets) {
      const result = await run(
        `#v1/compare?maps=${maps}&preset=${preset.name}&threads=${count}${timing}`,
      );
      const sorted = [...result.strategies].sort((a, b) => rate(b) - rate(a));
      const best = sorted.find((strategy) => !crates.includes(strategy.id));
      const crate = sorted.find((strategy) => crates.includes(strategy.id));
      row([
        `\`${preset.name}\``,
        `\`${best.id}\``,
        (rate(best) / 1e6).toPrecision(3),
        ...rivals.map((rival) => paired(result, best.id, rival)),
        `\`${crate.id}\` ${(rate(crate) / 1e6).toPrecision(3)}`,
      ]);
    }
  }
}

const tables = { article, presets };

await main(async () => {
  const table = tables[process.argv[2]];
  if (!table) throw new ToolError(`Name a table: ${Object.keys(tables).join(' or ')}.`);
  const opened = [];
  try {
    await table(await hosts(names, opened));
  } finally {
    for (const thing of opened.reverse()) await thing.close();
  }
});

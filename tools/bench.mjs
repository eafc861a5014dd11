// `node tools/bench.mjs`: the same experiment natively and in browsers, interleaved, as Markdown.
//
// Every repeat runs each host once, in a fresh random order, so that drift of the machine hits all
// alike; ratios are taken within a repeat. Other builds of the site can join with SITES=label=dir
// (comma separated), which is how build options are compared.
//
//   MAPS= REPEATS=7 THREADS=1,2 BROWSERS=chromium,firefox SITES= LINK_REST='&ms=300' node tools/bench.mjs

import { hosts } from './lib/hosts.mjs';
import { paths } from './lib/paths.mjs';
import { main } from './lib/shell.mjs';
import { spread } from './lib/spread.mjs';

const maps = process.env.MAPS || 'null,mutex,rwlock,sharded:16,channel:64,dashmap:16';
const list = (text) => text.split(',').filter(Boolean);
const repeats = Number(process.env.REPEATS || 7);
const threads = list(process.env.THREADS || '1,2').map(Number);
const names = ['native', ...list(process.env.BROWSERS || 'chromium,firefox')];
const sites = [['', paths.site], ...list(process.env.SITES || '').map((pair) => pair.split('='))];
const rest = process.env.LINK_REST || '&warmup=300&rounds=1';

function shuffle(items) {
  const order = items.map((item) => [Math.random(), item]).sort((a, b) => a[0] - b[0]);
  return order.map(([, item]) => item);
}

/** One row a map: the first host's rate, then every other host's ratio to it, repeat by repeat. */
function table(names, rates) {
  const [first, ...others] = names;
  const lines = [
    `| map | ${first}, M ops/s | ${others.map((name) => `${name} / ${first}`).join(' | ')} |`,
  ];
  lines.push(`|---|${names.map(() => '---').join('|')}|`);
  for (const map of Object.keys(rates[first][0])) {
    const base = rates[first].map((repeat) => repeat[map]);
    const ratio = (name) =>
      spread(
        rates[name].map((repeat, i) => repeat[map] / base[i]),
        2,
      );
    const cells = [
      spread(
        base.map((rate) => rate / 1e6),
        3,
      ),
      ...others.map(ratio),
    ];
    lines.push(`| \`${map}\` | ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

async function bench() {
  const opened = [];
  try {
    await compare(await hosts(names, opened, sites));
  } finally {
    for (const thing of opened.reverse()) await thing.close();
  }
}

async function compare(runners) {
  for (const count of threads) {
    const link = `#v1/compare?maps=${maps}&threads=${count}${rest}`;
    const rates = Object.fromEntries(runners.map(({ name }) => [name, []]));
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      for (const host of shuffle(runners)) {
        const result = await host.run(link);
        const rate = (map) => [map.id, map.summary.opsPerSec.median];
        rates[host.name].push(Object.fromEntries(result.strategies.map(rate)));
        const broken = result.strategies.filter((map) => !map.summary.ok).map((map) => map.id);
        if (broken.length > 0) throw new Error(`${host.name}: ${broken.join(', ')} failed a check`);
        process.stderr.write('.');
      }
    }
    process.stderr.write('\n');
    console.log(`\n${count} threads, ${repeats} repeats: median (lowest–highest)\n`);
    console.log(`\`${link}\`\n`);
    console.log(
      table(
        runners.map(({ name }) => name),
        rates,
      ),
    );
  }
}

await main(bench);

// `node tools/bench.mjs`: the same experiment natively and in browsers, interleaved, as Markdown.
//
// Every repeat runs each host once, in a fresh random order, so that drift of the machine hits all
// alike; ratios are taken within a repeat. Other builds of the site can join with SITES=label=dir
// (comma separated), which is how build options are compared.
//
//   REPEATS=7 THREADS=1,2 BROWSERS=chromium,firefox SITES= LINK_REST='&ms=300' node tools/bench.mjs

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { openApp, resultOf } from '../tests/web/app.js';
import { paths } from './lib/paths.mjs';
import { ToolError, main } from './lib/shell.mjs';
import { launch } from './lib/tabs.mjs';
import { startServer } from './serve.mjs';

const MAPS = 'null,mutex,rwlock,sharded:16,channel:64,dashmap:16';
const list = (text) => text.split(',').filter(Boolean);
const repeats = Number(process.env.REPEATS || 7);
const threads = list(process.env.THREADS || '1,2').map(Number);
const browsers = list(process.env.BROWSERS || 'chromium,firefox');
const sites = [['', paths.site], ...list(process.env.SITES || '').map((pair) => pair.split('='))];
const rest = process.env.LINK_REST || '&warmup=300&rounds=1';

/**
 * Places to run a link; the first is what the others are held against. What has to be closed goes
 * into `opened`, also if a later one fails.
 */
async function hosts(opened) {
  const native = async (link) => {
    const { stdout } = await promisify(execFile)(paths.contend, ['run', link, '--json']);
    return JSON.parse(stdout);
  };
  const found = [{ name: 'native', run: native }];
  for (const browser of browsers) {
    const running = await launch(browser);
    opened.push(running);
    for (const [label, root] of sites) {
      const name = [browser, label].filter(Boolean).join(' ');
      const server = await startServer({ root });
      const tab = await running.tab();
      opened.push(server, tab);
      await openApp(tab, server.url).catch((error) => {
        throw new ToolError(`${name}: the page did not get ready: ${error.message}`);
      });
      found.push({ name, run: (link) => resultOf(tab, link) });
    }
  }
  return found;
}

function shuffle(items) {
  const order = items.map((item) => [Math.random(), item]).sort((a, b) => a[0] - b[0]);
  return order.map(([, item]) => item);
}

function spread(values, digits) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  const text = (value) => value.toPrecision(digits);
  return `${text(middle)} (${text(sorted[0])}–${text(sorted.at(-1))})`;
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
    await compare(await hosts(opened));
  } finally {
    for (const thing of opened.reverse()) await thing.close();
  }
}

async function compare(runners) {
  for (const count of threads) {
    const link = `#v1/compare?maps=${MAPS}&threads=${count}${rest}`;
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

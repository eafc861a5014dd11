// What the harness costs without a map: ours on every host, uniform and skewed, and bustle's natively on
// the same mixes and threads, all in turns.

import { buildBustle, runBustle } from '../bustle.mjs';
import { code, table } from '../markdown.mjs';
import { counted, estimate, figure, side, written } from './figures.mjs';
import { cellsOf } from './presets.mjs';
import { collected, medians, quotients } from './samples.mjs';

/** The default mix, and those of the presets that both harnesses can be given; 2^17 keys. */
const MIXES = [
  { read: 90, insert: 5, remove: 5, update: 0 },
  { read: 98, insert: 1, remove: 1, update: 0 },
  { read: 10, insert: 40, remove: 40, update: 10 },
  { read: 5, insert: 80, remove: 5, update: 10 },
].map((shares) => ({ name: textOf(shares), shares }));
const PREFILL = 75;
const KEYS_LOG2 = 17;
/** Of bustle: some 20 to 50 ms; it keeps every key it may ever insert, so more takes much memory. */
const LAPS = 80;
const DISTRIBUTIONS = ['uniform', 'zipf:0.99'];
const MS = 100;
const BUSTLE = 'bustle';
const bustle = { name: BUSTLE, recover: async () => {} };
/** Nanoseconds an operation that the project aims at, one thread. */
const AIMS = { native: 3, chromium: 5 };

/** @typedef {{ read: number, insert: number, remove: number, update: number }} Shares */

/** As links have it. @param {Shares} shares */
function textOf({ read, insert, remove, update }) {
  return `r${read},i${insert},d${remove}${update > 0 ? `,u${update}` : ''}`;
}

function linkOf(shares, dist, threads, repeat) {
  const mix = textOf(shares);
  const axis = threads.length > 1 ? `axis=threads:${threads}` : `threads=${threads}`;
  const lab = threads.length > 1 ? 'scale' : 'compare';
  const timing = `ms=${MS}&warmup=${MS}&rounds=1&seed=${repeat}`;
  return `#v1/${lab}?maps=null&${axis}&mix=${mix}&prefill=${PREFILL}&dist=${dist}&${timing}`;
}

export const harness = {
  id: 'harness',
  title: 'the cost of the harness, and of another one',
  weight: 12,

  async measure({ settings, hosts, keep, turns }) {
    await buildBustle();
    const found = await hosts(settings.hosts);
    const ours = found.flatMap((host) =>
      MIXES.flatMap((mix) => DISTRIBUTIONS.map((dist) => ({ host, what: mix.name, mix, dist }))),
    );
    const theirs = MIXES.flatMap((mix) =>
      settings.threads.map((threads) => ({ host: bustle, what: mix.name, mix, threads })),
    );
    const data = keep({ samples: [], repeats: 0 });
    await turns({
      units: [...ours, ...theirs],
      async run({ host, mix, dist = BUSTLE, threads }, { repeat }) {
        const add = (sample) =>
          data.samples.push({ repeat, mix: mix.name, host: host.name, dist, ...sample });
        if (host === bustle) {
          const loop = { threads, keysLog2: KEYS_LOG2, laps: LAPS };
          const { nsPerOp } = await runBustle({ ...mix.shares, prefill: PREFILL, ...loop });
          return void add({ threads, nsPerOp });
        }
        const result = await host.run(linkOf(mix.shares, dist, settings.threads, repeat));
        data.environments[host.name] ??= result.environment;
        for (const { strategies, harness } of cellsOf(result)) {
          add({ threads: harness.threads, nsPerOp: strategies[0].summary?.nsPerOp });
        }
      },
    });
  },

  /** @param {{ samples: HarnessSample[], settings: import('./options.mjs').Settings }} data */
  blocks({ samples, settings }) {
    return {
      harness: settings.threads
        .map((threads) => section(samples, threads, settings.hostNames))
        .join('\n\n'),
    };
  },
};

/** @typedef {{ repeat: number, host: string, mix: string, dist: string, threads: number, nsPerOp: number }} HarnessSample */

function section(samples, threads, hostNames) {
  const series = (host, dist, mix) =>
    new Map(
      samples
        .filter((one) => one.host === host && one.dist === dist && one.mix === mix)
        .filter((one) => one.threads === threads && one.nsPerOp > 0)
        .map(({ repeat, nsPerOp }) => [repeat, nsPerOp]),
    );
  // In the order in which hosts are told everywhere, not in that of chance.
  const hosts = hostNames.filter((name) => samples.some(({ host }) => host === name));
  const ours = hosts.flatMap((host) => DISTRIBUTIONS.map((dist) => ({ host, dist })));
  const columns = [...ours, { host: BUSTLE, dist: BUSTLE }];
  const of = (by) => estimate(by.values());
  const rows = MIXES.map(({ name }) => [
    code(name),
    ...columns.map(({ host, dist }) => written(of(series(host, dist, name)), 3)),
    written(of(quotients(series(BUSTLE, BUSTLE, name), series('native', 'uniform', name))), 2),
  ]);
  const whole = ({ host, dist }) =>
    of(
      collected(
        MIXES.map(({ name }) => series(host, dist, name)),
        medians,
      ),
    );
  const means = columns.map((column) => `**${written(whole(column), 3)}**`);
  const last = ['**median over mixes**', ...means, ''];
  const head = ['mix', ...ours.map(({ host, dist }) => `${host}, ${dist}`)];
  const sentences = ours.flatMap(({ host, dist }) => {
    const cost = of(series(host, dist, MIXES[0].name));
    const aim = AIMS[host];
    if (!cost || !aim || threads !== 1) return [];
    const sides = ['below', 'not separable from', 'above'];
    const found = cost.low === null ? 'too few repeats to say against' : sides[side(cost, aim) + 1];
    return [`${host}, ${dist}: ${figure(cost.median, 3)} ns, ${found} ${aim} ns.`];
  });
  return [
    `### Nanoseconds an operation without a map, ${counted(threads, 'thread')}`,
    table([...head, 'bustle, native', 'bustle / native, uniform'], [...rows, last]),
    ...(sentences.length > 0 ? [`At ${code(MIXES[0].name)}: ${sentences.join(' ')}`] : []),
  ].join('\n\n');
}

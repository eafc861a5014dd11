// What the harness costs without a map: ours on every host, uniform and skewed, and bustle's natively on
// the same mixes and threads, all in turns.

import { buildBustle, runBustle } from '../bustle.mjs';
import { code, table } from '../markdown.mjs';
import { counted, estimate, figure, side, written } from './figures.mjs';
import { interleave } from './interleave.mjs';
import { cellsOf } from './presets.mjs';
import { collected, medians } from './samples.mjs';

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
/** Nanoseconds an operation that the project aims at, one thread. */
const AIMS = { native: 3, chromium: 5 };

/** @typedef {{ read: number, insert: number, remove: number, update: number }} Shares */

/** As links have it. @param {Shares} shares */
function textOf({ read, insert, remove, update }) {
  return `r${read},i${insert},d${remove}${update > 0 ? `,u${update}` : ''}`;
}

/** @param {Shares} shares @param {string} dist @param {number[]} threads @param {number} repeat */
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

  /** @param {import('./part.mjs').Context} context */
  async measure({ settings, hosts, ms, keep, progress }) {
    await buildBustle();
    const found = await hosts(settings.hosts);
    const ours = found.flatMap((host) =>
      MIXES.flatMap((mix) => DISTRIBUTIONS.map((dist) => ({ host, mix, dist }))),
    );
    const theirs = MIXES.flatMap((mix) => settings.threads.map((threads) => ({ mix, threads })));
    const data = keep({ samples: [], failures: [], repeats: 0, environments: {} });
    data.repeats = await interleave({
      units: [...ours, ...theirs],
      ms,
      repeats: settings.repeats,
      async run(unit, turn) {
        data.repeats = turn.repeat - 1;
        progress(turn, `${'host' in unit ? unit.host.name : BUSTLE}, ${unit.mix.name}`);
        const add = (sample) =>
          data.samples.push({ repeat: turn.repeat, mix: unit.mix.name, ...sample });
        if (!('host' in unit)) {
          const { threads } = unit;
          const loaded = { ...unit.mix.shares, prefill: PREFILL };
          const workload = { ...loaded, threads, keysLog2: KEYS_LOG2, laps: LAPS };
          const { nsPerOp } = await runBustle(workload);
          add({ host: BUSTLE, dist: BUSTLE, threads, nsPerOp });
          return;
        }
        const { host, mix, dist } = unit;
        const result = await host.run(linkOf(mix.shares, dist, settings.threads, turn.repeat));
        data.environments[host.name] ??= result.environment;
        for (const { strategies, harness } of cellsOf(result)) {
          const nsPerOp = strategies[0].summary?.nsPerOp;
          add({ host: host.name, dist, threads: harness.threads, nsPerOp });
        }
      },
      async failed(unit, error) {
        const host = 'host' in unit ? unit.host.name : BUSTLE;
        data.failures.push({ host, what: unit.mix.name, message: error.message });
        if ('host' in unit) await unit.host.recover();
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

/** @param {HarnessSample[]} samples @param {number} threads @param {string[]} hostNames */
function section(samples, threads, hostNames) {
  /** @param {string} host @param {string} dist @param {string} mix @returns {Map<number, number>} */
  const series = (host, dist, mix) =>
    new Map(
      samples
        .filter((one) => one.host === host && one.dist === dist && one.mix === mix)
        .filter((one) => one.threads === threads && one.nsPerOp > 0)
        .map(({ repeat, nsPerOp }) => [repeat, nsPerOp]),
    );
  const names = [...new Set(samples.map(({ host }) => host))].filter((host) => host !== BUSTLE);
  // In the order in which hosts are told everywhere, not in that of chance.
  const hosts = hostNames.filter((host) => names.includes(host));
  const columns = hosts.flatMap((host) => DISTRIBUTIONS.map((dist) => ({ host, dist })));
  const whole = (host, dist) => {
    const all = MIXES.map(({ name }) => series(host, dist, name));
    return estimate([...collected(all, medians).values()]);
  };
  const of = (by) => estimate([...by.values()]);
  const ratio = (mix) => {
    const [theirs, ours] = [series(BUSTLE, BUSTLE, mix), series('native', 'uniform', mix)];
    const shared = [...theirs].filter(([repeat]) => ours.has(repeat));
    return estimate(shared.map(([repeat, cost]) => cost / Number(ours.get(repeat))));
  };
  const rows = MIXES.map(({ name }) => [
    code(name),
    ...columns.map(({ host, dist }) => written(of(series(host, dist, name)), 3)),
    written(of(series(BUSTLE, BUSTLE, name)), 3),
    written(ratio(name), 2),
  ]);
  const last = [
    '**median over mixes**',
    ...columns.map(({ host, dist }) => `**${written(whole(host, dist), 3)}**`),
    `**${written(whole(BUSTLE, BUSTLE), 3)}**`,
    '',
  ];
  const head = ['mix', ...columns.map(({ host, dist }) => `${host}, ${dist}`)];
  const sentences = columns.flatMap(({ host, dist }) => {
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

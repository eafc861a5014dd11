// What live plotting takes from the throughput, with all cores busy: rounds of one run of the page with
// its live figures drawn and not drawn, in pairs of neighbours, in random order.
//
// "Not drawn" leaves everything else as it is: the page's own lab is told of each sample by a method, and
// for such a round it does nothing. What belongs to a pair was measured within
// seconds, so that a machine whose speed changes by the minute changes both.

import { code, table } from '../markdown.mjs';
import { estimate, figure, geometricMean, side, written } from './figures.mjs';
import { soundRates } from './presets.mjs';
import { quotients } from './samples.mjs';

const MAPS = 'sharded:16,dashmap:16,left-right';
/** Of rounds, in a run. */
const PAIRS = 24;
const RUNS = 8;
/** Share of the throughput that it may take. */
const AIM = 0.05;

/** As many clients as cores. @param {number} threads */
function linkOf(threads, repeat = 1) {
  return `#v1/compare?maps=null,${MAPS}&threads=${threads}&rounds=${2 * PAIRS}&warmup=100&seed=${repeat}`;
}

/** Which rounds are drawn: one of each two, by a coin. @returns {boolean[]} */
export function coins(pairs = PAIRS) {
  return Array.from({ length: pairs }, () => Math.random() < 0.5).flatMap((first) => [
    first,
    !first,
  ]);
}

/** From now on. @param {import('../tabs.mjs').Tab} tab @param {boolean[] | null} drawn by round; null: all */
function draw(tab, drawn) {
  return tab.evaluate((wanted) => {
    const lab = globalThis.document.querySelector('compare-lab');
    if (!lab) throw new Error('the page has no <compare-lab>');
    const inherited = Object.getPrototypeOf(lab).sample;
    if (typeof inherited !== 'function') throw new Error('<compare-lab> has no sample()');
    delete lab.sample;
    if (!wanted) return;
    lab.sample = (sample) => {
      if (wanted[sample.step.round - 1]) inherited.call(lab, sample);
    };
  }, drawn);
}

/** How often the live figures were redrawn in the last run. @param {import('../tabs.mjs').Tab} tab */
function redraws(tab) {
  return tab.evaluate(() => globalThis.document.querySelector('compare-lab').redraw.count);
}

/**
 * A run's rounds, each with the rates of all maps.
 * @param {import('../hosts.mjs').Result} result @param {boolean[]} drawn by round
 * @returns {Omit<PlotSample, 'host'>[]}
 */
export function roundsOf({ strategies }, drawn, run = 1) {
  return drawn.map((isDrawn, place) => {
    const rate = (trials) => trials.find(({ round }) => round === place + 1)?.opsPerSec ?? NaN;
    const rates = strategies.map(({ id, trials }) => [id, rate(trials)]);
    const pair = (run - 1) * (drawn.length / 2) + Math.floor(place / 2) + 1;
    return { pair, drawn: isDrawn, rates: Object.fromEntries(rates) };
  });
}

export const plotting = {
  id: 'plot',
  title: 'what live plotting costs',
  takes: '11 minutes a browser',

  async measure({ settings, hosts, keep, turns }) {
    const found = (await hosts(settings.hosts)).filter(({ tab }) => tab);
    const data = keep({ samples: [], threads: {} });
    for (const host of found) {
      const { name } = host;
      // The harness without a map tells how many run at once.
      const { environment } = await host.run(linkOf(1));
      const threads = environment.parallelism;
      data.environments[name] = environment;
      data.threads[name] = threads;
      await turns({
        units: [{ host, what: 'drawn and not' }],
        most: RUNS,
        async run(_, { repeat }) {
          const drawn = coins();
          await draw(host.tab, drawn);
          const result = await host.run(linkOf(threads, repeat));
          soundRates(result);
          if ((await redraws(host.tab)) === 0) throw new Error('nothing was drawn');
          const rounds = roundsOf(result, drawn, repeat);
          data.samples.push(...rounds.map((round) => ({ host: name, ...round })));
        },
      });
      await draw(host.tab, null);
    }
  },

  /** @param {{ samples: PlotSample[], threads: Record<string, number> }} data */
  blocks({ samples, threads }) {
    const hosts = Object.keys(threads).filter((name) => samples.some(({ host }) => host === name));
    if (hosts.length === 0) return {};
    const maps = Object.keys(samples[0].rates);
    const costs = hosts.map((host) => ({
      host,
      byMap: maps.map((map) => estimate(pairs(samples, host, (rates) => rates[map]))),
      whole: estimate(pairs(samples, host, (rates) => geometricMean(Object.values(rates)))),
    }));
    const rows = maps.map((map, place) => [
      code(map),
      ...costs.map(({ byMap }) => written(byMap[place], 3)),
    ]);
    const last = ['**geometric mean**', ...costs.map(({ whole }) => `**${written(whole, 3)}**`)];
    const told = costs.map(
      ({ host, whole }) => `In ${host}, at ${threads[host]} clients, ${cost(whole)}.`,
    );
    const text = [
      '### What live plotting costs',
      `${code(linkOf(threads[hosts[0]]))}: throughput with the live figures drawn over throughput without, ` +
        `in pairs of neighbouring rounds. ${told.join(' ')}`,
      table(['map', ...hosts.map((host) => `${host}, drawn / not drawn`)], [...rows, last]),
    ];
    return { plot: text.join('\n\n') };
  },
};

function cost(ratio) {
  if (!ratio) return 'nothing was measured';
  const percent = (value) => `${figure((1 - value) * 100, 2)} %`;
  const costs = `it costs ${percent(ratio.median)} of the throughput`;
  if (ratio.low === null || ratio.high === null) return `${costs}; too few pairs for an interval`;
  const judged = ['more', 'not separably less', 'less'][side(ratio, 1 - AIM) + 1];
  return `${costs} (${percent(ratio.high)} to ${percent(ratio.low)}), ${judged} than ${AIM * 100} %`;
}

/** @typedef {{ pair: number, host: string, drawn: boolean, rates: Record<string, number> }} PlotSample */

/**
 * Drawn over not drawn, pair by pair; one with a round that has no rate is left out.
 * @param {PlotSample[]} samples @param {string} host
 * @param {(rates: Record<string, number>) => number} of
 */
export function pairs(samples, host, of) {
  const series = (isDrawn) => {
    const here = samples.filter((one) => one.host === host && one.drawn === isDrawn);
    return new Map(here.map(({ pair, rates }) => [pair, of(rates)]));
  };
  return [...quotients(series(true), series(false)).values()].filter(Number.isFinite);
}

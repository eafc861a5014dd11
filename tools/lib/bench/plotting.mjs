// What live plotting takes from the throughput, with all cores busy: runs of the page with its live
// figures drawn and not drawn, in pairs, in random order.
//
// "Not drawn" leaves everything else as it is: the page's own lab is told of each sample and each trial
// by two methods, and for such a run these do nothing.

import { code, estimate, figure, geometricMean, side, table, written } from './figures.mjs';
import { interleave } from './interleave.mjs';
import { soundRates } from './presets.mjs';

const MAPS = 'sharded:16,dashmap:16,left-right';
const PAIRS = 12;
/** Share of the throughput that it may take. */
const AIM = 0.05;

/** As many clients as cores. @param {number} threads */
function linkOf(threads, repeat = 1) {
  return `#v1/compare?maps=null,${MAPS}&threads=${threads}&rounds=4&warmup=100&seed=${repeat}`;
}

/** @param {import('../tabs.mjs').Tab} tab @param {boolean} drawn */
function draw(tab, drawn) {
  return tab.evaluate((wanted) => {
    const lab = globalThis.document.querySelector('compare-lab');
    if (!lab) throw new Error('the page has no <compare-lab>');
    for (const method of ['sample', 'trial']) {
      const inherited = Object.getPrototypeOf(lab)[method];
      if (typeof inherited !== 'function') throw new Error(`<compare-lab> has no ${method}()`);
      if (wanted) delete lab[method];
      else Object.defineProperty(lab, method, { value() {}, configurable: true });
    }
  }, drawn);
}

/** How often the live figures were redrawn in the last run. @param {import('../tabs.mjs').Tab} tab */
function redraws(tab) {
  return tab.evaluate(() => globalThis.document.querySelector('compare-lab').redraw.count);
}

export const plotting = {
  id: 'plot',
  title: 'what live plotting costs',
  weight: 0,
  takes: '3 minutes a browser',

  /** @param {import('./part.mjs').Context} context */
  async measure({ settings, hosts, keep, progress }) {
    const found = (await hosts(settings.hosts)).filter(({ tab }) => tab);
    const data = keep({ samples: [], failures: [], environments: {}, threads: {}, redraws: {} });
    for (const host of found) {
      // The harness without a map tells how many run at once.
      const { environment } = await host.run(linkOf(1));
      const threads = environment.parallelism;
      data.environments[host.name] = environment;
      data.threads[host.name] = threads;
      await interleave({
        units: [true, false],
        repeats: Math.min(PAIRS, settings.repeats),
        async run(drawn, turn) {
          progress(turn, `${host.name}, ${drawn ? 'drawn' : 'not drawn'}`);
          await draw(host.tab, drawn);
          const rates = soundRates(await host.run(linkOf(threads, turn.repeat)));
          const count = await redraws(host.tab);
          if (drawn !== count > 0) throw new Error(`redrawn ${count} times`);
          data.samples.push({ repeat: turn.repeat, host: host.name, drawn, rates });
          if (drawn) data.redraws[host.name] = count;
        },
        async failed(drawn, error) {
          data.failures.push({ host: host.name, what: `drawn: ${drawn}`, message: error.message });
          await host.recover();
        },
      });
      await draw(host.tab, true);
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
        `in pairs. ${told.join(' ')}`,
      table(['map', ...hosts.map((host) => `${host}, drawn / not drawn`)], [...rows, last]),
    ];
    return { plot: text.join('\n\n') };
  },
};

/** @param {import('./figures.mjs').Estimate | null} ratio */
function cost(ratio) {
  if (!ratio) return 'nothing was measured';
  const percent = (/** @type {number} */ value) => `${figure((1 - value) * 100, 2)} %`;
  const costs = `it costs ${percent(ratio.median)} of the throughput`;
  if (ratio.low === null || ratio.high === null) return `${costs}; too few pairs for an interval`;
  const judged = ['more', 'not separably less', 'less'][side(ratio, 1 - AIM) + 1];
  return `${costs} (${percent(ratio.high)} to ${percent(ratio.low)}), ${judged} than ${AIM * 100} %`;
}

/** @typedef {{ repeat: number, host: string, drawn: boolean, rates: Record<string, number> }} PlotSample */

/**
 * Drawn over not drawn, pair by pair.
 * @param {PlotSample[]} samples @param {string} host
 * @param {(rates: Record<string, number>) => number} of
 */
export function pairs(samples, host, of) {
  const here = samples.filter((sample) => sample.host === host);
  return here
    .filter(({ drawn }) => drawn)
    .flatMap(({ repeat, rates }) => {
      const other = here.find((sample) => !sample.drawn && sample.repeat === repeat);
      return other ? [of(rates) / of(other.rates)] : [];
    });
}

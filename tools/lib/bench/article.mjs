// The article's ratios between maps beside what is measured, at several thread counts.

import { readMetadata } from '../registry.mjs';
import { code, counted, estimate, table, written } from './figures.mjs';
import { cellsOf, soundRates } from './presets.mjs';

const COUNTS = [1, 2, 4, 8];
const TIMING = 'ms=200&warmup=200&rounds=10';

/** Those with a figure. */
function figures() {
  return readMetadata().claims.filter(
    (/** @type {any} */ { about, relation }) => about === 'throughput' && relation === 'equals',
  );
}

/** @param {string} link a claim's own */
function alongThreads(link) {
  return `#${link.replace('/compare?', '/scale?')}&axis=threads:${COUNTS}&${TIMING}`;
}

/** @param {any} result @param {string} map @param {string} other @returns {number[]} round by round */
export function pairedRatios(result, map, other) {
  const rates = (/** @type {string} */ id) => {
    const { trials } = result.strategies.find((/** @type {any} */ strategy) => strategy.id === id);
    return new Map(
      trials.map((/** @type {any} */ { round, opsPerSec }) => [round, Number(opsPerSec)]),
    );
  };
  const below = rates(other);
  return [...rates(map)].flatMap(([round, rate]) => {
    const base = below.get(round);
    return base ? [rate / base] : [];
  });
}

export const article = {
  id: 'article',
  title: "the article's ratios",
  weight: 0,
  takes: '2 minutes a host',

  /** @param {import('./part.mjs').Context} context */
  async measure({ settings, hosts, keep, progress }) {
    const found = await hosts(settings.hosts);
    const claims = figures();
    const data = keep({ ratios: [], failures: [], environments: {} });
    for (const host of found) {
      for (const link of new Set(claims.map(({ link }) => link))) {
        progress(null, `${host.name}, ${link}`);
        const result = await host.run(alongThreads(link));
        data.environments[host.name] ??= result.environment;
        for (const cell of cellsOf(result)) {
          soundRates(cell);
          for (const { id, map, baseline } of claims.filter((claim) => claim.link === link)) {
            const { threads } = cell.harness;
            const values = pairedRatios(cell, map, baseline);
            data.ratios.push({ host: host.name, id, threads, values });
          }
        }
      }
    }
  },

  /** @param {{ ratios: { host: string, id: string, threads: number, values: number[] }[] }} data */
  blocks({ ratios }) {
    const hosts = [...new Set(ratios.map(({ host }) => host))];
    if (hosts.length === 0) return {};
    const parts = hosts.map((host) => {
      const of = (/** @type {string} */ id, /** @type {number} */ threads) =>
        ratios.find((one) => one.host === host && one.id === id && one.threads === threads);
      return [
        `### The article's ratios, ${host}`,
        table(
          ['claim', 'article', ...COUNTS.map((count) => counted(count, 'thread'))],
          figures().map(({ id, map, baseline, ratio, link }) => [
            `${code(map)} / ${code(baseline)}, ${code(link.split('maps=')[1])}`,
            String(ratio),
            ...COUNTS.map((count) => written(estimate(of(id, count)?.values ?? []), 2)),
          ]),
        ),
      ].join('\n\n');
    });
    return {
      article: [`Ratios paired by round, ${code(TIMING)}.`, ...parts].join('\n\n'),
    };
  },
};

// The article's ratios between maps beside what is measured, at several thread counts.

import { code, table } from '../markdown.mjs';
import { readMetadata } from '../registry.mjs';
import { counted, written } from './figures.mjs';
import { cellsOf, soundRates } from './presets.mjs';

const COUNTS = [1, 2, 4, 8];
const TIMING = 'ms=200&warmup=200&rounds=10';

/** Those with a figure. */
function figures() {
  return readMetadata().claims.filter(
    ({ about, relation }) => about === 'throughput' && relation === 'equals',
  );
}

/** Of results, which have each map's ratio to the baseline. @param {{ link: string, baseline: string }} claim */
function alongThreads({ link, baseline }) {
  const what = link.replace('/compare?', '/scale?');
  return `#${what}&baseline=${baseline}&axis=threads:${COUNTS}&${TIMING}`;
}

export const article = {
  id: 'article',
  title: "the article's ratios",
  takes: '2 minutes a host',

  async measure({ settings, hosts, keep, progress }) {
    const found = await hosts(settings.hosts);
    const claims = figures();
    const data = keep({ ratios: [] });
    for (const host of found) {
      for (const link of new Set(claims.map(alongThreads))) {
        progress(`${host.name}, ${link}`);
        const result = await host.run(link);
        data.environments[host.name] ??= result.environment;
        for (const cell of cellsOf(result)) {
          soundRates(cell);
          for (const { id, map } of claims.filter((claim) => alongThreads(claim) === link)) {
            const { threads } = cell.harness;
            const ratio = cell.strategies.find((strategy) => strategy.id === map)?.summary?.ratio;
            data.ratios.push({ host: host.name, id, threads, ratio });
          }
        }
      }
    }
  },

  /** @param {{ ratios: { host: string, id: string, threads: number, ratio: import('./figures.mjs').Estimate }[] }} data */
  blocks({ ratios }) {
    const hosts = [...new Set(ratios.map(({ host }) => host))];
    if (hosts.length === 0) return {};
    const parts = hosts.map((host) => {
      const of = (id, threads) =>
        ratios.find((one) => one.host === host && one.id === id && one.threads === threads);
      return [
        `### The article's ratios, ${host}`,
        table(
          ['claim', 'article', ...COUNTS.map((count) => counted(count, 'thread'))],
          figures().map(({ id, map, baseline, ratio, link }) => [
            `${code(map)} / ${code(baseline)}, ${code(link.split('maps=')[1])}`,
            String(ratio),
            ...COUNTS.map((count) => written(of(id, count)?.ratio ?? null, 2)),
          ]),
        ),
      ].join('\n\n');
    });
    return {
      article: [`Ratios paired by round, as results have them, ${code(TIMING)}.`, ...parts].join(
        '\n\n',
      ),
    };
  },
};

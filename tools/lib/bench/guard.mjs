// What the guard costs when nothing goes wrong: the presets that compare a map with itself and its decorators.

import { code, table } from '../markdown.mjs';
import { readMetadata } from '../registry.mjs';
import { counted, written } from './figures.mjs';
import { soundRates } from './presets.mjs';

const TIMING = 'ms=100&rounds=20&warmup=300';

/** @typedef {import('./figures.mjs').Estimate} Estimate */

/**
 * Nanoseconds of thread time that an operation takes longer than the baseline's, from the ratio of both
 * throughputs: the slower, the less.
 * @param {number} ns of the baseline's operation @param {Estimate} ratio
 * @returns {Estimate}
 */
export function cost(ns, { median, low, high }) {
  const of = (ratio) => (ratio === null ? null : ns * (1 / ratio - 1));
  return { median: of(median), low: of(high), high: of(low) };
}

export const guard = {
  id: 'guard',
  title: 'what the guard costs',
  takes: '1 minute a host and thread count',

  async measure({ settings, hosts, keep, turns }) {
    const found = await hosts(settings.hosts);
    const units = found.flatMap((host) =>
      settings.threads.flatMap((threads) =>
        readMetadata().comparisons.map(({ name }) => ({ host, what: name, threads })),
      ),
    );
    const data = keep({ lines: [] });
    await turns({
      units,
      most: 1,
      async run({ host, what, threads }) {
        const result = await host.run(`#v1/compare?preset=${what}&threads=${threads}&${TIMING}`);
        data.environments[host.name] ??= result.environment;
        soundRates(result);
        const [base] = result.strategies;
        for (const { id, summary } of result.strategies) {
          const { nsPerOp, ratio } = summary;
          const more = id === base.id ? null : cost(base.summary.nsPerOp, ratio);
          data.lines.push({ host: host.name, threads, id, nsPerOp, cost: more });
        }
      },
    });
  },

  /** @param {{ lines: Line[] }} data */
  blocks({ lines }) {
    const hosts = [...new Set(lines.map(({ host }) => host))];
    if (hosts.length === 0) return {};
    const parts = hosts.map((host) => {
      const here = lines.filter((line) => line.host === host);
      const counts = [...new Set(here.map(({ threads }) => threads))];
      const of = (id, threads) => here.find((line) => line.id === id && line.threads === threads);
      const cells = (line) =>
        line ? [line.nsPerOp.toFixed(1), line.cost ? written(line.cost, 2) : ''] : ['', ''];
      return [
        `### What the guard costs, ${host}`,
        table(
          [
            'map',
            ...counts.flatMap((count) => [`ns, ${counted(count, 'thread')}`, 'more than the map']),
          ],
          [...new Set(here.map(({ id }) => id))].map((id) => [
            code(id),
            ...counts.flatMap((count) => cells(of(id, count))),
          ]),
        ),
      ].join('\n\n');
    });
    const text =
      `${code(TIMING)}, 98 % reads. Thread time of an operation, and how much more it is than that of the map by ` +
      `itself, with 95 % intervals from ratios paired by round.`;
    return { guard: [text, ...parts].join('\n\n') };
  },
};

/** @typedef {{ host: string, threads: number, id: string, nsPerOp: number, cost: Estimate | null }} Line */

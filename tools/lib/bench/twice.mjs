// Two runs of one careful experiment: do their intervals overlap, map by map?

import { code, table } from '../markdown.mjs';
import { written } from './figures.mjs';
import { soundRates } from './presets.mjs';

const ROUNDS = 20;
/** Maps whose intervals must overlap, of ten. */
const AIM = 0.9;

function carefulLink({ maps, threads }) {
  return `#v1/compare?maps=${maps}&threads=${Math.max(...threads)}&rounds=${ROUNDS}`;
}

/** @typedef {{ id: string, opsPerSec: import('../../../web/types.js').Interval }} Line */

/** Not where an end is missing. @param {Line} a @param {Line} b */
export function overlap({ opsPerSec: a }, { opsPerSec: b }) {
  if (a.low === null || a.high === null || b.low === null || b.high === null) return false;
  return a.low <= b.high && b.low <= a.high;
}

export const twice = {
  id: 'twice',
  title: 'one careful experiment, twice',
  takes: '2 minutes a run, two runs a host',

  async measure({ settings, hosts, keep, progress }) {
    const found = await hosts(settings.hosts);
    const link = carefulLink(settings);
    const data = keep({ link, runs: {} });
    for (const time of ['first', 'second']) {
      for (const host of found) {
        progress(`${host.name}, ${time} run`);
        const result = await host.run(link);
        soundRates(result);
        data.environments[host.name] ??= result.environment;
        data.runs[host.name] ??= [];
        data.runs[host.name].push(
          result.strategies.map(({ id, summary }) => ({
            id,
            opsPerSec: summary.opsPerSec,
          })),
        );
      }
    }
  },

  /** @param {{ link: string, runs: Record<string, Line[][]> }} data */
  blocks({ link, runs }) {
    const whole = Object.entries(runs).filter(([, both]) => both.length === 2);
    if (whole.length === 0) return {};
    const parts = whole.map(([host, [first, second]]) => {
      const rows = first.map((line, place) => ({
        line,
        other: second[place],
        same: overlap(line, second[place]),
      }));
      const count = rows.filter(({ same }) => same).length;
      const enough = count >= AIM * rows.length ? 'as asked' : 'fewer than the asked 9 of 10';
      return [
        `### One careful experiment twice, ${host}`,
        `${code(link)}, run twice, in turns with the other hosts: the 95 % intervals of ${count} of ${rows.length} maps overlap, ${enough}.`,
        table(
          ['map', 'first run, M ops/s', 'second run, M ops/s', 'overlap'],
          rows.map(({ line, other, same }) => [
            code(line.id),
            millions(line),
            millions(other),
            same ? 'yes' : '**no**',
          ]),
        ),
      ].join('\n\n');
    });
    return { twice: parts.join('\n\n') };
  },
};

function millions({ opsPerSec: { median, low, high } }) {
  const scaled = (value) => (value === null ? null : value / 1e6);
  return written({ median: median / 1e6, low: scaled(low), high: scaled(high) }, 3);
}

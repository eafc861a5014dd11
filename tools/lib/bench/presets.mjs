// The presets on every host: throughput of each map, one session a host and preset and repeat.

import { ToolError } from '../shell.mjs';

/**
 * The session of one preset: all its thread counts in turn, on the same prepared operations on every
 * host. Passes beside the trials are left out where there is more than one count.
 * @param {import('./options.mjs').Settings} settings @param {string} preset @param {number} repeat
 */
export function linkOf({ maps, threads, ms, warmup }, preset, repeat) {
  const what = `preset=${preset}&ms=${ms}&warmup=${warmup}&rounds=1&seed=${repeat}`;
  return threads.length > 1
    ? `#v1/scale?maps=${maps}&axis=threads:${threads}&${what}`
    : `#v1/compare?maps=${maps}&threads=${threads}&${what}`;
}

/**
 * The Results of a session, one a thread count.
 * @param {any} result
 * @returns {import('../hosts.mjs').Result[]}
 */
export function cellsOf(result) {
  return result.cells ? result.cells.map((cell) => cell.result) : [result];
}

/**
 * What a table needs of a Result. A map that failed a check has no speed.
 * @param {import('../hosts.mjs').Result} result
 * @returns {{ rates: Record<string, number>, broken: string[], checksum: string }}
 */
export function figuresOf({ harness, strategies }) {
  const rates = strategies.flatMap(({ id, summary }) =>
    summary && summary.outcome !== 'failed' ? [[id, summary.opsPerSec.median]] : [],
  );
  return {
    rates: { null: harness.opsPerSec, ...Object.fromEntries(rates) },
    broken: strategies.filter(({ summary }) => summary?.outcome === 'failed').map(({ id }) => id),
    checksum: strategies[0]?.trials[0]?.streamChecksum ?? '',
  };
}

/** The same where every map must have passed. @param {import('../hosts.mjs').Result} result */
export function soundRates(result) {
  const { rates, broken } = figuresOf(result);
  if (broken.length > 0)
    throw new ToolError(`${broken.join(', ')} failed a check: no figure is worth it.`);
  return rates;
}

/** @typedef {{ repeat: number, preset: string, threads: number }} Cell */

/** The same cell of the same repeat, whatever the host. @param {Cell} a @param {Cell} b */
function isTwin(a, b) {
  return a.repeat === b.repeat && a.preset === b.preset && a.threads === b.threads;
}

export const presets = {
  id: 'presets',
  title: 'every preset on every host',
  /** Of the time to be divided. */
  weight: 88,

  async measure({ settings, hosts, keep, turns }) {
    const found = await hosts(settings.hosts);
    const units = found.flatMap((host) => settings.presets.map((what) => ({ host, what })));
    const data = keep({ samples: [], repeats: 0 });
    /** Units whose code the page has compiled by now; it keeps it from run to run. */
    const warm = new Set();
    await turns({
      units,
      async run(unit, { repeat }) {
        const { host, what: preset } = unit;
        const warmup = warm.has(unit) ? 0 : settings.warmup;
        const result = await host.run(linkOf({ ...settings, warmup }, preset, repeat));
        warm.add(unit);
        data.environments[host.name] ??= result.environment;
        for (const cell of cellsOf(result)) {
          const { threads } = cell.harness;
          const { rates, broken, checksum } = figuresOf(cell);
          const sample = { repeat, host: host.name, preset, threads, rates, checksum };
          const other = data.samples.find((one) => isTwin(one, sample));
          if (other && other.checksum !== checksum) {
            throw new Error(`other operations than in ${other.host}, so there is no ratio`);
          }
          data.samples.push(sample);
          for (const map of broken) {
            const message = `${map} failed a check`;
            data.failures.push({ host: host.name, what: preset, message });
          }
        }
      },
      failed: () => warm.clear(),
    });
  },
};

// A map against itself, again and again: how often would the comparison tell it from itself?
//
// One run's rounds, which are interleaved with those of other maps, are dealt into two halves: of each
// pair of neighbouring rounds a seeded coin gives one to either. The halves are two recordings of
// the same thing, and `contend compare` judges them as it judges any two.

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from '../hosts.mjs';
import { code, table } from '../markdown.mjs';
import { paths } from '../paths.mjs';
import { soundRates } from './presets.mjs';

/** One client: what can differ is the machine, not who gets the lock. */
const MAPS = 'mutex,rwlock,sharded:16,sync-map,dashmap:16';
const TIMES = 100;
/** Of each half. */
const ROUNDS = 10;
const AIM = 90;

/** @param {number} seed */
export function linkOf(seed) {
  return `#v1/compare?maps=${MAPS}&threads=1&keys=16384&ops=200000&warmup=20&rounds=${2 * ROUNDS}&seed=${seed}`;
}

/** @param {string} text */
function coin(text) {
  return createHash('sha256').update(text).digest()[0] & 1;
}

/**
 * The two halves of a result.
 * @template {{ seed: number, strategies: { id: string, trials: { round: number }[] }[] }} Result
 * @param {Result} result with an even number of rounds
 * @returns {[Result, Result]}
 */
export function halves(result) {
  const half = (/** @type {number} */ which) => ({
    ...result,
    strategies: result.strategies.map((strategy) => ({
      ...strategy,
      trials: strategy.trials.filter(
        ({ round }) =>
          (round + coin(`${result.seed} ${strategy.id} ${Math.ceil(round / 2)}`) + which) % 2 === 0,
      ),
    })),
  });
  return [half(0), half(1)];
}

export const same = {
  id: 'same',
  title: `a map against itself, ${TIMES} times`,
  weight: 0,
  takes: '8 minutes',

  /** @param {import('./part.mjs').Context} context */
  async measure({ settings, hosts, keep, progress }) {
    const [native] = await hosts(['native']);
    const times = Math.min(TIMES, settings.repeats);
    const data = keep({ link: linkOf(1), verdicts: [], failures: [], environments: {} });
    const folder = mkdtempSync(join(tmpdir(), 'contend-bench-'));
    const file = (/** @type {number} */ number) => join(folder, `${number}.json`);
    try {
      for (let seed = 1; seed <= times; seed += 1) {
        progress(null, `seed ${seed} of ${times}`);
        const result = await native.run(linkOf(seed));
        soundRates(result);
        data.environments.native ??= result.environment;
        halves(result).forEach((half, place) => writeFileSync(file(place), JSON.stringify(half)));
        const { maps } = await json(paths.contend, ['compare', file(0), file(1), '--json']);
        data.verdicts.push(
          Object.fromEntries(maps.map((/** @type {any} */ { id, verdict }) => [id, verdict])),
        );
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },

  /** @param {{ link: string, verdicts: Record<string, string>[] }} data */
  blocks({ link, verdicts }) {
    if (verdicts.length === 0) return {};
    const isSame = (/** @type {string} */ verdict) => verdict === 'not-separable';
    const all = verdicts.filter((one) => Object.values(one).every(isSame)).length;
    const maps = Object.keys(verdicts[0]);
    const of = (/** @type {number} */ count) => `${count} of ${verdicts.length}`;
    const enough =
      all * 100 >= AIM * verdicts.length ? 'as asked' : `fewer than the asked ${AIM} %`;
    const text = [
      '### A map against itself',
      `${code(link)}, natively, seeds 1 to ${verdicts.length}; each run's rounds dealt into two recordings of ` +
        `${ROUNDS}, held against each other by \`contend compare\`. None of ${maps.length} maps was told from itself ` +
        `in ${of(all)}, ${enough}.`,
      table(
        ['map', 'not separable from itself'],
        maps.map((map) => [code(map), of(verdicts.filter((one) => isSame(one[map] ?? '')).length)]),
      ),
    ];
    return { same: text.join('\n\n') };
  },
};

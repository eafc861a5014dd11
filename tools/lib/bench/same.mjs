// A map against itself, again and again: how often does a run tell it from itself?
//
// A link that names a map twice measures it as two, round by round in turns, and its result concludes
// as it does of any two.

import { code, table } from '../markdown.mjs';
import { soundRates } from './presets.mjs';

const MAPS = ['mutex', 'rwlock', 'sharded:16', 'sync-map', 'dashmap:16'];
const TIMES = 100;
const AIM = 90;

/** One client: what can differ is the machine, not who gets the lock. @param {string} map @param {number | string} seed */
export function linkOf(map, seed) {
  return `#v1/compare?maps=${map},${map}*2&threads=1&keys=16384&ops=200000&warmup=20&rounds=10&seed=${seed}`;
}

export const same = {
  id: 'same',
  title: `a map against itself, ${TIMES} times`,
  takes: '8 minutes',

  async measure({ settings, hosts, keep, progress }) {
    const [native] = await hosts(['native']);
    const times = Math.min(TIMES, settings.repeats);
    const data = keep({ conclusions: [] });
    for (let seed = 1; seed <= times; seed += 1) {
      const kinds = {};
      for (const map of MAPS) {
        progress(`seed ${seed} of ${times}, ${map}`);
        const result = await native.run(linkOf(map, seed));
        soundRates(result);
        data.environments.native ??= result.environment;
        kinds[map] = result.conclusion.kind;
      }
      data.conclusions.push(kinds);
    }
  },

  /** @param {{ conclusions: Record<string, string>[] }} data by map, one for each seed */
  blocks({ conclusions }) {
    if (conclusions.length === 0) return {};
    const isSame = (kind) => kind === 'tied';
    const all = conclusions.filter((kinds) => Object.values(kinds).every(isSame)).length;
    const maps = Object.keys(conclusions[0]);
    const of = (count) => `${count} of ${conclusions.length}`;
    const enough =
      all * 100 >= AIM * conclusions.length ? 'as asked' : `fewer than the asked ${AIM} %`;
    const text = [
      '### A map against itself',
      `${code(linkOf(maps[0], '…'))}, and so for each map, natively, seeds 1 to ${conclusions.length}. None of ` +
        `${maps.length} maps was told from itself in ${of(all)}, ${enough}.`,
      table(
        ['map', 'not separable from itself'],
        maps.map((map) => [
          code(map),
          of(conclusions.filter((kinds) => isSame(kinds[map])).length),
        ]),
      ),
    ];
    return { same: text.join('\n\n') };
  },
};

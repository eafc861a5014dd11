// What the advice costs: how much slower the chosen map is than the best one, over the presets and over
// workloads that are drawn anew each time.
//
// A miss is a choice of which a run of this machine tells that it is more than a tenth slower than the best
// map that can do what is asked: by the result's own rule, and with its interval clear of that tenth. The
// seed is drawn when the part begins, so the rules that it judges are the commit's that it names.

import { randomInt } from 'node:crypto';
import { json } from '../hosts.mjs';
import { paths } from '../paths.mjs';
import { counted } from './figures.mjs';
import { TENTH, blocks } from './regret-tables.mjs';

const DRAWN = 50;
const ROUNDS = 10;
const LIVES = ['stable', 'append', 'churn', 'disjoint'];

/** Numbers from 0 to 1 that follow from the seed (mulberry32). @param {number} seed */
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Questions whose every answer but the language's and memory's is drawn: read shares more often high than
 * low, as programs are, numbers of keys by their size.
 * @param {number} seed @param {number} count @param {number} threads
 */
export function questions(seed, count, threads) {
  const roll = dice(seed);
  return Array.from({ length: count }, () => {
    const reads = roll() < 0.5 ? Math.floor(roll() * 101) : 90 + Math.floor(roll() * 11);
    const life = LIVES[Math.floor(roll() * LIVES.length)];
    const keys = Math.round(2 ** (4 + roll() * 16));
    const needs = [
      ['update', 0.25],
      ['iterate', 0.15],
      ['linearizable', 0.25],
    ].flatMap(([need, chance]) => (roll() < chance ? [need] : []));
    const need = needs.length > 0 ? `&need=${needs}` : '';
    return `#v1/choose?keys=${keys}&life=${life}${need}&reads=${reads}&threads=${threads}`;
  });
}

/** The experiment's link with other values for some keys. @param {string} link @param {Record<string, unknown>} changes */
export function linkWith(link, changes) {
  const [head, query = ''] = link.split('?');
  const kept = query.split('&').filter((pair) => !((pair.split('=')[0] ?? '') in changes));
  // The maps come first.
  const said = Object.entries(changes).map(([key, value]) => `${key}=${value}`);
  return `${head}?${[...said, ...kept].filter(Boolean).join('&')}`;
}

/**
 * How the choice came out.
 * @param {string} choice
 * @param {{ conclusion: { kind: string, best: string | null, others: { map: string, answer: string,
 *   ratio: import('../../../web/types.js').Interval }[] } }} result
 * @returns {{ best: string, regret: number, miss: boolean } | null} null where nothing can be told
 */
export function judged(choice, { conclusion: { kind, best, others } }) {
  if (!['wins', 'tied', 'single'].includes(kind) || best === null) return null;
  const other = others.find(({ map }) => map === choice);
  if (!other) return { best, regret: 1, miss: false };
  const { answer, ratio } = other;
  const miss = answer === 'slower' && ratio.low !== null && ratio.low > TENTH;
  return { best, regret: ratio.median, miss };
}

export const regret = {
  id: 'regret',
  title: 'what the advice costs',
  takes: '45 minutes, natively',

  async measure({ settings, hosts, keep, turns }) {
    const [native] = await hosts(['native']);
    const seed = randomInt(2 ** 32);
    const data = keep({ seed, rounds: ROUNDS, samples: [], repeats: 0 });
    const ask = (...args) => json(paths.contend, ['choose', '--json', ...args]);
    const units = settings.threads.flatMap((threads) => [
      ...settings.presets.map((preset) => ({
        ...{ host: native, what: `${preset}, ${counted(threads, 'thread')}` },
        ...{ kind: 'preset', threads, preset },
        link: `#v1/compare?preset=${preset}&threads=${threads}`,
      })),
      ...questions(seed, DRAWN, threads).map((question) => ({
        ...{ host: native, what: question, kind: 'drawn', threads },
        question,
      })),
    ]);
    await turns({
      units,
      most: 1,
      async run({ what, kind, threads, preset, link, question }) {
        const advice = question ? await ask(question) : await ask('--experiment', link);
        const choice = advice.choice.map;
        const excluded = new Set(advice.excluded.map(({ map }) => map));
        const able = settings.maps.filter((map) => map !== choice && !excluded.has(map));
        const workload = question ? advice.confirm : link;
        const { ms, warmup } = settings;
        const maps = [choice, ...able];
        const timing = { ms, warmup, rounds: ROUNDS, seed: seed % 1_000_000 };
        const run = linkWith(workload, { maps, ...timing });
        const result = await native.run(run);
        data.environments[native.name] ??= result.environment;
        const rule = advice.choice.reasons[0].id;
        const { others } = result.conclusion;
        const outcome = judged(choice, result);
        data.samples.push({ kind, threads, what, run, preset, choice, rule, others, ...outcome });
      },
    });
  },

  blocks,
};

// What regret measured, as tables: the misses, the worst of them, and every preset with all of its maps.
//
// The last are what rules of the advice rest on, so the crate's tests read them.

import { code, table } from '../markdown.mjs';
import { counted, figure, written } from './figures.mjs';

/** A choice may be so much slower. */
export const TENTH = 1.1;
/** Of all choices, those that may be misses. */
const AIM = 0.2;
const WORST = 3;

/**
 * @typedef {object} Sample
 * @property {'preset' | 'drawn'} kind
 * @property {number} threads
 * @property {string} what
 * @property {string} [preset]
 * @property {string} run
 * @property {string} choice
 * @property {string} rule
 * @property {{ map: string, answer: string, ratio: import('../../../web/types.js').Interval }[]} others
 *   all maps but the best; how many times theirs the best one's throughput is
 * @property {string} [best] absent where nothing can be told
 * @property {number} [regret]
 * @property {boolean} [miss]
 */

/** @typedef {{ seed: number, rounds: number, samples: Sample[], settings: import('./options.mjs').Settings }} Data */

/** @param {Data} data */
export function blocks(data) {
  const { samples, settings } = data;
  if (samples.length === 0) return {};
  return {
    regret: misses(data).join('\n\n'),
    'regret-presets': settings.threads
      .map((threads) => presets(samples, threads, settings))
      .join('\n\n'),
  };
}

/** @param {Sample[]} samples @param {number} threads @param {import('./options.mjs').Settings} settings */
function presets(samples, threads, settings) {
  const { maps } = settings;
  const told = samples.filter((one) => one.threads === threads && one.best);
  const some = settings.presets.flatMap((preset) => told.filter((one) => one.preset === preset));
  const rows = some.map(({ preset, best, others }) => {
    const tied = others.filter(({ answer }) => answer !== 'slower').map(({ map }) => code(map));
    const ratio = (map) => others.find((other) => other.map === map)?.ratio ?? null;
    const times = maps.map((map) => (map === best ? '1' : written(ratio(map), 3)));
    return [code(String(preset)), code(String(best)), tied.join(' ') || '–', ...times];
  });
  const head = ['preset', 'fastest', 'not separable from it', ...maps.map(code)];
  return [
    `### Every map at each preset, native, ${counted(threads, 'thread')}`,
    "How many times each map's throughput the fastest one's is: the median over rounds with its interval. A " +
      'map that cannot do what the preset asks has a dash.',
    table(head, rows),
  ].join('\n\n');
}

/** @param {Data} data */
function misses({ seed, rounds, samples, settings }) {
  const rows = settings.threads.flatMap((threads) =>
    ['preset', 'drawn'].map((kind) => {
      const some = samples.filter((one) => one.threads === threads && one.kind === kind);
      return [counted(threads, 'thread'), kind === 'preset' ? 'presets' : 'drawn', ...summed(some)];
    }),
  );
  const worst = samples
    .filter(({ miss }) => miss)
    .sort((a, b) => Number(b.regret) - Number(a.regret))
    .slice(0, WORST);
  const all = shares(samples);
  return [
    '### What the advice costs, native',
    `The map that ${code('contend choose')} names for a workload, in either language, against the best ` +
      `of ${settings.maps.map(code).join(' ')} that can do what is asked: ${rounds} rounds each. The drawn ` +
      `workloads are of seed ${seed}. A miss is a choice that is told to be more than a tenth slower, ` +
      `its interval clear of that. Where the interval reaches past a tenth, it is open whether the choice ` +
      `is a miss.`,
    table(
      ['threads', 'workloads', 'misses', 'share', 'open', 'median regret', 'largest', 'not told'],
      rows,
    ),
    `In all, ${all.misses} of ${all.told} are misses: ${verdict(all.share)} Were all that are open misses ` +
      `too, it would be ${percent((all.misses + all.open) / Math.max(1, all.told))}.`,
    worst.length > 0 ? `The worst:\n\n${table(HEAD, worst.map(line))}` : 'There is no miss.',
  ];
}

const HEAD = ['workload', 'choice', 'by rule', 'best', 'best / choice'];

/** @param {Sample} sample */
function line({ what, choice, rule, best, regret }) {
  return [code(what), code(choice), rule, code(String(best)), figure(Number(regret), 2)];
}

/** @param {Sample[]} samples */
function shares(samples) {
  const told = samples.filter(({ regret }) => regret !== undefined);
  const misses = told.filter(({ miss }) => miss).length;
  const open = told.filter(isOpen).length;
  return { told: told.length, misses, open, share: told.length > 0 ? misses / told.length : 0 };
}

/** Whether the run leaves it open that the choice is a miss. @param {Sample} sample */
function isOpen({ choice, best, miss, others }) {
  if (miss || choice === best) return false;
  const { high = null } = others.find(({ map }) => map === choice)?.ratio ?? {};
  return high === null || high > TENTH;
}

/** @param {Sample[]} samples */
function summed(samples) {
  const { told, misses, open, share } = shares(samples);
  const regrets = samples.flatMap(({ regret }) => regret ?? []).sort((a, b) => a - b);
  const middle = regrets[Math.floor(regrets.length / 2)];
  const last = regrets[regrets.length - 1];
  return [
    `${misses} of ${told}`,
    `${figure(share * 100, 2)} %`,
    String(open),
    middle === undefined ? '–' : figure(middle, 3),
    last === undefined ? '–' : figure(last, 3),
    String(samples.length - told),
  ];
}

/** @param {number} part */
function percent(part) {
  return `${figure(part * 100, 2)} %`;
}

/** @param {number} share */
function verdict(share) {
  const side = share <= AIM ? 'no more than' : 'more than';
  return `${percent(share)}, ${side} the ${percent(AIM)} that are aimed at.`;
}

// Which form of the landing experiment tells maps apart most often, in about the same time.
//
// A map of the self-test build, `delayed:N`, is `sharded:16` with N multiplications more before each
// operation. How many make it 10 and 20 % slower is found out first; then each form runs again and again
// with both, the forms in turns, and the rule of the landing run is asked about each.

import { execFileSync } from 'node:child_process';
import { relative } from 'node:path';
import { workbench } from '../fronts.mjs';
import { code, table } from '../markdown.mjs';
import { paths, root } from '../paths.mjs';
import { buildWasm } from '../wasm.mjs';
import { Workhorse, watchedRun } from '../workhorse.mjs';
import { geometricMean } from './figures.mjs';
import { soundRates } from './presets.mjs';
import { quotients } from './samples.mjs';

/** Of some 14 s each with five maps and 131,072 keys. */
const FORMS = [
  'ms=50&rounds=16&warmup=300',
  'ms=50&rounds=15&warmup=300',
  'ms=75&rounds=13&warmup=300',
  'ms=100&rounds=11&warmup=300',
];
const DIFFERENCES = [0.1, 0.2];
const CALIBRATION = 'ms=50&rounds=30&warmup=300';
const RUNS = 20;
const BASE = 'sharded:16';
const OTHERS = ['rwlock', 'dashmap:16'];
/** Of all five maps, as in the landing experiment. */
const PAIRS = 10;
/** Multiplications to begin the calibration with, and how often the bounds are narrowed: a few are hidden by
 * waits for memory, so the cost is no straight line. */
const FIRST_GUESS = 32;
const HALVINGS = 5;

const linkOf = (maps, form, seed) => `#v1/compare?maps=${maps.join(',')}&${form}&seed=${seed}`;

/** Base over map, by round. @param {import('../hosts.mjs').Result} result @param {string} map */
export function ratios({ strategies }, map) {
  const rates = (id) => {
    const trials = strategies.find((row) => row.id === id)?.trials ?? [];
    return new Map(trials.map(({ round, opsPerSec }) => [round, opsPerSec]));
  };
  return [...quotients(rates(BASE), rates(map)).values()];
}

/**
 * How many multiplications make the base so much slower: bounds are found by doubling, then halved.
 * @param {number} difference
 * @param {(count: number) => Promise<number>} measured by how much so many really do
 */
export async function multiplications(difference, measured) {
  let [few, many] = [0, FIRST_GUESS];
  while ((await measured(many)) < difference) [few, many] = [many, many * 2];
  for (let i = 0; i < HALVINGS && many - few > 1; i += 1) {
    const middle = Math.round((few + many) / 2);
    if ((await measured(middle)) < difference) few = middle;
    else many = middle;
  }
  return many;
}

/** Whether the rule of the landing run tells the maps apart. @param {number[]} byRound */
function toldApart(byRound) {
  const answer = execFileSync(paths.contend, ['estimate', `--sequential=${PAIRS}`], {
    input: JSON.stringify([byRound]),
  });
  const [{ low, high }] = JSON.parse(String(answer));
  return low !== null && (low > 1 || high < 1);
}

export const forms = {
  id: 'forms',
  title: 'which form of the landing experiment tells maps apart',
  takes: '18 minutes',

  async measure({ keep, progress, turns }) {
    await buildWasm('selftest');
    const server = await workbench(`${relative(root, paths.selftestPackage)}/`);
    const horse = new Workhorse('chromium', server.url);
    const run = async (link) => {
      const begun = performance.now();
      const { result, error } = await watchedRun(await horse.open(), link);
      if (!result) throw new Error(`${error?.name}: ${error?.message}`);
      soundRates(result);
      return { result, seconds: (performance.now() - begun) / 1000 };
    };
    const data = keep({ runs: [], delays: [] });
    const host = { name: 'chromium', recover: () => horse.close() };
    try {
      progress('how long a delay takes');
      const slower = async (count) => {
        const map = `delayed:${count}`;
        const { result } = await run(linkOf([BASE, map, ...OTHERS], CALIBRATION, 1));
        data.environments.chromium = result.environment;
        return geometricMean(ratios(result, map)) - 1;
      };
      for (const difference of DIFFERENCES) {
        data.delays.push(await multiplications(difference, slower));
      }
      const delayed = data.delays.map((count) => `delayed:${count}`);
      await turns({
        units: FORMS.map((form) => ({ host, what: form })),
        most: RUNS,
        async run({ what: form }, { repeat }) {
          const { result, seconds } = await run(
            linkOf([BASE, ...delayed, ...OTHERS], form, repeat),
          );
          data.runs.push({ form, seconds, ratios: delayed.map((map) => ratios(result, map)) });
        },
      });
    } finally {
      await horse.close();
      await server.close();
    }
  },

  /** @param {{ runs: FormRun[], delays: number[] }} data */
  blocks({ runs, delays }) {
    if (runs.length === 0) return {};
    const rows = FORMS.filter((form) => runs.some((run) => run.form === form)).map((form) => {
      const here = runs.filter((run) => run.form === form);
      const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
      return [
        code(form),
        `${middle(here.map(({ seconds }) => seconds)).toFixed(1)} s`,
        ...DIFFERENCES.map((_, place) => {
          const found = here.filter((run) => toldApart(run.ratios[place])).length;
          const really = middle(here.map((run) => geometricMean(run.ratios[place]))) - 1;
          return `${found} of ${here.length} (${(really * 100).toFixed(0)} %)`;
        }),
      ];
    });
    const text = [
      '### The form of the landing experiment',
      `Runs in Chromium of ${code(BASE)}, the same with ${delays.join(' and ')} multiplications more before ` +
        `each operation, and ${OTHERS.map(code).join(' and ')}: how often a run tells each from ${code(BASE)} ` +
        `by the rule of the landing run, and in brackets by how much it really was slower, as the median of the runs.`,
      table(
        ['form', 'a run takes', ...DIFFERENCES.map((d) => `${d * 100} % slower: told apart`)],
        rows,
      ),
    ];
    return { forms: text.join('\n\n') };
  },
};

/** @typedef {{ form: string, seconds: number, ratios: number[][] }} FormRun by difference, then by round */

// A recorded result: what of a Result goes into a link, and what of a link's text may come out.
//
// Shape `contend/recorded/1`: the Result's experiment, environment, summaries, conclusion and
// warnings, without the trials. In place of those each map has its number of rounds and whether it
// was checked at all, and the whole has the stream checksum of round 1, by which another run can
// tell that it did the same operations.
// The browser's identification is reduced to its family and system. Figures keep five significant
// digits.
//
// Guarantees: what `readRecorded` returns has the shape, is of exactly this experiment and its maps,
// and nothing else is in it; any other text is a `RecordedFault` that says why.

import { machineName } from './machine.js';
import { PackFault, pack, unpack } from './pack.js';
import * as shape from './shape.js';
import { outcomeOver } from './outcome.js';

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').Outcome} Outcome */
/** @typedef {ReturnType<typeof readShape>} Recorded */
/** @typedef {import('./pack.js').PackStep | 'json' | 'shape' | 'other-experiment'} Fault */

export const SCHEMA = 'contend/recorded/1';
const DIGITS = 5;

export class RecordedFault extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(fault);
    this.name = 'RecordedFault';
    this.fault = fault;
  }
}

const figure = shape.numberUpTo(1e18);
/** A quotient of sums may come out a rounding above 1. */
const share = shape.numberUpTo(1 + 1e-9);
const count = shape.integerUpTo(1e6);
const words = shape.textLike(/^[^]{0,120}$/);
const map = shape.textLike(
  /^[a-z][a-z0-9-]{0,40}(:[a-z0-9-]{1,20}){0,3}(\+[a-z][a-z0-9-]{0,20}){0,8}(\*[0-9]{1,2})?$/,
);
const time = shape.textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z$/);
const interval = shape.fieldsOf({
  median: figure,
  low: shape.orNull(figure),
  high: shape.orNull(figure),
});

const summary = shape.fieldsOf({
  opsPerSec: interval,
  nsPerOp: figure,
  ratio: shape.orNull(interval),
  fairness: shape.orNull(share),
  hitRate: shape.orNull(share),
  occupancy: shape.orNull(share),
  ok: shape.yesOrNo,
});

const standing = shape.fieldsOf({
  map,
  ratio: interval,
  answer: shape.oneOf(/** @type {const} */ (['slower', 'equal', 'undecided'])),
});

const readShape = shape.fieldsOf({
  schema: shape.oneOf([SCHEMA]),
  experiment: shape.textLike(/^#v1\/[a-z]{1,20}\?maps=[A-Za-z0-9\-._~:,+*%&=]{1,8192}$/),
  stopped: shape.yesOrNo,
  continued: shape.orAbsent(count),
  streamChecksum: shape.orNull(shape.textLike(/^[0-9a-f]{1,64}$/)),
  environment: shape.fieldsOf({
    host: shape.oneOf(/** @type {const} */ (['browser', 'native'])),
    machine: words,
    cores: count,
    parallelism: count,
    parallelismTested: shape.orAbsent(count),
    parallelismAt: shape.orAbsent(time),
    isolation: shape.oneOf(
      /** @type {const} */ (['headers', 'service-worker', 'inherited', 'none']),
    ),
    mode: shape.oneOf(/** @type {const} */ (['threads', 'simulated'])),
    clockStepNs: figure,
    build: words,
    allocator: words,
    hasher: words,
    recordedAt: time,
  }),
  harness: shape.orNull(
    shape.fieldsOf({
      nsPerOp: shape.orNull(figure),
      opsPerSec: shape.orNull(figure),
      threads: count,
      nsPerOpOneThread: shape.orNull(figure),
    }),
  ),
  strategies: shape.listOf(
    shape.fieldsOf({
      id: map,
      rounds: count,
      extraThreads: count,
      checked: shape.yesOrNo,
      summary: shape.orNull(summary),
    }),
    16,
  ),
  conclusion: shape.fieldsOf({
    kind: shape.oneOf(
      /** @type {const} */ ([
        ...['none', 'single', 'wins', 'tied', 'too-few-rounds', 'broken', 'simulated'],
      ]),
    ),
    best: shape.orNull(map),
    other: shape.orNull(map),
    ratio: shape.orNull(interval),
    tied: shape.listOf(map, 16),
    broken: shape.listOf(map, 16),
    rule: shape.orAbsent(shape.oneOf(/** @type {const} */ (['fixed', 'sequential']))),
    others: shape.orAbsent(shape.listOf(standing, 15)),
    decided: shape.orAbsent(shape.yesOrNo),
  }),
  warnings: shape.listOf(readWarning, 16),
});

/** @param {unknown} value @returns {Result['warnings'][number]} */
function readWarning(value) {
  const given = shape.ownFields(value);
  if (given.size > 6) throw new shape.ShapeFault('warning');
  const name = shape.textLike(/^[A-Za-z]{1,24}$/);
  const data = [...given].flatMap(([key, item]) =>
    key === 'kind' ? [] : [[name(key), typeof item === 'string' ? words(item) : figure(item)]],
  );
  const kind = shape.textLike(/^[a-z-]{1,40}$/)(given.get('kind'));
  return { ...Object.fromEntries(data), kind };
}

/** What a link may carry of a result. @param {Result} result @returns {Recorded} */
export function recordedOf(result) {
  const { userAgent, ...environment } = result.environment;
  return readShape({
    ...result,
    schema: SCHEMA,
    streamChecksum: streamChecksum(result),
    environment: { ...environment, machine: machineName(userAgent) },
    strategies: result.strategies.map(({ trials, ...strategy }) => ({
      ...strategy,
      rounds: trials.length,
      extraThreads: trials[0]?.extraThreads ?? 0,
      checked: outcomeOver(trials) !== 'not-checked',
      summary: strategy.summary && { ...strategy.summary, ok: outcomeOver(trials) === 'passed' },
    })),
  });
}

/**
 * What checking came to. A summary that is not ok has failed, unless nothing was checked.
 * @param {{ checked: boolean, summary: { ok: boolean } | null }} strategy @returns {Outcome}
 */
export function recordedOutcome({ checked, summary }) {
  if (!checked) return 'not-checked';
  return summary?.ok ? 'passed' : 'failed';
}

/** The checksum of what round 1 does, the same for every map. @param {Result} result */
export function streamChecksum({ strategies }) {
  const trials = strategies.flatMap((strategy) => strategy.trials);
  return trials.find(({ round }) => round === 1)?.streamChecksum ?? null;
}

/** @param {Recorded} recorded @returns {Promise<string>} the text of a link's `r` */
export function packRecorded(recorded) {
  return pack(
    JSON.stringify(recorded, (_key, value) =>
      typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value,
    ),
  );
}

/**
 * @param {string} text of a link's `r`
 * @param {object} rules
 * @param {number} rules.maxBytes unpacked
 * @param {string} rules.link the canonical link of the experiment it came with
 * @param {string[]} rules.maps of that experiment
 * @param {(fragment: string) => string | null} rules.canonical
 * @returns {Promise<Recorded>}
 */
export async function readRecorded(text, { maxBytes, link, maps, canonical }) {
  const recorded = toShape(await unpack(text, maxBytes).catch(rethrow));
  const ids = recorded.strategies.map(({ id }) => id);
  if (canonical(recorded.experiment) !== link || ids.join() !== maps.join()) {
    throw new RecordedFault('other-experiment');
  }
  const { best, other, tied, broken, others = [] } = recorded.conclusion;
  const compared = others.map((standing) => standing.map);
  const named = [best, other, ...tied, ...broken, ...compared].filter((id) => id !== null);
  if (named.some((id) => !maps.includes(id))) throw new RecordedFault('shape');
  if (!intervals(recorded).every(inOrder)) throw new RecordedFault('shape');
  return recorded;
}

/** @param {unknown} error @returns {never} */
function rethrow(error) {
  throw new RecordedFault(error instanceof PackFault ? error.step : 'damaged');
}

/** @param {string} json */
function toShape(json) {
  let value;
  try {
    value = JSON.parse(json);
  } catch {
    throw new RecordedFault('json');
  }
  try {
    return readShape(value);
  } catch {
    throw new RecordedFault('shape');
  }
}

/** @param {Recorded} recorded */
function intervals({ strategies, conclusion }) {
  const figures = strategies.flatMap(({ summary: own }) => [own?.opsPerSec, own?.ratio]);
  const ratios = (conclusion.others ?? []).map(({ ratio }) => ratio);
  return [...figures, conclusion.ratio, ...ratios].filter(
    (one) => one !== null && one !== undefined,
  );
}

/** @param {import('../types.js').Interval} interval */
function inOrder({ low, high }) {
  return (low ?? 0) <= (high ?? Infinity);
}

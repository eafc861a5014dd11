// A saved result along an axis, read back as the Scale lab shows it.
//
// Guarantees: what comes back is built anew, field by field, within bounds; its cells are of exactly
// the experiment that the file names, in the axis' order; any other file is a `ShapeFault`.

import { outcomeOf, outcomeOver } from '../parts/outcome.js';
import * as shape from '../../share/shape.js';
import {
  count,
  environment,
  figure,
  interval,
  map,
  named,
  number,
  parameter,
  positive,
  word,
  words,
} from '../../export/readers.js';

/** @typedef {import('../../types.js').ScaleResult} ScaleResult */
/** @typedef {import('../../types.js').LinkState} LinkState */
/** @typedef {import('../../types.js').SweepTrial} SweepTrial */

const { fieldsOf, listOf, oneOf, orAbsent, orNull, yesOrNo } = shape;

const verdictFields = fieldsOf({
  ok: yesOrNo,
  outcome: orAbsent(oneOf(/** @type {const} */ (['passed', 'failed', 'not-checked']))),
  checks: listOf(
    fieldsOf({
      name: word,
      status: oneOf(/** @type {const} */ (['pass', 'fail', 'not-applicable'])),
      detail: orNull(words),
    }),
    16,
  ),
});

/** @param {unknown} value @returns {import('../../types.js').Verdict} */
function verdict(value) {
  const given = verdictFields(value);
  const outcome = outcomeOf(given);
  return { ...given, outcome, ok: outcome === 'passed' };
}

const trial = fieldsOf({
  round: count,
  threads: count,
  extraThreads: count,
  seconds: positive,
  ops: count,
  opsPerSec: positive,
  perThread: listOf(count, 64),
  hitRate: orNull(figure),
  occupancy: orNull(figure),
  overTime: orAbsent(
    orNull(fieldsOf({ occupancy: listOf(number, 64), hitRate: listOf(orNull(figure), 64) })),
  ),
  streamChecksum: shape.textLike(/^[0-9a-f]{1,64}$/),
  verdict,
});

const summary = fieldsOf({
  opsPerSec: interval,
  nsPerOp: figure,
  ratio: orNull(interval),
  fairness: orNull(figure),
  smallestShare: orAbsent(orNull(figure)),
  largestShare: orAbsent(orNull(figure)),
  hitRate: orNull(figure),
  occupancy: orNull(figure),
  ok: yesOrNo,
  p: orAbsent(orNull(figure)),
  outliers: orAbsent(
    listOf(
      fieldsOf({ round: count, severity: oneOf(/** @type {const} */ (['mild', 'severe'])) }),
      100,
    ),
  ),
});

/** Passes beside the trials are left to single experiments. @type {shape.Reader<null>} */
const none = () => null;

const axisValue = shape.textLike(/^\d{1,12}(\.\d{1,12})?$/);
const maps = listOf(map, 16);
const strategyFields = fieldsOf({
  id: map,
  label: words,
  trials: listOf(trial, 100),
  summary: orNull(summary),
  latency: none,
  memory: none,
});

/** With the summary's outcome as its trials have it. @param {unknown} value */
function strategy(value) {
  const given = strategyFields(value);
  const outcome = outcomeOver(given.trials);
  return {
    ...given,
    summary: given.summary && { ...given.summary, outcome, ok: outcome === 'passed' },
  };
}

const result = fieldsOf({
  schema: oneOf(/** @type {const} */ (['contend/result/1'])),
  experiment: words,
  seed: count,
  stopped: yesOrNo,
  environment,
  harness: orNull(
    fieldsOf({
      nsPerOp: orNull(figure),
      opsPerSec: orNull(figure),
      threads: count,
      nsPerOpOneThread: orNull(figure),
      latency: none,
    }),
  ),
  strategies: listOf(strategy, 16),
  conclusion: fieldsOf({
    kind: oneOf(
      /** @type {const} */ (['none', 'single', 'wins', 'tied', 'too-few-rounds', 'broken']),
    ),
    best: orNull(map),
    other: orNull(map),
    ratio: orNull(interval),
    tied: maps,
    broken: maps,
  }),
  warnings: listOf(named('kind'), 16),
});

const read = fieldsOf({
  schema: oneOf(/** @type {const} */ (['contend/scale/1'])),
  experiment: words,
  seed: count,
  stopped: yesOrNo,
  environment,
  axis: fieldsOf({ name: word, values: listOf(axisValue, 32) }),
  cells: listOf(fieldsOf({ value: axisValue, result }), 32),
  scaling: fieldsOf({
    curves: listOf(
      fieldsOf({
        map,
        points: listOf(fieldsOf({ at: number, throughput: interval }), 32),
        decay: orNull(fieldsOf({ slope: parameter, intercept: number, rSquared: orNull(number) })),
        knee: orNull(number),
        law: orNull(
          fieldsOf({
            gamma: parameter,
            alpha: parameter,
            beta: parameter,
            rSquared: number,
            peak: number,
            roof: number,
            fitted: listOf(number, 32),
            leftOut: listOf(number, 32),
          }),
        ),
        refusal: orNull(named('reason')),
      }),
      16,
    ),
    overtakings: listOf(
      fieldsOf({
        map,
        overtaken: map,
        overtakes: orAbsent(word),
        between: pair,
        at: number,
        low: orNull(number),
        high: orNull(number),
        support: number,
        separable: yesOrNo,
      }),
      512,
    ),
  }),
});

/** @param {unknown} value @returns {[number, number]} */
function pair(value) {
  const [from, to, ...more] = listOf(number, 2)(value);
  if (from === undefined || to === undefined || more.length > 0) throw new shape.ShapeFault('pair');
  return [from, to];
}

/**
 * @param {unknown} value parsed from the file
 * @param {(fragment: string) => LinkState} parse of links
 * @param {(fragment: string) => string | null} canonical
 */
export function sweepOf(value, parse, canonical) {
  const found = /** @type {ScaleResult} */ (read(value));
  const link = canonical(found.experiment);
  const state = parse(link ?? '');
  const { axis, maps: named } = state;
  const values = axis?.values.join();
  const fits =
    link !== null &&
    values === found.axis.values.join() &&
    values === found.cells.map((cell) => cell.value).join() &&
    named.join() === found.scaling.curves.map((curve) => curve.map).join() &&
    found.cells.every((cell) => cell.result.strategies.length === named.length);
  if (!fits) throw new shape.ShapeFault('another experiment');
  return { link, state, trials: trialsOf(found), result: { ...found, experiment: link } };
}

/** As they came while it ran. @param {ScaleResult} result @returns {SweepTrial[]} */
function trialsOf({ cells }) {
  return cells.flatMap(({ value, result: { strategies } }, cell) =>
    strategies.flatMap(({ id, trials }) => trials.map((one) => ({ ...one, map: id, cell, value }))),
  );
}

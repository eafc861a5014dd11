// The curves of a scale experiment, from its trials while it runs and from its result at the end.
//
// Guarantees: pure; medians and intervals of a result are the engine's own, and only what is still
// running is summed up here, without intervals. A point with a trial that failed its checks says so.

import { median } from '../parts/median.js';
import { formatSpec } from '../../link/maps.js';
import { outcomeOver } from '../../share/outcome.js';

/** @typedef {import('../../types.js').Axis} Axis */
/** @typedef {import('../../types.js').ScaleResult} ScaleResult */
/** @typedef {import('../../types.js').SweepTrial} SweepTrial */
/** @typedef {{ spec: (text: string) => import('../../link/maps.js').MapSpec | null }} SpecReader */
/**
 * @typedef {object} CurvePoint
 * @property {string} value
 * @property {number} at the value as a number
 * @property {number | null} median operations per second
 * @property {number | null} low
 * @property {number | null} high
 * @property {number[]} rates the single rounds
 * @property {boolean} failed a trial gave wrong answers
 */
/** @typedef {{ map: string, points: CurvePoint[], law: import('../../types.js').ScalingLaw | null }} Curve */

/** Fewer values than this far apart are evenly drawn; more span decades. */
const DECADES = 50;

/**
 * @param {object} run
 * @param {Axis} run.axis
 * @param {string[]} run.maps as the link names them
 * @param {SweepTrial[]} run.trials
 * @param {ScaleResult | null} run.result
 * @param {SpecReader} codec
 * @returns {Curve[]} one for each map, with a point for each value
 */
export function curvesOf({ axis, maps, trials, result }, codec) {
  /** @type {Map<string, SweepTrial[]>} */
  const groups = new Map();
  for (const trial of trials) {
    const name = `${trial.cell} ${trial.map}`;
    const group = groups.get(name);
    if (group) group.push(trial);
    else groups.set(name, [trial]);
  }
  return maps.map((map) => {
    const described = result?.scaling.curves.find((curve) => curve.map === map);
    const points = axis.values.map((value, cell) => {
      const here = groups.get(`${cell} ${mapAt(codec, axis, map, value)}`) ?? [];
      const rates = here.map(({ opsPerSec }) => opsPerSec);
      const told = described?.points.find(({ at }) => at === Number(value))?.throughput;
      return {
        ...{ value, at: Number(value), rates },
        median: told?.median ?? median(rates),
        low: told?.low ?? null,
        high: told?.high ?? null,
        failed: outcomeOver(here) === 'failed',
      };
    });
    return { map, points, law: described?.law ?? null };
  });
}

/**
 * The map that stands for that one at a value: itself, unless its number is what varies.
 * @param {SpecReader} codec @param {Axis} axis @param {string} map @param {string} value
 */
export function mapAt(codec, axis, map, value) {
  const spec = codec.spec(map);
  if (axis.spec.name !== 'shards' || !spec || spec.param === null) return map;
  return codec.spec(formatSpec({ ...spec, param: Number(value) }))?.text ?? map;
}

/**
 * Where the values of an axis stand, from 0 to 1: by size, or by its logarithm where they span
 * decades. Zero then has a place of its own, one usual step before the first.
 * @param {number[]} values ascending
 * @returns {{ log: boolean, at: (value: number) => number }}
 */
export function axisScale(values) {
  const positive = values.filter((value) => value > 0);
  const [first = 0, last = 1] = [positive[0], positive.at(-1)];
  const log = positive.length > 1 && last / first >= DECADES;
  const zero = positive.length < values.length;
  const step = log ? Math.log(last / first) / (positive.length - 1) : 0;
  const from = !log ? (values[0] ?? 0) : Math.log(first) - (zero ? step : 0);
  const to = log ? Math.log(last) : (values.at(-1) ?? 1);
  const place = (/** @type {number} */ value) =>
    !log ? value : value > 0 ? Math.log(value) : from;
  return { log, at: (value) => (to > from ? (place(value) - from) / (to - from) : 0.5) };
}

/** The fitted law's throughput. @param {import('../../types.js').ScalingLaw} law @param {number} threads */
export function lawAt({ gamma, alpha, beta }, threads) {
  const others = threads - 1;
  return (gamma.value * threads) / (1 + alpha.value * others + beta.value * threads * others);
}

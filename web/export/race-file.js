// A saved result of live races, read back as the Race lab's measured views show it.
//
// Guarantees: what comes back is built anew, field by field, within bounds; its settings are exactly
// those of the experiment that the file names; any other file is a `ShapeFault`.

import { cellsOf } from '../labs/race/live-data.js';
import * as shape from '../share/shape.js';
import { count, environment, figure, number, parameter, words } from './readers.js';

/** @typedef {import('../types.js').LinkState} LinkState */
/** @typedef {import('../labs/race/live-types.js').RaceResult} RaceResult */

const { fieldsOf, listOf, oneOf, orAbsent, orNull, yesOrNo } = shape;

/** As many runs as a link allows: 1000 at each of 16 settings; guarded ones are fewer. */
const MOST_RUNS = 16_000;
/** Rungs of a ladder, and contenders besides the two alone. */
const MOST_CELLS = 16;
const MOST_MAPS = 18;

const share = fieldsOf({ value: number, low: number, high: number });
const estimate = fieldsOf({ median: number, low: orNull(number), high: orNull(number) });
const kind = oneOf(
  /** @type {const} */ ([
    'lost-update',
    'duplicate-key',
    'vanished-key',
    'unreachable-entry',
    'returned-key',
    'wrong-value',
    'corrupted-count',
  ]),
);
const ended = oneOf(/** @type {const} */ (['fatal', 'time', 'done', 'endless', 'crash', 'memory']));
const message = shape.textLike(/^fatal error: [a-z ]{1,80}$/);
const cell = { workers: count, goroutines: count };
const unseen = fieldsOf({ reads: count, stores: count });

/** @template A, B @param {shape.Reader<A>} first @param {shape.Reader<B>} second */
function pairOf(first, second) {
  return (/** @type {unknown} */ value) => {
    const given = listOf((item) => item, 2)(value);
    return /** @type {[A, B]} */ ([first(given[0]), second(given[1])]);
  };
}

const survival = listOf(
  fieldsOf({
    ...{ at: figure, alive: figure, atRisk: count, deaths: count },
    ...{ low: orNull(figure), high: orNull(figure) },
  }),
  MOST_RUNS,
);
const summary = fieldsOf({
  ...cell,
  ...{ runs: count, deaths: count, crashes: orAbsent(count), probability: orNull(share), unseen },
  messages: listOf(pairOf(message, count), 8),
  ...{ survival, survivalByOperations: survival },
  ...{ medianMs: orNull(figure), medianOperations: orNull(figure) },
  ...{ deathsPerSecond: orNull(figure), deathsPerMillion: orNull(figure) },
  others: listOf(pairOf(ended, count), 8),
});

const line = orNull(fieldsOf({ slope: parameter, intercept: number, rSquared: orNull(number) }));
const findings = fieldsOf({
  alwaysFrom: orNull(count),
  never: listOf(count, MOST_CELLS),
  ...{ time: line, rate: line, rateByOperations: line },
  step: orNull(pairOf(count, count)),
});

const doing = fieldsOf({
  ...{ goroutine: count, worker: count, key: orAbsent(count), step: words },
  call: oneOf(
    /** @type {const} */ (['assign', 'increment', 'access', 'delete', 'range', 'clear', 'len']),
  ),
  ...{ parked: yesOrNo, complete: yesOrNo },
});
const meeting = fieldsOf({ message, by: doing, other: orNull(doing), flags: count });

const counted = fieldsOf({ kind: oneOf(/** @type {const} */ (['count'])), count });
const marked = fieldsOf({
  ...{ kind: oneOf(/** @type {const} */ (['mark'])), key: count },
  ...{ goroutine: orNull(count), sequence: count },
});
const value = orNull((/** @type {unknown} */ given) =>
  shape.ownFields(given).get('kind') === 'count' ? counted(given) : marked(given),
);
const example = fieldsOf({
  ...{ kind, key: count, found: value, expected: value, copies: count },
  place: orNull(fieldsOf({ bucket: count, position: count, slot: count, old: yesOrNo })),
  writers: listOf(pairOf(count, count), 64),
});
const others = { missedReads: count, foreignReads: count, endless: count, crashed: count };
// A corrupted map's own count may have gone below zero.
const damage = fieldsOf({
  ...{ ...others, counts: listOf(count, 7), ranAway: yesOrNo, length: number, found: count },
  examples: listOf(example, 64),
});
const damageOfCell = fieldsOf({
  ...{ ...cell, ...others, runs: count, operations: count, ranAway: count },
  kinds: listOf(fieldsOf({ kind, times: count, runs: count, perMillion: figure }), 7),
});

const program = fieldsOf({
  ...{ map: words, runs: count, outcomes: count, others: count, weak: yesOrNo },
});
const twins = fieldsOf({
  maps: listOf(
    fieldsOf({
      map: words,
      kind: oneOf(/** @type {const} */ (['table', 'model', 'map'])),
      cells: listOf(
        fieldsOf({
          ...{ ...cell, runs: count, anomalies: count },
          ...{ opsPerSec: orNull(estimate), ratio: orNull(estimate) },
        }),
        MOST_CELLS,
      ),
    }),
    MOST_MAPS,
  ),
  ...{ program: shape.textLike(/^[^]{0,8192}$/), serial: count },
  programs: listOf(program, MOST_MAPS),
});

const run = fieldsOf({
  ...{ cell: count, round: count, ended, ms: figure, operations: count, unseen },
  ...{ meeting: orAbsent(meeting), damage: orAbsent(damage), program: orAbsent(program) },
  twin: orAbsent(fieldsOf({ map: count, opsPerSec: figure, anomalies: count })),
});

const read = fieldsOf({
  ...{ schema: oneOf(/** @type {const} */ (['contend/race/1'])), experiment: words },
  ...{ seed: count, stopped: yesOrNo, environment },
  view: oneOf(/** @type {const} */ (['live', 'damage', 'twins'])),
  ...{ load: words, ladder: oneOf(/** @type {const} */ (['workers', 'goroutines'])) },
  ...{ ms: figure, rounds: count, cells: listOf(summary, MOST_CELLS), findings },
  damage: orAbsent(listOf(damageOfCell, MOST_CELLS)),
  reconstructions: orAbsent(
    listOf(fieldsOf({ kind, program: words, schedule: shape.textLike(/^[^]{0,8192}$/) }), 7),
  ),
  ...{ twins: orAbsent(twins), runs: listOf(run, MOST_RUNS) },
});

/**
 * @param {unknown} given parsed from the file
 * @param {(fragment: string) => LinkState} parse of links
 * @param {(fragment: string) => string | null} canonical
 */
export function raceOf(given, parse, canonical) {
  const found = read(given);
  const link = canonical(found.experiment);
  const state = parse(link ?? '');
  const { lab, values } = state;
  const text = (/** @type {import('../labs/race/live-types.js').Cell[]} */ list) =>
    list.map(({ workers, goroutines }) => `${workers} ${goroutines}`).join();
  const places = found.cells.length;
  const fits =
    link !== null &&
    lab === 'race' &&
    values.view === found.view &&
    text(found.cells) === text(cellsOf(values)) &&
    (found.damage ?? found.cells).length === places &&
    found.runs.every((one) => one.cell < places);
  if (!fits) throw new shape.ShapeFault('another experiment');
  return { link, state, trials: found.runs, result: { ...found, experiment: link } };
}

// Records of threads as rows of figures, taken apart: those of a stretch of time, those of a key, and as much of
// them as can be drawn.
//
// Guarantees: pure. Nothing is left out of a history but what was overwritten or is beyond a stated number; of what
// would be drawn over one another, faults and refusals come first.

/** @typedef {import('./types.js').Lane} Lane */
/** @typedef {import('./types.js').Records} Records */
/**
 * @typedef {object} Entry
 * @property {number} lane
 * @property {string} call
 * @property {string} outcome
 * @property {boolean} overran
 * @property {number | null} key
 * @property {number} begun in nanoseconds of its thread's clock
 * @property {number} took
 * @property {number} fault 0: none
 */

const FIELDS = 7;

/** @param {Records} records @param {number} lane @param {number} place @returns {Entry} */
function entryOf({ lanes, calls, outcomes }, lane, place) {
  const row = lanes[lane].records.subarray(place * FIELDS, (place + 1) * FIELDS);
  const [call = 0, outcome = 0, overran = 0, key = -1, begun = 0, took = 0, fault = 0] = row;
  return {
    ...{ lane, call: calls[call] ?? '', outcome: outcomes[outcome] ?? '' },
    ...{ overran: overran === 1, key: key < 0 ? null : key, begun, took, fault },
  };
}

/** @param {Lane} lane */
const countOf = ({ records }) => records.length / FIELDS;

/** From the first begin that is kept to the last end. @param {Records} records @returns {{ from: number, to: number }} */
export function extent({ lanes }) {
  let [from, to] = [Infinity, 0];
  for (const lane of lanes) {
    const last = countOf(lane) - 1;
    if (last < 0) continue;
    from = Math.min(from, lane.records[4] ?? 0);
    const at = last * FIELDS;
    to = Math.max(to, (lane.records[at + 4] ?? 0) + (lane.records[at + 5] ?? 0));
  }
  return to > from ? { from, to } : { from: 0, to: 1 };
}

/**
 * The entries of a lane that are in a stretch of time, in order.
 * @param {Records} records @param {number} lane @param {number} from @param {number} to @param {number} most
 * @returns {Entry[]}
 */
export function within(records, lane, from, to, most) {
  const row = records.lanes[lane].records;
  const found = [];
  for (let place = firstEnding(row, from); place < countOf(records.lanes[lane]); place += 1) {
    if ((row[place * FIELDS + 4] ?? 0) >= to || found.length === most) break;
    found.push(entryOf(records, lane, place));
  }
  return found;
}

/** The first record that is not over before that time. @param {Float64Array} row @param {number} time */
function firstEnding(row, time) {
  let [low, high] = [0, row.length / FIELDS];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = middle * FIELDS;
    if ((row[at + 4] ?? 0) + (row[at + 5] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * What of a lane can be told apart in so many pixels.
 * @param {Records} records @param {number} lane @param {number} from @param {number} to @param {number} pixels
 * @returns {Entry[]}
 */
export function drawn(records, lane, from, to, pixels) {
  const row = records.lanes[lane].records;
  const count = countOf(records.lanes[lane]);
  const width = (to - from) / Math.max(1, pixels);
  /** @type {Map<number, number>} place of the record that stands at a pixel */
  const at = new Map();
  for (let place = firstEnding(row, from); place < count; place += 1) {
    const begun = row[place * FIELDS + 4] ?? 0;
    if (begun >= to) break;
    const pixel = Math.floor(Math.max(0, begun - from) / width);
    const stands = at.get(pixel);
    if (stands === undefined || weight(row, place) > weight(row, stands)) at.set(pixel, place);
  }
  return [...at.values()].map((place) => entryOf(records, lane, place));
}

/** @param {Float64Array} row @param {number} place */
function weight(row, place) {
  const at = place * FIELDS;
  return ((row[at + 6] ?? 0) > 0 ? 1e12 : 0) + (row[at + 5] ?? 0);
}

/**
 * All that was kept of a key, by time of the threads' clocks; the latest, if there is more than that.
 * @param {Records} records @param {number} key @param {number} most
 * @returns {{ entries: Entry[], count: number }}
 */
export function historyOf(records, key, most) {
  const entries = records.lanes.flatMap((lane, number) => {
    const found = [];
    for (let place = 0; place < countOf(lane); place += 1) {
      if (lane.records[place * FIELDS + 3] === key) found.push(entryOf(records, number, place));
    }
    return found;
  });
  entries.sort((a, b) => a.begun - b.begun);
  return { entries: entries.slice(-most), count: entries.length };
}

/** The first record that carries a fault's number. @param {Records} records @param {number} fault @returns {Entry | null} */
export function firstOf(records, fault) {
  let first = null;
  for (const [number, lane] of records.lanes.entries()) {
    for (let place = 0; place < countOf(lane); place += 1) {
      if (lane.records[place * FIELDS + 6] !== fault) continue;
      const entry = entryOf(records, number, place);
      if (!first || entry.begun < first.begun) first = entry;
      break;
    }
  }
  return first;
}

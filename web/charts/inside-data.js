// What a map showed of its inside over one pass: levels, totals, flags, and the figures of its parts.
//
// Guarantees: pure; takes figures in the order that the row's `inside` gives them, first those of the
// whole, then those of each part in turn, and takes no harm from figures that are missing.

/** @typedef {import('../types.js').Inside} Inside */
/** @typedef {import('../types.js').Gauge} Gauge */
/** @typedef {import('../types.js').InsideSample} InsideSample */
/** @typedef {{ gauge: Gauge, values: number[] }} Series */

/** Rates of totals are taken over this much time. */
const WINDOW_S = 1;

export class InsideData {
  #inside;

  /** @param {Inside} inside */
  constructor(inside) {
    this.#inside = inside;
    /** Seconds since the pass began. @type {number[]} */
    this.times = [];
    /** Of the whole map, one for each gauge. @type {Series[]} */
    this.series = inside.gauges.map((gauge) => ({ gauge, values: [] }));
    /** The latest of the parts: one for each part gauge, a value for each part. @type {Series[]} */
    this.parts = inside.partGauges.map((gauge) => ({ gauge, values: [] }));
    this.opsPerSec = NaN;
  }

  /** @param {InsideSample} sample */
  add({ elapsedMs, figures, opsPerSec }) {
    const { gauges, partGauges } = this.#inside;
    this.times.push(elapsedMs / 1000);
    this.opsPerSec = opsPerSec;
    this.series.forEach(({ values }, i) => values.push(figures[i] ?? NaN));
    if (partGauges.length === 0) return;
    const rest = figures.slice(gauges.length);
    const count = Math.floor(rest.length / partGauges.length);
    this.parts.forEach((part, j) => {
      part.values = Array.from({ length: count }, (_, i) => rest[i * partGauges.length + j]);
    });
  }

  /** How fast a gauge grew of late, a second; NaN before that can be said. @param {Series} series */
  rate({ values }) {
    const last = this.times.length - 1;
    if (last < 1) return NaN;
    let first = last;
    while (first > 0 && this.times[last] - this.times[first] < WINDOW_S) first -= 1;
    return (values[last] - values[first]) / (this.times[last] - this.times[first]);
  }
}

/** The latest of some values. @param {number[]} values */
export function latest(values) {
  return values.length ? values[values.length - 1] : NaN;
}

/** The share of samples in which a flag was set. @param {number[]} values */
export function shareSet(values) {
  return values.length ? values.filter((value) => value > 0).length / values.length : NaN;
}

/** How uneven parts are: the largest over the mean; NaN where there is nothing. @param {number[]} values */
export function spread(values) {
  const sum = values.reduce((total, value) => total + value, 0);
  return sum > 0 ? (Math.max(...values) * values.length) / sum : NaN;
}

/**
 * At most so many bars: neighbours are drawn as the largest of them.
 * @param {number[]} values @param {number} most
 */
export function grouped(values, most) {
  const size = Math.max(1, Math.ceil(values.length / Math.max(1, most)));
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    Math.max(...values.slice(i * size, (i + 1) * size)),
  );
}

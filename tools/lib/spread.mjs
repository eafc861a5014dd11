// How the benchmarks write repeated figures: the median, and the lowest and highest in brackets.

/** @param {number[]} values @param {number} digits significant ones */
export function spread(values, digits) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  const text = (value) => value.toPrecision(digits);
  return `${text(middle)} (${text(sorted[0])}–${text(sorted.at(-1))})`;
}

// Linear and logarithmic scales with readable ticks.
//
// Guarantees: pure; ticks lie within the domain, and the domain's ends are round numbers.

/**
 * @typedef {object} Scale
 * @property {(value: number) => number} at position from 0 to 1
 * @property {number[]} ticks
 */

/** @param {number} top largest value @param {number} wanted about how many ticks @returns {Scale} */
export function linearScale(top, wanted) {
  const rough = (top > 0 ? top : 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const count = Math.max(1, Math.ceil(top / step));
  const end = step * count;
  return {
    at: (value) => value / end,
    ticks: Array.from({ length: count + 1 }, (_, i) => i * step),
  };
}

/**
 * @param {number} bottom smallest positive value @param {number} top largest value
 * @returns {Scale}
 */
export function logScale(bottom, top) {
  const from = Math.floor(Math.log10(bottom));
  const to = Math.max(from + 1, Math.ceil(Math.log10(top)));
  return {
    at: (value) => (Math.log10(value) - from) / (to - from),
    ticks: Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i)),
  };
}

/** The next round number with a little air above the highest point. @param {number} peak */
export function niceTop(peak) {
  if (!(peak > 0)) return 0;
  const wanted = peak * 1.08;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= wanted) ?? 10;
  return step * power;
}

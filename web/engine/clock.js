/**
 * The step of the clock that the engine measures with.
 *
 * Browsers coarsen `performance.now`: 5 to 20 us on an isolated page, up to 1 ms elsewhere. The step
 * is found by spinning until the clock moves, and costs at most 30 ms.
 */

const CHANGES = 50;
const BUDGET_MS = 30;

/**
 * @param {() => number} [now] milliseconds
 * @returns {number} the smallest step seen, in nanoseconds
 */
export function measureClockStepNs(now = () => performance.now()) {
  const start = now();
  let smallest = Infinity;
  let last = start;
  for (let changes = 0; changes < CHANGES && last - start < BUDGET_MS; changes += 1) {
    let next = now();
    while (next === last) next = now();
    smallest = Math.min(smallest, next - last);
    last = next;
  }
  return Math.round(smallest * 1e6);
}

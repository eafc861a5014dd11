// Repeats in which every unit has its turn once, in a fresh random order, so that whatever changes on
// the machine meanwhile hits all alike.
//
// Guarantees: at least one repeat; another one only while the time is expected to suffice for all of
// it; a unit that fails is told and left out of this repeat, and the rest goes on.

/** A last repeat may take so much longer than the time that is left. */
const SLACK = 1.05;

/** @template Item @param {Item[]} items @returns {Item[]} (Fisher-Yates) */
export function shuffled(items, random = Math.random) {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const place = Math.floor(random() * (last + 1));
    [order[last], order[place]] = [order[place], order[last]];
  }
  return order;
}

/**
 * @typedef {object} Turn
 * @property {number} repeat from 1
 * @property {number} done units so far, of all repeats
 * @property {number} perRepeat
 * @property {number} leftMs expected, with repeats that have not begun
 */

/**
 * @template Unit
 * @param {object} plan
 * @param {Unit[]} plan.units
 * @param {number} [plan.ms] for all repeats together
 * @param {number} [plan.repeats] at most
 * @param {(unit: Unit, turn: Turn) => Promise<void>} plan.run
 * @param {(unit: Unit, error: Error) => Promise<void> | void} plan.failed
 * @param {() => number} [plan.now] in milliseconds
 * @returns {Promise<number>} complete repeats
 */
export async function interleave({
  units,
  ms = Infinity,
  repeats = Infinity,
  run,
  failed,
  now = () => performance.now(),
}) {
  const begun = now();
  let repeat = 0;
  do {
    repeat += 1;
    const order = shuffled(units);
    for (const [place, unit] of order.entries()) {
      const spent = now() - begun;
      const done = (repeat - 1) * units.length + place;
      const each = done > 0 ? spent / done : 0;
      const byTime = each > 0 ? Math.floor((SLACK * ms) / (each * units.length)) : repeats;
      const planned = Math.max(repeat, Math.min(repeats, byTime));
      const leftMs = (planned * units.length - done) * each;
      try {
        await run(unit, { repeat, done, perRepeat: units.length, leftMs });
      } catch (error) {
        await failed(unit, error instanceof Error ? error : new Error(String(error)));
      }
    }
    // Another one is expected to take as long as those before it.
  } while (repeat < repeats && (now() - begun) * (1 + 1 / repeat) <= SLACK * ms);
  return repeat;
}

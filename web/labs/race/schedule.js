// A schedule as the stepper goes along it: who makes each step, and the text that a link has of it.
//
// Guarantees: pure. A step beside the schedule drops what followed there; going back and on keeps it.

/** @typedef {import('./types.js').Frame} Frame */

/** The longest text of a schedule that fits a link beside everything else. */
export const LONGEST_TEXT = 6000;

/** @param {number[]} steps goroutines, counted from 0 */
export function scheduleText(steps) {
  /** @type {[number, number][]} */
  const turns = [];
  for (const goroutine of steps) {
    const last = turns.at(-1);
    if (last?.[0] === goroutine) last[1] += 1;
    else turns.push([goroutine, 1]);
  }
  return turns
    .map(([goroutine, count]) => (count > 1 ? `${goroutine + 1}*${count}` : `${goroutine + 1}`))
    .join();
}

/** Who made the steps of a trace up to a place. @param {Frame[]} frames @param {number} [end] */
export function stepsMade(frames, end = frames.length - 1) {
  return frames.slice(1, end + 1).map(({ goroutine }) => goroutine ?? 0);
}

/**
 * The link's schedule and position after a goroutine's step from there.
 * @param {Frame[]} frames @param {number} pos @param {number} goroutine
 * @returns {{ sched: string, pos: string }}
 */
export function afterStep(frames, pos, goroutine) {
  const made = stepsMade(frames);
  const on = made[pos] === goroutine;
  const steps = on ? made : [...made.slice(0, pos), goroutine];
  const at = pos + 1;
  return { sched: scheduleText(steps), pos: at === steps.length ? 'end' : String(at) };
}

/** The link's text for a position. @param {Frame[]} frames @param {number} pos */
export function positionText(frames, pos) {
  return pos >= frames.length - 1 ? 'end' : String(Math.max(pos, 0));
}

/** Where a link's position is in a trace. @param {Frame[]} frames @param {string} text */
export function positionOf(frames, text) {
  const last = frames.length - 1;
  return text === 'end' ? last : Math.min(Number(text), last);
}

/**
 * Who steps next where nobody says: as the schedule goes on, and beyond it in turns.
 * @param {Frame[]} frames @param {number} pos
 * @returns {number | null} null when nobody can step
 */
export function nextGoroutine(frames, pos) {
  const following = frames[pos + 1];
  if (following) return following.goroutine;
  const { next, goroutine } = frames[pos];
  const count = next.length;
  for (let turn = 1; turn <= count; turn += 1) {
    const candidate = ((goroutine ?? count - 1) + turn) % count;
    if (next[candidate].state === 'ready') return candidate;
  }
  return null;
}

/**
 * A schedule that lets each goroutine run to its end from there; what cannot be made of it is
 * dropped by the model.
 * @param {Frame[]} frames @param {number} pos @param {number} most steps
 */
export function finished(frames, pos, most) {
  const { next } = frames[pos];
  const ready = next.flatMap(({ state }, goroutine) => (state === 'ready' ? [goroutine] : []));
  const made = scheduleText(stepsMade(frames, pos));
  const left = Math.floor((most - pos) / Math.max(ready.length, 1));
  return [made, ...ready.map((goroutine) => `${goroutine + 1}*${left}`)].filter(Boolean).join();
}

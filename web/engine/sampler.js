/**
 * Turns operation counters into rates for the live plot.
 *
 * Rates are taken over at least 100 ms, so a display that asks more often sees a smooth line and not
 * the batches in which the workers count. A new step starts afresh, and so do counters that fell.
 */

/** @typedef {import('../types.js').Step} Step */
/** @typedef {import('../types.js').Sample} Sample */
/** @typedef {{ at: number, counts: number[] }} Reading */

const WINDOW_MS = 100;

export class Sampler {
  /** @type {Step | null} */
  #step = null;
  #began = 0;
  /** @type {Reading[]} oldest first; the first is at least a window old, if there is such a one */
  #readings = [];

  /**
   * @param {Step} step
   * @param {number} now
   */
  begin(step, now) {
    this.#step = step;
    this.#began = now;
    this.#readings = [];
  }

  /** The client threads of the step under way. */
  get clients() {
    return this.#step?.threads ?? 0;
  }

  /**
   * @param {number[]} counts operations so far, by client thread
   * @param {number} phase
   * @param {number} now
   * @returns {Sample | null} null before the first step
   */
  sample(counts, phase, now) {
    const step = this.#step;
    if (!step) return null;
    this.#take({ at: now, counts });
    const elapsed = now - this.#began;
    const perThread = this.#rates();
    return {
      step,
      phase,
      stepElapsedMs: elapsed,
      opsPerSec: perThread.reduce((sum, rate) => sum + rate, 0),
      perThread,
      done: step.index,
      total: step.total,
      remainingMs: Math.max(0, step.remainingMs - Math.min(elapsed, step.expectedMs)),
    };
  }

  /** @param {Reading} reading */
  #take(reading) {
    const last = this.#readings.at(-1);
    if (last?.counts.some((count, thread) => (reading.counts[thread] ?? 0) < count)) {
      // Counters begin at zero, at some time since the last reading.
      this.#readings = [{ at: last.at, counts: last.counts.map(() => 0) }];
    }
    this.#readings.push(reading);
    const second = () => this.#readings[1];
    for (let next = second(); next && reading.at - next.at >= WINDOW_MS; next = second()) {
      this.#readings.shift();
    }
  }

  /** @returns {number[]} operations per second by thread, over the readings kept */
  #rates() {
    const first = this.#readings[0];
    const last = this.#readings.at(-1);
    if (!first || !last) return [];
    const seconds = (last.at - first.at) / 1000;
    return last.counts.map((count, thread) =>
      seconds > 0 ? (count - (first.counts[thread] ?? 0)) / seconds : 0,
    );
  }
}

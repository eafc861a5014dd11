// The points of the live plot: throughput of each map over the time that map has been running.
//
// Guarantees: pure; a fixed grid of bins from the start of the warm-up to the end of the last
// round, so that the axis does not move and memory is bounded however long the run is; where rounds
// are added, there is room for twice as many from then on. Time left of zero is warm-up; each round
// continues where the map's previous one ended.

const FINEST_S = 0.05;
const MOST_BINS = 1200;

export class LiveData {
  #warmup;
  #ms;
  #binS = FINEST_S;

  /** @param {{ maps: number, warmup: number, rounds: number, ms: number }} shape times in ms */
  constructor({ maps, warmup, rounds, ms }) {
    this.#warmup = warmup / 1000;
    this.#ms = ms / 1000;
    this.from = -this.#warmup;
    this.to = rounds * this.#ms;
    /** @type {number[]} */
    this.times = [];
    /** Operations a second by map and bin. @type {(number | null)[][]} */
    this.series = Array.from({ length: maps }, () => []);
    this.#lay();
    this.peak = 0;
  }

  /** The bins from one end to the other, and what is known in them. */
  #lay() {
    const [times, series] = [this.times, this.series];
    this.#binS = Math.max(FINEST_S, (this.to - this.from) / MOST_BINS);
    const bins = Math.max(1, Math.ceil((this.to - this.from) / this.#binS));
    this.times = Array.from({ length: bins }, (_, i) => this.from + (i + 0.5) * this.#binS);
    this.series = series.map((known) => {
      /** @type {(number | null)[]} */
      const row = Array(bins).fill(null);
      known.forEach((value, i) => {
        if (value !== null) row[this.#bin(times[i])] = value;
      });
      return row;
    });
  }

  /** Makes room for a round. @param {number} round */
  #reach(round) {
    if (round * this.#ms <= this.to + this.#ms / 2) return;
    this.to = Math.max(2 * this.to, round * this.#ms);
    this.#lay();
  }

  /** Where rounds meet, for faint lines; none when they would only make grey. */
  get boundaries() {
    const rounds = Math.round(this.to / this.#ms);
    return rounds > 40 ? [] : Array.from({ length: rounds }, (_, i) => i * this.#ms);
  }

  /**
   * A sample of a running map.
   * @param {number} map index among the maps
   * @param {number} round from 1; 0 for the warm-up
   * @param {number} seconds since this warm-up or measurement began
   * @param {number} opsPerSec
   */
  add(map, round, seconds, opsPerSec) {
    this.#reach(round);
    const start = round === 0 ? this.from : (round - 1) * this.#ms;
    const room = round === 0 ? this.#warmup : this.#ms;
    this.#put(map, start + Math.min(Math.max(seconds, 0), room * 0.999), opsPerSec);
  }

  /**
   * The mean of a finished round, drawn only where no sample of it was.
   * @param {number} map @param {number} round @param {number} opsPerSec
   */
  finish(map, round, opsPerSec) {
    this.#reach(round);
    const [first, last] = [(round - 1) * this.#ms, round * this.#ms].map((time) => this.#bin(time));
    const row = this.series[map];
    if (row && row.slice(first, last).every((value) => value === null)) {
      this.#put(map, (round - 0.5) * this.#ms, opsPerSec);
    }
  }

  /** @param {number} time */
  #bin(time) {
    return Math.min(this.times.length - 1, Math.floor((time - this.from) / this.#binS));
  }

  /** @param {number} map @param {number} time @param {number} opsPerSec */
  #put(map, time, opsPerSec) {
    const row = this.series[map];
    if (!row || !Number.isFinite(opsPerSec)) return;
    row[this.#bin(time)] = opsPerSec;
    this.peak = Math.max(this.peak, opsPerSec);
  }
}

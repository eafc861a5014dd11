/**
 * The board: the engine's live state in the instance's memory, read by the page while the
 * coordinator is blocked, and the stop flag that the page sets there.
 *
 * Every read makes fresh typed arrays, because growing the memory leaves older views short. Reads
 * are single atomic loads; the figures of one reading belong together only roughly, which is all
 * that a live plot needs.
 */

/** @typedef {import('./protocol.js').BoardLayout} BoardLayout */

/** What the engine is doing, as the board's `phase` says it. */
export const PHASE = Object.freeze({
  idle: 0,
  preparing: 1,
  warmup: 2,
  ramp: 3,
  measuring: 4,
  verifying: 5,
});

export class Board {
  #memory;
  #layout;

  /**
   * @param {WebAssembly.Memory} memory
   * @param {BoardLayout} layout
   */
  constructor(memory, layout) {
    this.#memory = memory;
    this.#layout = layout;
  }

  /** Asks every worker to stop; they look at most 5 ms apart. It holds until it is cleared. */
  requestStop() {
    this.#store(this.#layout.stop, 1);
  }

  clearStop() {
    this.#store(this.#layout.stop, 0);
  }

  /** Asks something of the run that is on, by a number that is the run's to understand. @param {number} what */
  ask(what) {
    this.#store(this.#layout.asked, what);
  }

  get stopRequested() {
    return this.#load(this.#layout.stop) !== 0;
  }

  get phase() {
    return this.#load(this.#layout.phase);
  }

  get outOfMemory() {
    return this.#load(this.#layout.oom) !== 0;
  }

  /** Rises while anything in the instance advances. */
  get beats() {
    return this.#load(this.#layout.beats);
  }

  /** @returns {string | null} what a worker said when it trapped */
  get trap() {
    if (this.#load(this.#layout.trapped) === 0) return null;
    const { trapText, trapTextBytes } = this.#layout;
    const length = Math.min(this.#load(trapText), trapTextBytes);
    // Sliced, because a decoder takes no shared bytes.
    const bytes = new Uint8Array(this.#memory.buffer, trapText + 4, length).slice();
    return new TextDecoder().decode(bytes) || 'a worker trapped';
  }

  /**
   * @param {number} clients
   * @returns {number[]} operations done by each of the first `clients` client threads
   */
  counters(clients) {
    const { counters, stride } = this.#layout;
    const words = new BigUint64Array(this.#memory.buffer);
    const count = Math.min(clients, this.#layout.clients);
    return Array.from({ length: count }, (_, client) =>
      Number(Atomics.load(words, (counters + client * stride) / 8)),
    );
  }

  /** Operations done by all clients. */
  get operations() {
    return this.counters(this.#layout.clients).reduce((sum, count) => sum + count, 0);
  }

  /** @returns {number[] | null} the inspected map's figures; null if a writing fell into the reading */
  get inside() {
    const { insideVersion, insideLength, inside, insideFigures } = this.#layout;
    const version = this.#load(insideVersion);
    const length = Math.min(this.#load(insideLength), insideFigures);
    const words = new BigUint64Array(this.#memory.buffer);
    const figures = Array.from({ length }, (_, place) =>
      Number(Atomics.load(words, inside / 8 + place)),
    );
    const whole = version % 2 === 0 && this.#load(insideVersion) === version;
    return whole ? figures : null;
  }

  /** The instance's memory; it must not grow while workers run. */
  get memoryBytes() {
    return this.#memory.buffer.byteLength;
  }

  /** A value that differs from an earlier one if anything advanced in between. */
  get pulse() {
    return `${this.phase} ${this.beats} ${this.operations}`;
  }

  /** @param {number} offset */
  #load(offset) {
    return Atomics.load(new Int32Array(this.#memory.buffer), offset / 4);
  }

  /** @param {number} offset @param {number} value */
  #store(offset, value) {
    Atomics.store(new Int32Array(this.#memory.buffer), offset / 4, value);
  }
}

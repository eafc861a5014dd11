// Tells how far the benchmarks are: one line that changes on a terminal, now and then one elsewhere.

const EVERY_MS = 10_000;

export function minutes(ms) {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export class Progress {
  #stream;
  #title = '';
  #begun = 0;
  #told = -Infinity;

  /** @param {{ isTTY?: boolean, columns?: number, write: (text: string) => unknown }} stream */
  constructor(stream = process.stderr) {
    this.#stream = stream;
  }

  begin(title) {
    this.#title = title;
    this.#begun = performance.now();
    this.#told = -Infinity;
    this.#stream.write(`\n== ${title}\n`);
  }

  /** @param {import('./interleave.mjs').Turn | null} turn @param {string} now what is under way */
  tell(turn, now) {
    const time = performance.now();
    if (!this.#stream.isTTY && time - this.#told < EVERY_MS) return;
    this.#told = time;
    const place = turn
      ? `repeat ${turn.repeat}, ${(turn.done % turn.perRepeat) + 1} of ${turn.perRepeat}`
      : '';
    const left = turn && turn.leftMs > 0 ? `about ${minutes(turn.leftMs)} left` : '';
    const parts = [minutes(time - this.#begun), place, left, now].filter(Boolean).join('  ');
    if (!this.#stream.isTTY) this.#stream.write(`   ${parts}\n`);
    else this.#stream.write(`\r\x1b[K${parts.slice(0, (this.#stream.columns ?? 80) - 1)}`);
  }

  end() {
    if (this.#stream.isTTY) this.#stream.write('\r\x1b[K');
    this.#stream.write(`   ${this.#title}: ${minutes(performance.now() - this.#begun)}\n`);
  }
}

// Per-thread bars for the map that runs now: who gets the work done.
//
// Guarantees: as many columns as threads from the start, so nothing moves; the scale is the largest
// value of the present map; redraws write one transform per column and no layout.

import { seriesStyle } from './palette.js';

/** Beyond this many columns the numbers under them would not fit. */
const MOST_NUMBERED = 16;

export class ThreadBars {
  #columns;
  /** Changes when another map runs. */
  #subject = '';
  #top = 0;
  #host;

  /** @param {HTMLElement} host @param {number} threads */
  constructor(host, threads) {
    this.#host = host;
    this.#columns = Array.from({ length: threads }, () => document.createElement('span'));
    const cells = this.#columns.map((column, i) => {
      const cell = document.createElement('div');
      const track = document.createElement('div');
      track.append(column);
      cell.append(track);
      if (threads <= MOST_NUMBERED) {
        const number = document.createElement('small');
        number.textContent = String(i + 1);
        cell.append(number);
      }
      return cell;
    });
    host.classList.toggle('dense', threads > MOST_NUMBERED);
    host.replaceChildren(...cells);
  }

  /**
   * @param {string} subject what runs; another one starts the scale anew
   * @param {number} index its place among the maps
   * @param {number[]} rates operations a second of each thread
   * @returns {number} the rate that fills a bar
   */
  draw(subject, index, rates) {
    if (subject !== this.#subject) {
      this.#subject = subject;
      this.#top = 0;
      this.#host.style.setProperty('--bar', `var(${seriesStyle(index).property})`);
    }
    this.#top = Math.max(this.#top, ...rates.filter(Number.isFinite));
    this.#columns.forEach((column, i) => {
      const share = this.#top > 0 ? (rates[i] ?? 0) / this.#top : 0;
      column.style.transform = `scaleY(${share.toFixed(3)})`;
    });
    return this.#top;
  }
}

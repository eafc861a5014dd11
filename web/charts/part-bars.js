// One bar for each part of a map, with a line at their mean: who holds and who waits how much.
//
// Guarantees: a canvas of fixed height; where there are more parts than room, a bar is the largest
// of its neighbours, so that no peak is lost; draws only when told to, in the colours of the theme
// at the time it is made.

import { colourOf } from '../dom.js';
import { Fitted } from './fitted.js';
import { grouped } from './inside-data.js';
import { niceTop } from './scale.js';

const HEIGHT = 110;
/** The least width of a bar with its gap, in pixels. */
const LEAST = 4;

export class PartBars extends Fitted {
  #bar;
  #line;
  #canvas = document.createElement('canvas');
  /** @type {number[]} */
  #values = [];
  #top = 0;

  /** @param {HTMLElement} host */
  constructor(host) {
    super(host);
    this.#bar = colourOf(host, '--accent');
    this.#line = colourOf(host, '--ink');
    host.replaceChildren(this.#canvas);
  }

  /** @param {number[]} values */
  draw(values) {
    this.#values = values.map((value) => (Number.isFinite(value) ? value : 0));
    this.#top = Math.max(this.#top, niceTop(Math.max(0, ...this.#values)));
    this.fit();
  }

  /** @override */
  destroy() {
    super.destroy();
    this.#canvas.remove();
  }

  /** Paints anew. @override */
  fit() {
    const width = this.host.clientWidth;
    const context = this.#canvas.getContext('2d');
    if (width === 0 || !context) return;
    this.#canvas.width = width * devicePixelRatio;
    this.#canvas.height = HEIGHT * devicePixelRatio;
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${HEIGHT}px`;
    context.scale(devicePixelRatio, devicePixelRatio);
    const bars = grouped(this.#values, Math.floor(width / LEAST));
    if (bars.length === 0 || this.#top === 0) return;
    const slot = width / bars.length;
    const gap = Math.min(3, slot / 4);
    const y = (/** @type {number} */ value) => HEIGHT - (value / this.#top) * (HEIGHT - 1);
    context.fillStyle = this.#bar;
    bars.forEach((value, i) => {
      context.fillRect(i * slot + gap / 2, y(value), slot - gap, HEIGHT - y(value));
    });
    const mean = this.#values.reduce((sum, value) => sum + value, 0) / this.#values.length;
    context.strokeStyle = this.#line;
    context.setLineDash([5, 4]);
    context.beginPath();
    context.moveTo(0, y(mean));
    context.lineTo(width, y(mean));
    context.stroke();
  }
}

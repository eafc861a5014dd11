// <live-panel>: throughput of every map over time, and the threads of the one that runs now.
//
// Guarantees: its size is fixed from the moment a run starts; samples are kept, and drawn when
// told to, outside Lit's update cycle; only values change. Warm-up and ramp are drawn and marked as uncounted.

import { html, nothing } from 'lit';
import { LightElement, find } from '../../dom.js';
import { specLabel } from '../../link/specs.js';
import { LiveData } from '../../charts/live-data.js';
import { LivePlot } from '../../charts/live-plot.js';
import { ThreadBars } from '../../charts/thread-bars.js';
import { swatch } from '../../charts/palette.js';
import './live-panel.css';

/** @typedef {import('../../types.js').Sample} Sample */
/** @typedef {import('../../types.js').Trial} Trial */
/** @typedef {import('./types.js').RunOf} RunOf */
/**
 * Rates of one map, in operations a second: all together and by thread.
 * @typedef {{ map: string, mapIndex: number, opsPerSec: number, perThread: number[] }} Latest
 */

/** Phases of the engine in which operations are under way. */
const WARMUP = 2;
const MEASURING = 4;
/** A rate taken earlier than this still reaches back to before the operations began. */
const SETTLED_S = 0.05;

export class LivePanel extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    running: { attribute: false },
    theme: { attribute: false },
  };

  /** @type {LiveData | null} */
  #data = null;
  /** @type {LivePlot | null} */
  #plot = null;
  /** @type {ThreadBars | null} */
  #bars = null;
  /** The step now drawn, and when its operations began. */
  #step = { index: -1, began: 0 };
  /** What was kept last. @type {Latest | null} */
  #latest = null;
  #systemTheme = matchMedia('(prefers-color-scheme: dark)');
  #retheme = () => this.#plot?.retheme();

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** @type {RunOf | null} */
    this.running = null;
    this.theme = 'auto';
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#systemTheme.addEventListener('change', this.#retheme);
    // Back from another tab of the page, where its plot was given up.
    if (this.hasUpdated) this.#rebuild();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#systemTheme.removeEventListener('change', this.#retheme);
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** Keeps a sample for the next drawing. @param {Sample} sample */
  note({ step, phase, opsPerSec, perThread }) {
    const { map, mapIndex } = step;
    if (!this.#data || map === null) return;
    if (step.kind !== 'warmup' && step.kind !== 'trial') return;
    const working = phase === MEASURING || (phase === WARMUP && step.kind === 'warmup');
    if (!working) return;
    const now = performance.now();
    if (step.index !== this.#step.index) this.#step = { index: step.index, began: now };
    const seconds = (now - this.#step.began) / 1000;
    if (seconds < SETTLED_S) return;
    const round = step.kind === 'warmup' ? 0 : step.round;
    this.#data.add(mapIndex, round, seconds, opsPerSec);
    this.#latest = { map, mapIndex, opsPerSec, perThread };
  }

  /** Keeps a trial's own rate. @param {Trial} trial */
  finish({ map, round, opsPerSec, perThread, seconds }) {
    const mapIndex = this.running?.state.maps.indexOf(map ?? '') ?? -1;
    if (!this.#data || mapIndex < 0) return;
    this.#data.finish(mapIndex, round, opsPerSec);
    const rates = perThread.map((operations) => operations / seconds);
    this.#latest = { map: map ?? '', mapIndex, opsPerSec, perThread: rates };
  }

  /** Draws what was kept, if anything was. */
  draw() {
    if (!this.#latest) return;
    const { map, mapIndex, opsPerSec, perThread } = this.#latest;
    this.#plot?.draw();
    this.#mark(mapIndex, opsPerSec);
    const top = this.#bars?.draw(map, mapIndex, perThread) ?? 0;
    this.#write('.bars-map', this.#label(map));
    this.#write('.bars-top', this.locale.n.rate(top, 'ops/s'));
  }

  /** @param {number} index @param {number} opsPerSec */
  #mark(index, opsPerSec) {
    this.querySelectorAll('.legend li').forEach((item, i) => {
      item.classList.toggle('now', i === index);
      if (i === index) find(item, '.legend-rate', HTMLElement).textContent = this.#rate(opsPerSec);
    });
  }

  /** @param {number} opsPerSec */
  #rate(opsPerSec) {
    return this.locale.n.rate(opsPerSec, 'ops/s');
  }

  /** @param {string} selector @param {string} text */
  #write(selector, text) {
    const element = find(this, selector, HTMLElement);
    if (element.textContent !== text) element.textContent = text;
  }

  /** @param {string} text */
  #label(text) {
    return this.metadata ? specLabel(this.metadata, this.locale, text) : text;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if (!this.running) return;
    if (changed.has('running')) {
      const { maps, values } = this.running.state;
      this.#step = { index: -1, began: 0 };
      this.#latest = null;
      this.#data = new LiveData({
        maps: maps.length,
        warmup: Number(values.warmup),
        rounds: Number(values.rounds),
        ms: Number(values.ms),
      });
      this.#bars = new ThreadBars(find(this, '.bars', HTMLElement), Number(values.threads));
      this.querySelectorAll('.legend-rate').forEach((cell) => (cell.textContent = '–'));
      this.querySelectorAll('.legend li').forEach((item) => item.classList.remove('now'));
      this.#write('.bars-map', '–');
      this.#write('.bars-top', '–');
    }
    if (changed.has('running') || changed.has('locale')) this.#rebuild();
    else if (changed.has('theme')) this.#plot?.retheme();
  }

  #rebuild() {
    const { running, locale } = this;
    if (!running || !this.#data) return;
    this.#plot?.destroy();
    this.#plot = new LivePlot(find(this, '.plot', HTMLElement), {
      data: this.#data,
      labels: running.state.maps.map((text) => this.#label(text)),
      xLabel: locale.t('live.x'),
      yLabel: locale.t('live.y'),
      warmupLabel: locale.t('live.warmup'),
      formatRate: locale.n.tick,
      formatTime: (value) => `${value}`,
    });
    this.#plot.draw();
  }

  /** @override */
  render() {
    if (!this.running) return nothing;
    const { t } = this.locale;
    const { maps } = this.running.state;
    return html`
      <section class="live" aria-label=${t('live.title')}>
        <figure class="live-plot">
          <figcaption>${t('live.title')}</figcaption>
          <div class="plot" role="img" aria-label=${t('live.alt')}></div>
        </figure>
        <figure class="live-threads">
          <figcaption>${t('live.threads')} <span class="bars-map">–</span></figcaption>
          <div class="bars" role="img" aria-label=${t('live.threadsAlt')}></div>
          <p class="bars-scale">${t('live.full')} <span class="bars-top">–</span></p>
        </figure>
        <ul class="legend">
          ${maps.map(
            (text, i) => html`
              <li>
                ${swatch(i)} <span class="legend-name">${this.#label(text)}</span>
                <span class="legend-rate">–</span>
              </li>
            `,
          )}
        </ul>
      </section>
    `;
  }
}

customElements.define('live-panel', LivePanel);

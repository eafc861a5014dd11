// <inside-view>: one map at work, seen from inside: what it counts, over time and part by part.
//
// Guarantees: says that this is a pass of its own, with counting on, and ranks nothing; samples are
// drawn outside Lit's update cycle, once a second where less motion is wanted; closing stops the
// pass; the table says what the pictures show.

import { html, nothing } from 'lit';
import insides from '../../generated/inside.json' with { type: 'json' };
import { LightElement, find } from '../../dom.js';
import { INSPECT_MS } from './passes.js';
import { errorSentence } from '../../strings/errors/words.js';
import { parseSpec, specLabel } from '../../link/specs.js';
import { GaugePlot } from '../../charts/gauge-plot.js';
import { InsideData, latest, shareSet, spread } from '../../charts/inside-data.js';
import { PartBars } from '../../charts/part-bars.js';
import { insideTable } from './inside-table.js';
import { passTexts } from './pass-texts.js';
import './passes.css';

/** @typedef {import('../../types.js').InsideSample} InsideSample */
/** @typedef {import('../../charts/inside-data.js').Series} Series */

const INSIDES = /** @type {Record<string, import('../../types.js').Inside>} */ (insides);

const CALM_MS = 1000;
/** How often the open table is written anew. */
const TABLE_MS = 500;

export class InsideView extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    busy: { attribute: false },
    stopping: { attribute: false },
    error: { attribute: false },
    map: { state: true },
    on: { state: true },
    tabled: { state: true },
    tick: { state: true },
  };

  /** @type {InsideData | null} */
  #data = null;
  /** @type {GaugePlot[]} */
  #plots = [];
  /** @type {PartBars[]} */
  #bars = [];
  #drawn = 0;
  #written = 0;
  /** @type {Element | null} */
  #opener = null;
  #calm = matchMedia('(prefers-reduced-motion: reduce)');

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** The engine is at work, for this or for something else. */
    this.busy = false;
    this.stopping = false;
    /** @type {Error | null} */
    this.error = null;
    /** The map that is looked into; empty: closed. */
    this.map = '';
    /** The pass is on. */
    this.on = false;
    this.tabled = false;
    this.tick = 0;
  }

  /**
   * Opens at once, while what was pressed still has the focus, to give it back later.
   * @param {string} map
   */
  async open(map) {
    const dialog = find(this, 'dialog', HTMLDialogElement);
    this.map = map;
    this.on = true;
    if (dialog.open) return;
    this.#opener = document.activeElement;
    dialog.showModal();
    await this.updateComplete;
    this.querySelector('button')?.focus();
  }

  /** A pass begins. @param {string} map */
  async start(map) {
    this.open(map);
    this.#data = null;
    await this.updateComplete;
    this.#build();
  }

  /** @param {InsideSample} sample */
  show(sample) {
    if (!this.#data) return;
    this.#data.add(sample);
    const now = performance.now();
    if (this.#calm.matches && now - this.#drawn < CALM_MS) return;
    this.#draw(now);
  }

  /** The pass is over, one way or another. */
  finish() {
    this.on = false;
    this.#draw(performance.now());
    this.tick += 1;
  }

  /** @override */
  async updated() {
    // The form, and the opener in it, may be locked for a while after closing.
    const opener = this.#opener;
    if (this.map || this.busy || !(opener instanceof HTMLElement)) return;
    this.#opener = null;
    await new Promise((resolve) => setTimeout(resolve));
    if (document.activeElement === document.body) opener.focus();
  }

  /** What the map shows. @returns {import('../../types.js').Inside | null} */
  get #inside() {
    const row = this.metadata && parseSpec(this.metadata, this.map)?.row;
    return (row && INSIDES[row.id]) || null;
  }

  #build() {
    const inside = this.#inside;
    if (!inside) return;
    this.#clear();
    this.#data = new InsideData(inside);
    const options = { seconds: INSPECT_MS / 1000, format: this.locale.n.tick };
    this.#plots = this.#hosts('.gauge-plot').map((host) => new GaugePlot(host, options));
    this.#bars = this.#hosts('.part-bars').map((host) => new PartBars(host));
  }

  /** @param {string} selector */
  #hosts(selector) {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(selector)]);
  }

  #clear() {
    for (const chart of [...this.#plots, ...this.#bars]) chart.destroy();
    this.#plots = [];
    this.#bars = [];
  }

  /** @param {number} now */
  #draw(now) {
    const data = this.#data;
    if (!data || data.times.length === 0 || !this.map) return;
    this.#drawn = now;
    const { n } = this.locale;
    this.#write('.inside-rate', n.rate(data.opsPerSec, 'ops/s'));
    const levels = data.series.filter(({ gauge }) => gauge.kind === 'level');
    levels.forEach(({ values }, i) => this.#plots[i]?.draw(data.times, values));
    for (const series of data.series) this.#figure(data, series);
    data.parts.forEach(({ gauge, values }, i) => {
      this.#bars[i]?.draw(values);
      this.#write(`[data-largest="${gauge.id}"]`, n.integer(Math.max(...values)));
      this.#write(`[data-spread="${gauge.id}"]`, n.ratio(spread(values)));
    });
    if (this.tabled && now - this.#written > TABLE_MS) {
      this.#written = now;
      this.tick += 1;
    }
  }

  /** @param {InsideData} data @param {Series} series */
  #figure(data, series) {
    const { n } = this.locale;
    const { t } = passTexts(this.locale);
    const { gauge, values } = series;
    const now = latest(values);
    if (gauge.kind === 'flag') {
      this.#write(`[data-gauge="${gauge.id}"]`, t(now > 0 ? 'inside.set' : 'inside.unset'));
      this.#write(`[data-share="${gauge.id}"]`, n.percent(shareSet(values)));
      find(this, `[data-mark="${gauge.id}"]`, HTMLElement).classList.toggle('set', now > 0);
      return;
    }
    this.#write(`[data-gauge="${gauge.id}"]`, n.integer(now));
    if (gauge.kind === 'total') {
      this.#write(`[data-rate="${gauge.id}"]`, `${n.tick(Math.max(0, data.rate(series)))}/s`);
    }
  }

  /** @param {string} selector @param {string} text */
  #write(selector, text) {
    const element = this.querySelector(selector);
    if (element && element.textContent !== text) element.textContent = text;
  }

  #closed() {
    if (this.on) this.tell('lab-stop', null);
    this.#clear();
    this.#data = null;
    this.map = '';
  }

  /** @override */
  render() {
    return html`
      <dialog class="sheet inside" aria-labelledby="inside-title" @close=${() => this.#closed()}>
        ${this.map ? this.#sheet() : nothing}
      </dialog>
    `;
  }

  #sheet() {
    const { locale, metadata, map, on, stopping, busy, error } = this;
    const { t } = locale;
    const own = passTexts(locale);
    const inside = this.#inside;
    if (!metadata || !inside) return nothing;
    const again = () => this.tell('lab-inspect', map);
    const stop = () => this.tell('lab-stop', null);
    return html`
      <div class="sheet-frame">
        <header>
          <div>
            <h2 id="inside-title">
              ${own.t('inside.title', { map: specLabel(metadata, locale, map) })}
            </h2>
            <p class="field-help">${own.t('inside.what', { seconds: INSPECT_MS / 1000 })}</p>
          </div>
          <div class="sheet-buttons">
            <button
              type="button"
              aria-disabled=${on ? stopping : busy}
              @click=${on ? (stopping ? nothing : stop) : busy ? nothing : again}
            >
              ${on ? t(stopping ? 'run.stopping' : 'run.stop') : own.t('inside.again')}
            </button>
            <button
              type="button"
              class="primary"
              @click=${() => find(this, 'dialog', HTMLDialogElement).close()}
            >
              ${t('inside.close')}
            </button>
          </div>
        </header>
        <div class="sheet-body" tabindex="0" role="region" aria-labelledby="inside-title">
          ${error && !on ? html`<p class="field-error">${errorSentence(locale, error)}</p>` : nothing}
          ${this.#counters(inside)} ${this.#levels(inside)} ${this.#parts(inside)}
          <details
            class="inside-figures"
            @toggle=${(/** @type {Event} */ event) => {
              this.tabled = /** @type {HTMLDetailsElement} */ (event.currentTarget).open;
            }}
          >
            <summary>${own.t('inside.table')}</summary>
            ${this.tabled ? insideTable(locale, inside, this.#data) : nothing}
          </details>
        </div>
      </div>
    `;
  }

  /** Totals, flags, and the rate at which the clients worked. */
  /** @param {import('../../types.js').Inside} inside */
  #counters(inside) {
    const { words } = this.locale;
    const { t } = passTexts(this.locale);
    return html`
      <dl class="counters">
        ${inside.gauges.map(({ id, label, kind }) =>
          kind === 'level'
            ? nothing
            : html`<div>
                <dt>${words(label)}</dt>
                <dd>
                  ${
                    kind === 'flag'
                      ? html`<span class="flag" data-mark=${id} aria-hidden="true"></span>
                          <strong data-gauge=${id}>–</strong>
                          <small>${t('inside.share')} <span data-share=${id}>–</span></small>`
                      : html`<strong data-gauge=${id}>–</strong> <small data-rate=${id}>–</small>`
                  }
                </dd>
              </div>`,
        )}
        <div>
          <dt>${t('inside.rate')}</dt>
          <dd><strong class="inside-rate">–</strong> <small>${t('inside.uncounted')}</small></dd>
        </div>
      </dl>
    `;
  }

  /** @param {import('../../types.js').Inside} inside */
  #levels(inside) {
    const { words } = this.locale;
    const { t } = passTexts(this.locale);
    return html`
      <div class="gauges">
        ${inside.gauges.map(({ id, label, kind }) =>
          kind === 'level'
            ? html`<figure>
                <figcaption>${words(label)} <strong data-gauge=${id}>–</strong></figcaption>
                <div
                  class="gauge-plot"
                  role="img"
                  aria-label=${t('inside.plotAlt', { gauge: words(label) })}
                ></div>
              </figure>`
            : nothing,
        )}
      </div>
    `;
  }

  /** @param {import('../../types.js').Inside} inside */
  #parts({ part, partGauges }) {
    const { words } = this.locale;
    const { t } = passTexts(this.locale);
    return partGauges.map(
      ({ id, label }) => html`
        <figure class="parts">
          <figcaption>
            ${t('inside.perPart', { gauge: words(label), part: words(part) })}
            <small>
              ${t('inside.largest')} <span data-largest=${id}>–</span> · ${t('inside.spread')}
              <span data-spread=${id}>–</span>
            </small>
          </figcaption>
          <div
            class="part-bars"
            role="img"
            aria-label=${t('inside.barsAlt', { gauge: words(label), part: words(part) })}
          ></div>
        </figure>
      `,
    );
  }
}

customElements.define('inside-view', InsideView);

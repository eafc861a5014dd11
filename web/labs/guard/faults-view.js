// <guard-faults>: maps under a load while things go wrong, on schedule and on demand.
//
// Guarantees: what is asked for while a run is on reaches it at once and gets a number like any other fault; what it
// could not have is said. A stopped run keeps the maps that were complete.

import { html, nothing } from 'lit';
import { specLabel } from '../../link/specs.js';
import { environmentList } from '../parts/environment.js';
import { mapChips } from '../parts/lab-layout.js';
import { labResults } from '../parts/lab-results.js';
import { askFor } from './acts.js';
import { curves } from './curves.js';
import { outcomeText } from './outcome.js';
import { GuardView } from './parts.js';
import { faultTable, mapTable } from './tables.js';
import { faultText, guardTexts } from './texts.js';

/** @typedef {import('./types.js').Runs} Runs */

/** How long a fault lasts that is asked for. */
const LASTS_MS = 500;
/** After so long it will not come any more. */
const NEVER_MS = 1500;

/** What was asked for: the text of it, how many faults there were, and when. */
/** @typedef {{ text: string, before: number, at: number }} Asked */

export class GuardFaults extends GuardView {
  /** @override */
  static properties = { asked: { state: true } };

  constructor() {
    super();
    /** @type {Asked | null} */
    this.asked = null;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (!this.isRunning) this.asked = null;
  }

  /** The look at the map that runs now. */
  get #look() {
    const { runs } = this;
    const map = runs?.maps.find(({ map }) => map === runs.on);
    return map?.figures ? null : (map?.look ?? null);
  }

  /** @param {string} kind @param {string | number} argument */
  #ask(kind, argument) {
    const look = this.#look;
    if (!look) return;
    askFor(kind, argument);
    const text = faultText(this.locale, `${kind}:${argument}:0`);
    this.asked = { text, before: look.faults.length, at: performance.now() };
  }

  /** @override @param {Runs} runs */
  results(runs) {
    const { locale, metadata } = this;
    if (!metadata) return nothing;
    const { t } = guardTexts(locale);
    const busy = this.isRunning;
    const faults = this.faultsOf(runs);
    const { values, maps } = runs.state;
    const choose = (/** @type {number} */ id) => (this.chosen = id);
    const result = runs.result;
    return labResults({
      ...{ locale, t, busy, now: this.link, id: 'guard-title' },
      sweep: runs,
      onOpen: (link) => this.tell('lab-open', link),
      sentence: outcomeText(locale, metadata, runs, busy),
      title: t(busy || !result ? 'results.soFar' : 'results.title'),
      caption: t('results.caption', {
        clients: Number(values.threads),
        ms: Number(values.ms),
        deadline:
          values.deadline === 'none'
            ? t('deadline.none')
            : t('deadline.ms', { ms: locale.n.plain(Number(values.deadline)) }),
      }),
      ways: this.saveButton(result),
      body: html`
        ${busy ? this.#live() : nothing}
        ${curves({
          ...{ locale, metadata, maps: runs.maps, runs, faults, chosen: this.chosen },
          ms: Number(values.ms),
        })}
        ${faultTable(locale, metadata, runs, { faults, chosen: this.chosen, choose })}
        ${result && !busy ? this.#schedule(runs) : nothing} ${mapTable(locale, metadata, runs)}
        ${this.#scrapes(runs)}
        <p class="field-help">${t('results.timed')}</p>
        ${result && !busy ? environmentList(locale, result) : nothing}
        ${busy ? mapChips(locale, metadata, maps) : nothing}
      `,
    });
  }

  /** Buttons that make something go wrong now. */
  #live() {
    const { locale } = this;
    const { t } = guardTexts(locale);
    const look = this.#look;
    const clients = Number(this.runs?.state.values.threads ?? 1);
    const stopped = look?.faults.filter(({ fault }) => fault.startsWith('stop')).length ?? 0;
    const ways = /** @type {const} */ ([
      ['stall', LASTS_MS],
      ['panic', 'hash'],
      ['slow', LASTS_MS],
      ['stop', (clients - 1 - stopped + clients) % clients],
    ]);
    return html`
      <section class="guard-live" aria-label=${t('live.title')}>
        <h3>${t('live.title')}</h3>
        <p class="guard-buttons">
          ${ways.map(
            ([kind, argument]) =>
              html`<button
                type="button"
                aria-disabled=${look ? 'false' : 'true'}
                @click=${() => this.#ask(kind, argument)}
              >
                ${t(`live.${kind}`)}
              </button>`,
          )}
        </p>
        <p class="caption" role="status">${this.#answer(look?.faults.length ?? 0)}</p>
      </section>
    `;
  }

  /** What became of what was asked for. @param {number} count faults there are now */
  #answer(count) {
    const { t } = guardTexts(this.locale);
    const { asked } = this;
    if (!asked) return t('live.help');
    if (count > asked.before) return t('live.came', { id: count, what: asked.text });
    const over = performance.now() - asked.at > NEVER_MS;
    return t(over ? 'live.never' : 'live.asked', { what: asked.text });
  }

  /** What was asked for can go into the link. @param {Runs} runs */
  #schedule({ result, link }) {
    const { t } = guardTexts(this.locale);
    const asked = result?.faults.filter(({ asked }) => asked !== undefined) ?? [];
    if (!result || asked.length === 0 || link !== this.link) return nothing;
    const value = result.faults.map(({ fault }) => fault).join();
    return html`<p>
      <button
        type="button"
        class="quiet"
        @click=${() => this.tell('lab-edit', { key: 'faults', changes: { faults: value } })}
      >
        ${t('faults.keep', { count: asked.length })}
      </button>
    </p>`;
  }

  /** @param {Runs} runs */
  #scrapes({ maps, opened }) {
    const { locale, metadata } = this;
    const { t } = guardTexts(locale);
    const scraped = maps.filter(({ scrape }) => scrape);
    if (!metadata || opened || (scraped.length === 0 && this.isRunning)) return nothing;
    return html`
      <section class="guard-scrapes" aria-labelledby="guard-scrapes">
        <h3 id="guard-scrapes">${t('scrape.title')}</h3>
        <p class="caption">${t(scraped.length > 0 ? 'scrape.lead' : 'scrape.none')}</p>
        ${scraped.map(
          ({ map, scrape }) =>
            html`<details open>
              <summary>${specLabel(metadata, locale, map)}</summary>
              <pre tabindex="0" aria-label=${t('scrape.title')}><samp>${scrape}</samp></pre>
            </details>`,
        )}
      </section>
    `;
  }

  /** @override */
  empty() {
    const { t } = guardTexts(this.locale);
    return this.emptyPanel(t('empty.title'), [t('empty.lead'), t('empty.live'), t('empty.safe')]);
  }
}

customElements.define('guard-faults', GuardFaults);

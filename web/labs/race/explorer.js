// <race-explorer>: every interleaving of a program, and every way in which it can end.
//
// Guarantees: the search runs in a worker of its own while nothing else measures, says how far it is,
// and stops when asked to, at any moment; what it found is kept, with the program that it is of, until the next one. What a bound or a stop
// left out is said so. Each outcome's witness is a link that the stepper opens.

import { errorSentence } from '../../strings/errors/words.js';
import { html, nothing } from 'lit';
import { inputOf } from '../../dom.js';
import { takeTurn } from '../../engine/turn.js';
import { errorPanel } from '../parts/error-panel.js';
import { RUN_KEYS } from '../parts/keys.js';
import { LabElement } from '../parts/lab-element.js';
import { Sorting } from '../parts/sorting.js';
import { raceKey } from './keys.js';
import { Machine } from './machine.js';
import { outcomeTable } from './outcome-table.js';
import { raceTexts } from './texts.js';
import './program-editor.js';
import './explorer.css';

/** @typedef {import('./machine.js').Progress} Progress */
/** @typedef {import('./machine.js').Found} Found */
/** @typedef {{ prog: string, detect: string }} Explored */

export class RaceExplorer extends LabElement {
  /** @override */
  static properties = {
    running: { state: true },
    held: { state: true },
    progress: { state: true },
    found: { state: true },
    failure: { state: true },
    spoken: { state: true },
  };

  /** Ends the search that is on. */
  #stop = new AbortController();
  #sorting = new Sorting(this);

  constructor() {
    super();
    /** What is being explored. @type {Explored | null} */
    this.running = null;
    /** Who has the turn that it waits for. @type {import('../../engine/turn.js').Holder | null} */
    this.held = null;
    /** @type {Progress | null} */
    this.progress = null;
    /** What the last search found, and of what. @type {{ of: Explored, result: Found } | null} */
    this.found = null;
    /** @type {Error | null} */
    this.failure = null;
    this.spoken = '';
  }

  /** States that a search may visit before it gives up. */
  get #most() {
    return Number(this.state?.values.states);
  }

  /** Those on offer, and the link's own. @param {import('../../types.js').Metadata} metadata */
  #bounds(metadata) {
    const offered = raceKey(metadata, 'states').choices.map(Number);
    return [...new Set([...offered, this.#most])].sort((a, b) => a - b);
  }

  async #run() {
    if (this.running || !this.state) return;
    const { prog, detect } = this.state.values;
    const of = { prog, detect };
    const { t } = raceTexts(this.locale);
    this.running = of;
    this.progress = null;
    this.failure = null;
    this.spoken = t('explore.began');
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    // Its memory goes with it: the next search begins with an instance of its own.
    const machine = new Machine();
    let leave = () => {};
    try {
      ({ leave } = await takeTurn(signal, (holder) => (this.held = holder)));
      this.held = null;
      signal.throwIfAborted();
      const what = { program: prog, detect: detect === 'on', most: this.#most };
      const result = await machine.search(what, (progress) => (this.progress = progress), signal);
      this.found = { of, result };
      this.#say('explore.over', { count: result.outcomes.length });
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      // Stopped before it had found anything.
      if (signal.aborted) this.#say('explore.ended');
      else {
        this.failure = error;
        this.spoken = errorSentence(this.locale, error);
      }
    } finally {
      this.running = this.held = null;
      machine.end();
      leave();
    }
  }

  /** @type {import('./texts.js').RaceTexts['t']} says it, and hands it back */
  #say = (key, ...values) => (this.spoken = raceTexts(this.locale).t(key, ...values));

  /** @override */
  render() {
    const { metadata, codec, state, locale, running, failure } = this;
    if (!metadata || !codec || !state) return nothing;
    const { t } = raceTexts(locale);
    const narrow = matchMedia('(max-width: 60rem)').matches;
    return html`
      <div class="race-columns">
        <details class="race-side" ?open=${!narrow}>
          <summary>${t('program.summary')}</summary>
          <race-program
            .locale=${locale}
            .metadata=${metadata}
            .values=${state.values}
            ?disabled=${running !== null}
          ></race-program>
        </details>
        <div class="race-main">
          <section class="panel race-search" aria-labelledby="race-explorer">
            <h2 id="race-explorer">${t('explore.title')}</h2>
            <p class="lead">${t('explore.what')}</p>
            <div class="race-controls">
              ${
                running
                  ? html`<button type="button" class="primary" @click=${() => this.#stop.abort()}>
                      ${t('explore.stop')}
                    </button>`
                  : html`<button
                      type="button"
                      class="primary"
                      title="Ctrl+Enter"
                      aria-keyshortcuts=${RUN_KEYS}
                      @click=${() => this.#run()}
                    >
                      ${t('explore.run')}
                    </button>`
              }
              <label class="race-speed">
                <span>${t('explore.bound')}</span>
                <select
                  ?disabled=${running !== null}
                  @change=${(/** @type {Event} */ event) => {
                    const { value } = inputOf(event);
                    this.tell('lab-edit', { key: 'states', changes: { states: value } });
                  }}
                >
                  ${this.#bounds(metadata).map(
                    (most) =>
                      html`<option value=${most} ?selected=${most === this.#most}>
                        ${t('explore.states', { count: most })}
                      </option>`,
                  )}
                </select>
              </label>
              <button type="button" class="quiet" @click=${() => this.share()}>
                ${locale.t('share.open')}
              </button>
            </div>
            ${running ? this.#progress() : nothing}
          </section>
          ${failure ? errorPanel(locale, failure, this.link, () => (this.failure = null)) : nothing}
          ${this.found ? this.#result(codec, state, this.found) : running ? nothing : this.#empty()}
          <p class="unseen" role="status">${this.spoken}</p>
        </div>
      </div>
      ${this.shareDialog({ instead: t('share.all') })}
    `;
  }

  #progress() {
    const { t } = raceTexts(this.locale);
    if (this.held) return html`<p class="caption">${this.locale.t(`turn.${this.held}`)}</p>`;
    const { states = 0, frontier = 0, outcomes = 0, ms = 0 } = this.progress ?? {};
    const rate = ms ? Math.round((states / ms) * 1000) : 0;
    return html`
      <progress max=${this.#most} value=${states} aria-label=${t('explore.progress')}></progress>
      <p class="caption">
        ${t('explore.so', { states, rate, outcomes })} · ${t('explore.frontier', { frontier })}
      </p>
    `;
  }

  #empty() {
    const { t } = raceTexts(this.locale);
    return html`<section class="panel empty">
      <h2>${t('explore.empty')}</h2>
      <p class="lead">${t('explore.emptyText')}</p>
    </section>`;
  }

  /**
   * @param {import('../../link/codec.js').Codec} codec @param {import('../../types.js').LinkState} state
   * @param {{ of: Explored, result: Found }} found
   */
  #result(codec, state, { of, result }) {
    const { locale } = this;
    const { t } = raceTexts(locale);
    const { outcomes, stopped, bounded, states, depth, schedules } = result;
    const partial = stopped || bounded;
    const other = of.prog !== state.values.prog || of.detect !== state.values.detect;
    const end = stopped ? 'explore.stopped' : bounded ? 'explore.bounded' : 'explore.complete';
    return html`
      <section class="panel results race-found" aria-labelledby="race-found">
        <header>
          <div>
            <h2 id="race-found">${t('explore.result')}</h2>
            <p class="caption">
              ${
                partial
                  ? t('explore.partial', { states, count: outcomes.length })
                  : t('explore.summary', {
                      schedules: grouped(locale, schedules),
                      ...{ states, depth, count: outcomes.length },
                    })
              }
            </p>
          </div>
        </header>
        ${
          other
            ? html`<p class="changed">
                ${t('explore.other')} <code>${of.prog}</code>
                <button
                  type="button"
                  class="link"
                  @click=${() =>
                    this.tell('lab-edit', {
                      key: 'prog',
                      changes: { ...of, sched: '', pos: 'end' },
                    })}
                >
                  ${t('explore.restore')}
                </button>
              </p>`
            : nothing
        }
        <p class=${partial ? 'race-partial' : ''}>${t(end)}</p>
        ${outcomeTable(locale, outcomes, {
          partial,
          sorting: this.#sorting,
          schedules: partial ? null : schedules,
          linkTo: (sched) =>
            codec.format(state.lab, { ...state.values, ...of, view: 'step', sched, pos: '0' }),
          onOpen: (sched) =>
            this.tell('lab-edit', {
              key: 'view',
              changes: { ...of, view: 'step', sched, pos: '0' },
            }),
        })}
      </section>
    `;
  }
}

/** A number of any length in groups; the shortest way to say a huge one. */
/** @param {import('../../strings/index.js').Locale} locale @param {string} digits */
function grouped(locale, digits) {
  if (digits.length > 15) return `≈ ${digits[0]}.${digits.slice(1, 3)} × 10^${digits.length - 1}`;
  return locale.n.integer(Number(digits));
}

customElements.define('race-explorer', RaceExplorer);

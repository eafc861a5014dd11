// <run-outcome>: what a run has come to, in one sentence, and what to do next.
//
// Guarantees: its place is there from the moment a run starts and holds what will stand in it, so
// nothing below moves; says nothing of what to do next while the run is on. Fetched with the first
// run.

import { html, nothing } from 'lit';
import { LightElement } from '../../dom.js';
import { specLabel } from '../../link/specs.js';
import { newTabUrl } from '../../isolation/isolation.js';
import { conclusionText, roundsOf } from './conclusion.js';
import { resultTexts } from '../parts/result-texts.js';
import { detailWords, tally } from './verdict.js';
import './run-outcome.css';
import './run-standings.js';

/** @typedef {import('../../types.js').Result} Result */

export class RunOutcome extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    codec: { attribute: false },
    running: { attribute: false },
    result: { attribute: false },
    busy: { attribute: false },
    failed: { attribute: false },
    embedded: { attribute: false },
    verifies: { attribute: false },
    keepsGoing: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** @type {import('../../link/codec.js').Codec | null} */
    this.codec = null;
    /** @type {import('./types.js').RunOf | null} */
    this.running = null;
    /** So far. @type {Result | null} */
    this.result = null;
    this.busy = false;
    /** It ended in an error. */
    this.failed = false;
    this.embedded = false;
    /** The engine can check deeply. */
    this.verifies = false;
    /** Rounds can be added to this result. */
    this.keepsGoing = false;
  }

  /** @override */
  render() {
    const { locale, metadata, running, result, busy } = this;
    if (!metadata || !running) return nothing;
    const { t } = resultTexts(locale);
    const told = result && result.conclusion.kind !== 'none' ? result : null;
    return html`
      <section aria-label=${locale.t('outcome.title')}>
        <p class="outcome-label">${this.#label(told)}</p>
        <p class="outcome-text">
          ${told ? conclusionText(metadata, locale, told) : t(busy ? 'conclusion.wait' : 'conclusion.none')}
        </p>
        ${told ? this.#broken(metadata, told) : nothing}
        ${
          busy || !told
            ? nothing
            : [
                this.#oversubscribed(running, told),
                this.#refused(metadata, told),
                this.#next(running, told),
              ]
        }
      </section>
    `;
  }

  /** How far the run is, and how much of it there is. @param {Result | null} told */
  #label(told) {
    const { locale, busy, failed, result, running } = this;
    const label = busy
      ? 'outcome.soFar'
      : failed
        ? 'outcome.failed'
        : result?.stopped
          ? 'outcome.stopped'
          : 'outcome.end';
    const rounds = told ? roundsOf(told) : 0;
    if (!rounds) return locale.t(label);
    const added = rounds - Number(running?.state.values.rounds);
    const more = told?.continued !== undefined && added > 0;
    const counted = resultTexts(locale).t(more ? 'outcome.roundsAdded' : 'outcome.rounds', {
      rounds,
      added,
    });
    return `${locale.t(label)} · ${counted}`;
  }

  /** Which checks failed, and how. @param {import('../../types.js').Metadata} metadata @param {Result} told */
  #broken(metadata, { conclusion, strategies }) {
    if (conclusion.kind !== 'broken') return nothing;
    const { locale } = this;
    const failures = strategies
      .filter(({ id }) => conclusion.broken.includes(id))
      .flatMap(({ id, trials }) =>
        tally(trials)
          .filter(({ failed }) => failed > 0)
          .map((check) => ({ id, check, rounds: trials.length })),
      );
    return html`
      <ul class="standing-lines">
        ${failures.map(
          ({ id, check, rounds }) =>
            html`<li class="bad">
              <span aria-hidden="true">✗</span>
              <p>
                ${specLabel(metadata, locale, id)}:
                ${locale.maybe(`check.${check.name}`, check.name)}:
                ${locale.t('verdict.failedIn', { failed: check.failed, rounds })}${
                  check.detail ? html` (${detailWords(locale, check.detail)})` : nothing
                }
              </p>
            </li>`,
        )}
      </ul>
    `;
  }

  /**
   * More threads than run at once, and the same with as many.
   * @param {import('./types.js').RunOf} running @param {Result} told
   */
  #oversubscribed({ link, state }, { warnings }) {
    const { locale, codec } = this;
    const warning = warnings.find(({ kind }) => kind === 'oversubscribed');
    if (!warning || !codec) return nothing;
    const { t } = resultTexts(locale);
    const parallelism = Number(warning.parallelism);
    const fewer = codec.format('compare', { ...state.values, threads: String(parallelism) });
    return html`<p class="outcome-note">
      ${t('outcome.over', { threads: Number(warning.threads), parallelism })}
      ${fewer === link ? nothing : this.#link(fewer, t('outcome.fewer', { parallelism }))}
    </p>`;
  }

  /** What figures are without. @param {import('../../types.js').Metadata} metadata @param {Result} told */
  #refused(metadata, { strategies }) {
    const { locale } = this;
    const { t } = resultTexts(locale);
    return strategies
      .map(({ id, trials }) => ({
        map: specLabel(metadata, locale, id),
        count: trials.reduce((sum, { refused = 0 }) => sum + refused, 0),
      }))
      .filter(({ count }) => count > 0)
      .map((told) => html`<p class="outcome-note">${t('outcome.refused', told)}</p>`);
  }

  /** @param {import('./types.js').RunOf} running @param {Result} told */
  #next({ state }, told) {
    const { codec, embedded, verifies, keepsGoing } = this;
    const { t } = resultTexts(this.locale);
    const simulated = told.conclusion.kind === 'simulated';
    const links = [
      ...(codec && !simulated
        ? [this.#link(codec.format('scale', state.values), t('outcome.scale'))]
        : []),
      ...(verifies ? [this.#button('lab-do', t('outcome.verify'), { act: 'verify' })] : []),
      ...(embedded ? [] : [this.#button('outcome-share', t('outcome.share'))]),
    ];
    if (!keepsGoing && links.length === 0) return nothing;
    return html`
      <div class="outcome-next">
        ${
          keepsGoing
            ? html`<button
                  type="button"
                  class="primary keep-going"
                  @click=${() => this.tell('lab-do', { act: 'run', more: true })}
                >
                  ${t('outcome.keepGoing')}
                </button>
                <span>${t('outcome.keepGoingWhat', { rounds: roundsOf(told) })}</span>`
            : nothing
        }
        <ul>
          ${links.map((link) => html`<li>${link}</li>`)}
        </ul>
      </div>
    `;
  }

  /** A frame keeps its own experiment. @param {string} link @param {string} text */
  #link(link, text) {
    return this.embedded
      ? html`<a href=${newTabUrl(link)} target="_blank" rel="noopener">${text}</a>`
      : html`<a href=${link}>${text}</a>`;
  }

  /** @param {string} wish @param {string} text @param {object | null} [what] */
  #button(wish, text, what = null) {
    return html`<button type="button" class="link" @click=${() => this.tell(wish, what)}>
      ${text}
    </button>`;
  }
}

customElements.define('run-outcome', RunOutcome);

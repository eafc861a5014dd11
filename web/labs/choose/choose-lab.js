// <choose-lab>: questions about a program, the answer with its reasons, and the run that confirms it or not.
//
// Guarantees: holds no question of its own; all answers are in the link, so whoever opens that gets the same
// advice, and their own machine's word. What is shown is of the question on the page, or says that it is
// not there yet.

import { html, nothing } from 'lit';
import { errorPanel } from '../parts/error-panel.js';
import { labBar, runProgress } from '../parts/bar.js';
import { LabElement } from '../parts/lab-element.js';
import { embedHead, labLayout } from '../parts/lab-layout.js';
import { specLabel } from '../../link/specs.js';
import '../parts/run-progress.js';
import { adviser } from './advice.js';
import { answer } from './answer.js';
import { article } from './article.js';
import { confirmMs } from './confirm.js';
import { outcome } from './outcome.js';
import { chooseTexts, questions } from './texts.js';
import './own-data.js';
import './question-field.js';
import './choose.css';

/** @typedef {import('../../types.js').ChooseResult} ChooseResult */

export class ChooseLab extends LabElement {
  /** @override */
  static properties = {
    confirming: { attribute: false },
    advice: { state: true },
    fault: { state: true },
  };

  constructor() {
    super();
    /** @type {import('./types.js').Confirming | null} */
    this.confirming = null;
    /** The answer to the question on the page, or to the last one that was answered. @type {ChooseResult | null} */
    this.advice = null;
    /** Why there is none. @type {Error | null} */
    this.fault = null;
  }

  /** @param {import('../../types.js').Sample} sample */
  sample(sample) {
    /** @type {import('../parts/run-progress.js').RunProgress | null} */
    const progress = this.querySelector('run-progress');
    progress?.show(sample);
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('link')) return;
    this.copied = 'idle';
    this.#ask();
  }

  async #ask() {
    const { link } = this;
    if (link === '') return;
    const known = adviser.known(link);
    if (known) [this.advice, this.fault] = [known, null];
    if (known) return;
    try {
      const advice = await adviser.advice(link);
      if (this.link === link) [this.advice, this.fault] = [advice, null];
    } catch (thrown) {
      if (this.link === link)
        this.fault = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
  }

  /** @override */
  updated() {
    this.follow(this.isRunning);
  }

  /** Of the question on the page. */
  get #answered() {
    return this.advice?.question === this.link ? this.advice : null;
  }

  /** @override */
  render() {
    const { locale, metadata, codec, state, confirming, advice } = this;
    if (!metadata || !codec || !state) return nothing;
    const { t } = chooseTexts(locale);
    const busy = this.isRunning;
    return html`
      ${labLayout(this, {
        simulated: this.simulated,
        needs: { title: t('threads.title'), text: t('threads.text') },
        head: embedHead(
          { locale, metadata, state, link: this.link, preset: null },
          { heading: t('title'), maps: false },
        ),
        form: this.#form(metadata, state),
        bar: this.#bar(metadata, codec),
        body: html`
          ${
            confirming
              ? outcome({
                  ...{ locale, metadata, confirming, busy, link: this.link },
                  onOpen: (link) => this.tell('lab-open', link),
                })
              : nothing
          }
          ${this.fault ? errorPanel(locale, this.fault, this.link, () => this.#again()) : nothing}
          ${
            advice
              ? html`<p class="unseen" role="status">${this.#spoken(metadata, advice)}</p>
                  <div class="choose-told" aria-busy=${this.#answered ? 'false' : 'true'}>
                    ${answer({ locale, metadata, codec, advice })}
                  </div>`
              : this.fault
                ? nothing
                : html`<p class="panel" role="status">${t('fetching')}</p>`
          }
        `,
        beside: html`
          <own-data
            .locale=${locale}
            .metadata=${metadata}
            .link=${this.link}
            .confirm=${this.#answered?.confirm ?? null}
          ></own-data>
          ${article({ locale, metadata, codec, link: this.link })}
        `,
      })}
      ${this.shareDialog({ instead: t('share.instead') })}
    `;
  }

  /** The answer for who does not see it. */
  /** @param {import('../../types.js').Metadata} metadata @param {ChooseResult} advice */
  #spoken(metadata, { choice }) {
    const { locale } = this;
    const { t } = chooseTexts(locale);
    const answer = choice ? specLabel(metadata, locale, choice.map) : t('none.title');
    return t('answer.pair', { question: t('answer.title'), answer });
  }

  #again() {
    this.fault = null;
    this.#ask();
  }

  /** @param {import('../../types.js').Metadata} metadata @param {import('../../types.js').LinkState} state */
  #form(metadata, state) {
    const { locale, busy } = this;
    const { t } = chooseTexts(locale);
    return html`
      <form
        class="settings choose-questions ${busy ? 'locked' : ''}"
        aria-label=${t('questions.title')}
        @submit=${(/** @type {Event} */ event) => event.preventDefault()}
      >
        <h2>${t('title')}</h2>
        <p class="field-help">${t('questions.help')}</p>
        ${questions(metadata).map(
          (meta) =>
            html`<question-field
              .locale=${locale}
              .meta=${meta}
              .value=${state.values[meta.key]}
              ?disabled=${busy}
            ></question-field>`,
        )}
      </form>
    `;
  }

  /** @param {import('../../types.js').Metadata} metadata @param {import('../../link/codec.js').Codec} codec */
  #bar(metadata, codec) {
    const { locale, environment } = this;
    const { t } = chooseTexts(locale);
    const confirm = this.#answered?.confirm;
    const run = confirm ? codec.parse(confirm) : null;
    const threads = Number(run?.values.threads);
    const short =
      environment?.mode === 'threads' && threads > environment.parallelism
        ? t('plan.short', { threads, has: environment.parallelism })
        : '';
    return labBar(this, {
      label: t('run'),
      progress: runProgress(this),
      time: run ? t('plan.estimate', { time: locale.n.seconds(confirmMs(run)) }) : '',
      what: run
        ? t('plan.what', {
            maps: locale.list(run.maps.map((map) => specLabel(metadata, locale, map))),
            threads,
          })
        : this.#answered
          ? t('plan.nothing')
          : '',
      more: short,
      possible: run !== null && !this.simulated,
    });
  }
}

customElements.define('choose-lab', ChooseLab);

// <guard-incident>: the article's incident, simulated: as it is told, as it can really happen, and each remedy.
//
// Guarantees: says throughout that it is a simulation; the link is all that decides it, so what stands here is what
// the command line prints. It needs no threads, and works in any page.

import { html, nothing } from 'lit';
import { download } from '../../dom.js';
import { fileName } from '../../export/name.js';
import { errorSentence } from '../../strings/errors/words.js';
import { linkWays } from '../parts/bar.js';
import { LabElement } from '../parts/lab-element.js';
import { labLayout } from '../parts/lab-layout.js';
import { answersList } from './incident-answers.js';
import { comparisonTable } from './incident-comparison.js';
import { evidence } from './incident-evidence.js';
import { incidentCharts, littleTable, predictionTable, totalsList } from './incident-figures.js';
import { incidentForm, variantsOf } from './incident-form.js';
import { incidentTexts } from './incident-texts.js';
import { simulator } from './incidents.js';

/** @typedef {import('./types.js').Incident} Incident */

export class GuardIncident extends LabElement {
  /** @override */
  static properties = {
    incident: { state: true },
    failure: { state: true },
    all: { state: true },
  };

  constructor() {
    super();
    /** @type {Incident | null} */
    this.incident = null;
    /** @type {Error | null} */
    this.failure = null;
    /** Every variant with the link's seed and costs, as far as they are there; null: nobody asked. @type {Incident[] | null} */
    this.all = null;
  }

  /** Of a link, and of the comparison. */
  #asked = '';
  #compared = '';

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('link')) return;
    this.copied = 'idle';
    if (this.link && this.state?.values.view === 'incident') this.#ask(this.link);
  }

  /** @param {string} link */
  async #ask(link) {
    this.#asked = link;
    this.failure = null;
    const known = simulator.known(link);
    this.incident = known;
    if (known) return;
    try {
      const incident = await simulator.incident(link);
      if (this.#asked === link) this.incident = incident;
    } catch (error) {
      if (this.#asked === link) this.failure = /** @type {Error} */ (error);
    }
  }

  /** What is shown, as the bytes that the command line writes. */
  get text() {
    return this.incident && simulator.text(this.incident.experiment);
  }

  /** Links of all variants, all else being equal. */
  get #links() {
    const { metadata, codec, state } = this;
    if (!metadata || !codec || !state) return [];
    return variantsOf(metadata).map((variant) =>
      codec.format(state.lab, { ...state.values, variant }),
    );
  }

  async #compare() {
    const links = this.#links;
    const of = links.join();
    this.#compared = of;
    this.all = [];
    try {
      for (const link of links) {
        const incident = await simulator.incident(link);
        if (this.#compared !== of) return;
        this.all = [...(this.all ?? []), incident];
      }
    } catch (error) {
      this.failure = /** @type {Error} */ (error);
    }
  }

  /** @override */
  render() {
    const { locale, metadata, codec, state } = this;
    if (!metadata || !codec || !state) return nothing;
    const { t } = incidentTexts(locale);
    const links = this.#links;
    const stale = this.all !== null && this.#compared !== links.join();
    return html`
      ${labLayout(this, {
        simulated: false,
        form: incidentForm(this, metadata, codec, state),
        bar: html`<section class="run-bar" aria-label=${locale.t('run.title')}>
          <button
            type="button"
            class="primary run-button"
            aria-disabled=${
              this.all !== null && !stale && this.all.length < links.length ? 'true' : 'false'
            }
            @click=${() => this.#compare()}
          >
            ${t('compare.run')}
          </button>
          <div class="run-state">
            <p class="plan">
              <strong>${t('simulation')}</strong> <span>${t('simulation.what')}</span>
            </p>
          </div>
          ${linkWays(this, '')}
        </section>`,
        body: html`
          ${answersList(locale, codec, state, this.link, (link) => this.tell('lab-open', link))}
          ${this.#outcome(codec)}
          ${
            this.all === null
              ? nothing
              : comparisonTable(locale, this.all, {
                  ...{ links, now: this.link, stale },
                  onOpen: (link) => this.tell('lab-open', link),
                })
          }
          ${evidence(locale, state.values.variant)}
        `,
      })}
      ${this.shareDialog({ instead: t('share.instead') })}
    `;
  }

  /** @param {import('../../link/codec.js').Codec} codec */
  #outcome(codec) {
    const { locale, incident, failure, link } = this;
    const { t } = incidentTexts(locale);
    if (failure) {
      return html`<p class="card" role="alert">${errorSentence(locale, failure)}</p>`;
    }
    const there = incident !== null && codec.canonical(incident.experiment) === link;
    if (!incident || !there) {
      return html`<section class="outcome" aria-label=${t('outcome.title')} aria-busy="true">
        <p class="outcome-label">${t('simulation')}</p>
        <p class="outcome-text">${t('outcome.wait')}</p>
      </section>`;
    }
    const says = locale.words(incident.says);
    const { variant } = incident;
    return html`
      <section class="outcome" aria-label=${t('outcome.title')}>
        <p class="outcome-label">${t('simulation')} · ${locale.words(variant.label)}</p>
        <p class="outcome-text">${says}</p>
        <p class="unseen" role="status">${says}</p>
      </section>
      <section class="panel results" aria-labelledby="guard-incident-title">
        <header>
          <div>
            <h2 id="guard-incident-title">${locale.words(variant.label)}</h2>
            <p class="caption">${locale.words(variant.setup)}</p>
            ${
              variant.article
                ? html`<p class="caption">${t('article', { chapter: variant.article })}</p>`
                : nothing
            }
          </div>
          <button type="button" class="quiet" @click=${() => this.#save(incident)}>
            ${t('download')}
          </button>
        </header>
        ${incidentCharts(locale, incident)} ${littleTable(locale, incident)}
        ${predictionTable(locale, incident)} ${totalsList(locale, incident)}
      </section>
    `;
  }

  /** The bytes that the command line writes. @param {Incident} incident */
  #save(incident) {
    const text = simulator.text(incident.experiment) ?? JSON.stringify(incident);
    const { variant, seed, experiment } = incident;
    const name = fileName({ experiment, environment: { recordedAt: '' } }, 'json');
    download(name.replace('.json', `-${variant.id}-${seed}.json`), `${text}\n`, 'application/json');
  }
}

customElements.define('guard-incident', GuardIncident);

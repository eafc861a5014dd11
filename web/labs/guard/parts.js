// What the lab's measured views have in common: their settings, their bar, what they keep, and what is said where
// an experiment is refused.
//
// Guarantees: hold no experiment and no runs of their own; they show those of their session.

import { html, nothing } from 'lit';
import { save } from '../../export/save.js';
import { LabElement } from '../parts/lab-element.js';
import { labBar } from '../parts/bar.js';
import { keyField, labForm } from '../parts/form/form.js';
import { labLayout } from '../parts/lab-layout.js';
import { offeredThreads } from '../parts/offer.js';
import { machineText, parallelLimit } from '../parts/parallelism.js';
import { canRefuse, registryOf } from '../../link/maps.js';
import { SCENARIOS, guardTexts } from './texts.js';
import '../parts/map-picker.js';
import './fault-editor.js';
import './guard-progress.js';

/** @typedef {import('./types.js').Runs} Runs */
/** @typedef {import('./types.js').Marked} Marked */
/** @typedef {import('../../types.js').FaultsKey} FaultsKey */
/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('../../types.js').LinkState} LinkState */

/** Milliseconds around a map's run. */
const AROUND_A_RUN_MS = 300;
/** Keys that this view's form folds away. */
const MORE = ['mix', 'keys', 'dist', 'prefill', 'seed'];
const LENGTHS = ['1000', '2000', '3000', '10000'];

export class GuardView extends LabElement {
  /** @override @type {import('lit').PropertyDeclarations} */
  static properties = { runs: { attribute: false }, chosen: { state: true } };

  constructor() {
    super();
    /** @type {Runs | null} */
    this.runs = null;
    /** The fault that is chosen, or 0. */
    this.chosen = 0;
  }

  /** What the view makes of its runs. @param {Runs} _runs @returns {unknown} */
  results(_runs) {
    return nothing;
  }

  /** What there is to read before the first run. @returns {unknown} */
  empty() {
    return nothing;
  }

  /** @param {string} title @param {string[]} paragraphs @param {unknown} [below] */
  emptyPanel(title, paragraphs, below = nothing) {
    return html`
      <section class="panel empty" aria-labelledby="guard-empty">
        <h2 id="guard-empty">${title}</h2>
        ${paragraphs.map((text) => html`<p class="lead">${text}</p>`)} ${below}
      </section>
    `;
  }

  /** @param {import('./types.js').GuardResult | null} result */
  saveButton(result) {
    return html`<button
      type="button"
      class="quiet"
      ?disabled=${!result}
      @click=${() => result && save(/** @type {any} */ (result))}
    >
      ${guardTexts(this.locale).t('results.download')}
    </button>`;
  }

  /** Links of this view that show something at once. @returns {import('./types.js').Scenario[]} */
  get scenarios() {
    return SCENARIOS.filter(({ view }) => view === this.state?.values.view);
  }

  /** The faults there are, and were asked for. @param {Runs} runs @returns {Marked[]} */
  faultsOf({ maps, result }) {
    if (result) return result.faults;
    return maps
      .map(({ look }) => look?.faults ?? [])
      .reduce((most, one) => (one.length > most.length ? one : most), []);
  }

  /** @override */
  willUpdate(/** @type {Map<PropertyKey, unknown>} */ changed) {
    if (changed.has('link')) this.copied = 'idle';
    if (changed.has('runs') && this.runs?.on && !this.isRunning) this.chosen = 0;
  }

  /** @override */
  updated() {
    this.follow(this.isRunning);
    const { runs, locale } = this;
    /** @type {import('./guard-progress.js').GuardProgress | null} */
    const progress = this.querySelector('guard-progress');
    if (progress && runs && this.isRunning) progress.tellOf(locale, runs);
  }

  /** @override */
  render() {
    const { locale, metadata, state, runs, codec } = this;
    if (!metadata || !state || !codec) return nothing;
    const { t } = guardTexts(locale);
    const refused = this.#refusal();
    const lab = refused === nothing ? this : without(this);
    const ms = Number(state.values.ms);
    const time = state.maps.length * (ms + AROUND_A_RUN_MS);
    return html`
      ${labLayout(lab, {
        simulated: this.simulated,
        needs: { title: t('threads.title'), text: t('threads.text') },
        form: this.#form(metadata, state),
        bar: labBar(this, {
          progress: html`<guard-progress
            ?hidden=${!this.isRunning}
            .locale=${locale}
            .metadata=${metadata}
            .waiting=${this.isWaiting}
            .queued=${this.queued}
          ></guard-progress>`,
          time: t('plan.time', { time: locale.n.seconds(time) }),
          what: t('plan.what', {
            maps: state.maps.length,
            ms,
            clients: Number(state.values.threads),
          }),
          possible: !this.simulated,
        }),
        body: html`${refused} ${runs ? this.results(runs) : this.empty()}`,
      })}
      ${this.shareDialog({ instead: t('share.instead') })}
    `;
  }

  /** Why the experiment cannot be run, in words of this lab. */
  #refusal() {
    const { locale } = this;
    const { t, maybe } = guardTexts(locale);
    const { kind, values } = /** @type {any} */ (this.error)?.seen ?? {};
    const said = kind ? maybe(`refused.${kind}`, '', values) : '';
    if (!said) return nothing;
    return html`<section class="notice error" aria-labelledby="guard-refused">
      <div>
        <h2 id="guard-refused">${t('refused.title')}</h2>
        <p>${said}</p>
      </div>
      <button type="button" class="quiet" @click=${() => this.tell('lab-dismiss-error', null)}>
        ${locale.t('notice.dismiss')}
      </button>
    </section>`;
  }

  /** @param {Metadata} metadata @param {LinkState} state */
  #form(metadata, state) {
    const { locale, environment, embedded } = this;
    const { t, maybe } = guardTexts(locale);
    const locked = this.busy;
    const form = { locale, state, locked, embedded };
    const shared = (/** @type {string} */ name) => metadata.keys.filter(({ key }) => key === name);
    const known = environment?.mode === 'simulated' ? null : environment;
    const limit = known && parallelLimit(known);
    const heeded = state.maps.some((map) => canRefuse(registryOf(metadata), map));
    const faults = /** @type {FaultsKey | undefined} */ (
      metadata.labKeys.guard?.find(({ key }) => key === 'faults')
    );
    const fields = html`
      ${this.#scenarios()}
      <map-picker
        .locale=${locale}
        .metadata=${metadata}
        .maps=${state.maps}
        .inspects=${false}
        ?disabled=${locked}
      ></map-picker>
      ${heeded ? shared('deadline').map((meta) => keyField(form, meta)) : nothing}
      <fault-editor
        .locale=${locale}
        .meta=${faults ?? null}
        .value=${state.values.faults}
        .ms=${Number(state.values.ms)}
        ?disabled=${locked}
      ></fault-editor>
      ${shared('ms').map((meta) =>
        keyField(
          form,
          { ...meta, label: both(t('length.label')), help: both(t('length.help')) },
          {
            choices: LENGTHS,
          },
        ),
      )}
      ${shared('threads').map((meta) =>
        keyField(form, meta, {
          choices: offeredThreads(known && (limit ?? Math.max(known.cores, known.parallelism))),
          mark: (count) => limit !== null && count > limit,
          markNote: locale.t('threads.over'),
          footnote: machineText(locale, known),
        }),
      )}
    `;
    const more = MORE.flatMap(shared);
    return labForm(form, fields, more, (meta) =>
      keyField(form, meta, { notes: (choice) => maybe(`note.${meta.key}.${choice}`, '') }),
    );
  }

  #scenarios() {
    const { locale, link } = this;
    const { t } = guardTexts(locale);
    const { scenarios } = this;
    if (scenarios.length === 0) return nothing;
    return html`<nav class="guard-scenarios" aria-label=${t('scenarios.title')}>
      <p class="guard-heading">${t('scenarios.title')}</p>
      <ul>
        ${scenarios.map(
          (one) =>
            html`<li>
              <a
                href=${one.link}
                aria-current=${one.link === link ? 'true' : nothing}
                @click=${(/** @type {MouseEvent} */ event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
                  event.preventDefault();
                  if (!this.busy) this.tell('lab-open', one.link);
                }}
                >${locale.words(one.label)}</a
              >
              ${one.link === link ? html`<p class="field-help">${locale.words(one.summary)}</p>` : nothing}
            </li>`,
        )}
      </ul>
    </nav>`;
  }
}

/** @param {string} text */
const both = (text) => ({ en: text, zh: text });

/** What a layout needs of a lab, without its error, which stands elsewhere. @param {GuardView} lab */
function without({ locale, embedded, link, address }) {
  return /** @type {any} */ ({ locale, embedded, link, address, error: null });
}

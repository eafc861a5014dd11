// <matrix-lab>: chosen maps at chosen presets, as one table that fills in live.
//
// Guarantees: holds no experiment of its own; it shows the one it is given and tells the reader's wishes to
// its parent. The form is locked while the engine is busy.

import { html, nothing } from 'lit';
import { inputOf } from '../../dom.js';
import { labBar, runProgress } from '../parts/bar.js';
import { environmentList } from '../parts/environment.js';
import { keyField, labForm } from '../parts/form/form.js';
import { embedHead, labLayout, mapChips } from '../parts/lab-layout.js';
import { labResults } from '../parts/lab-results.js';
import { offeredThreads } from '../parts/offer.js';
import { machineText, parallelLimit } from '../parts/parallelism.js';
import { exportWays } from '../parts/results-parts.js';
import { Sorting } from '../parts/sorting.js';
import { TableLab } from '../parts/table-lab.js';
import { warningList } from '../parts/warnings.js';
import '../parts/map-picker.js';
import '../parts/run-progress.js';
import { presetsOf } from './grid.js';
import { outcomeText } from './outcome.js';
import { matrixTable } from './table.js';
import { matrixKey, matrixTexts } from './texts.js';
import './presets-field.js';
import './matrix.css';

/** Milliseconds around one trial, as in other labs, and around a preset. */
const [AROUND_A_TRIAL_MS, AROUND_A_PRESET_MS] = [60, 200];

export class MatrixLab extends TableLab {
  /** @override */
  static properties = {
    grid: { attribute: false },
    keepsGoing: { attribute: false },
    groups: { state: true },
  };

  #sorting = new Sorting(this);

  constructor() {
    super();
    /** @type {import('./types.js').Grid | null} */
    this.grid = null;
    /** Rounds can be added to what is shown. */
    this.keepsGoing = false;
    this.groups = false;
  }

  /** @override @param {import('../../types.js').Step} step @returns {{ map: string, preset: string } | null} */
  placeOf({ map, preset }) {
    return map && preset ? { map, preset } : null;
  }

  /** @override */
  render() {
    const { locale, metadata, codec, state, grid } = this;
    if (!metadata || !codec || !state) return nothing;
    const { t } = matrixTexts(locale);
    return html`
      ${labLayout(this, {
        simulated: this.simulated,
        needs: { title: t('threads.title'), text: t('threads.text') },
        head: embedHead(
          { locale, metadata, state, link: this.link, preset: null },
          { heading: t('title') },
        ),
        form: this.#form(metadata, state),
        bar: this.#bar(metadata, state),
        body: grid ? this.#results(metadata, codec, grid) : this.#empty(metadata, state),
      })}
      ${this.shareDialog({ instead: t('share.instead') })}
    `;
  }

  /** @param {import('../../types.js').Metadata} metadata @param {import('../../types.js').LinkState} state */
  #form(metadata, state) {
    const { locale, environment, embedded } = this;
    const locked = this.busy;
    const form = { locale, state, locked, embedded };
    const known = environment?.mode === 'simulated' ? null : environment;
    const limit = known && parallelLimit(known);
    const fields = html`
      <map-picker
        .locale=${locale}
        .metadata=${metadata}
        .maps=${state.maps}
        .baseline=${state.values.baseline}
        .inspects=${false}
        ?disabled=${locked}
      ></map-picker>
      <presets-field
        .locale=${locale}
        .meta=${matrixKey(metadata, 'presets')}
        .presets=${metadata.presets}
        .value=${state.values.presets}
        ?disabled=${locked}
      ></presets-field>
      ${keyField(form, matrixKey(metadata, 'threads'), {
        choices: offeredThreads(known && (limit ?? Math.max(known.cores, known.parallelism))),
        mark: (count) => limit !== null && count > limit,
        markNote: locale.t('threads.over'),
        footnote: machineText(locale, known),
      })}
      ${keyField(form, matrixKey(metadata, 'rounds'), {
        notes: (choice) => locale.maybe(`note.rounds.${choice}`, ''),
      })}
    `;
    const more = ['ms', 'warmup', 'seed'].map((name) => matrixKey(metadata, name));
    return labForm(form, fields, more, (meta) => keyField(form, meta));
  }

  /** @param {import('../../types.js').Metadata} metadata @param {import('../../types.js').LinkState} state */
  #bar(metadata, state) {
    const { locale } = this;
    const { t } = matrixTexts(locale);
    const { values, maps } = state;
    const presets = presetsOf(metadata, values.presets).length;
    const [rounds, ms] = [Number(values.rounds), Number(values.ms)];
    const each = Number(values.warmup) + rounds * (ms + AROUND_A_TRIAL_MS);
    const time = presets * (AROUND_A_PRESET_MS + maps.length * each);
    return labBar(this, {
      progress: runProgress(this, ({ preset }) => (preset ? `${preset}: ` : '')),
      time: t('plan.estimate', { time: locale.n.seconds(time) }),
      what: t('plan.what', { maps: maps.length, presets, rounds, ms }),
      possible: !this.simulated,
    });
  }

  /**
   * @param {import('../../types.js').Metadata} metadata @param {import('../../link/codec.js').Codec} codec
   * @param {import('./types.js').Grid} grid
   */
  #results(metadata, codec, grid) {
    const { locale } = this;
    const { t } = matrixTexts(locale);
    const busy = this.isRunning;
    const { result } = grid;
    const first = result?.presets.flatMap(({ warnings }) => warnings) ?? [];
    return labResults({
      ...{ locale, t, busy, now: this.link, id: 'matrix-title', sweep: grid },
      onOpen: (link) => this.tell('lab-open', link),
      sentence: outcomeText(locale, metadata, grid, busy),
      title: t(busy || !result ? 'results.soFar' : 'results.title'),
      caption: t('results.caption', { threads: Number(grid.state.values.threads) }),
      ways: html` ${this.#goOn()} ${result && !busy ? exportWays(locale, result) : nothing} `,
      body: html`
        <p class="matrix-tools">
          <label class="switch">
            <input
              type="checkbox"
              .checked=${this.groups}
              @change=${(/** @type {Event} */ event) => (this.groups = inputOf(event).checked)}
            />
            ${t('groups')}
          </label>
        </p>
        ${matrixTable({
          ...{
            locale,
            metadata,
            codec,
            grid,
            busy,
            now: this.now,
            groups: this.groups,
          },
          sorting: this.#sorting,
        })}
        <p class="field-help">${t('table.help')}</p>
        ${
          result && !busy
            ? html`${warningList(locale, { warnings: first }, null)}
              ${environmentList(locale, result)}`
            : nothing
        }
      `,
    });
  }

  /** Adds rounds to what is there. */
  #goOn() {
    const { t } = matrixTexts(this.locale);
    if (!this.keepsGoing || this.busy) return nothing;
    return html`<button
      type="button"
      title=${t('more.help')}
      @click=${() => this.tell('lab-do', { act: 'run', more: true })}
    >
      ${t('more')}
    </button>`;
  }

  /** @param {import('../../types.js').Metadata} metadata @param {import('../../types.js').LinkState} state */
  #empty(metadata, state) {
    const { locale } = this;
    const { t } = matrixTexts(locale);
    return html`
      <section class="panel empty" aria-labelledby="matrix-empty">
        <h2 id="matrix-empty">${t('title')}</h2>
        <p class="lead">${t('empty.lead')}</p>
        <p class="lead">${t('empty.marks')}</p>
        <p class="lead">${t('empty.stop')}</p>
        ${mapChips(locale, metadata, state.maps)}
        <ul class="chips-static" aria-label=${t('empty.presets')}>
          ${presetsOf(metadata, state.values.presets).map(
            ({ label }) => html`<li>${locale.words(label)}</li>`,
          )}
        </ul>
      </section>
    `;
  }
}

customElements.define('matrix-lab', MatrixLab);

// <scale-lab>: chosen strategies along one setting that takes several values.
//
// Guarantees: holds no experiment of its own; it shows the one it is given and tells the reader's
// wishes to its parent (`lab-edit`, `lab-open`, `lab-run`, `lab-stop`). The form is locked while the
// engine is busy. Everything of this lab, texts and styles included, comes with this file.

import { html, nothing } from 'lit';
import { swatch } from '../../charts/palette.js';
import { RedrawPace } from '../../charts/redraw-pace.js';
import { specLabel } from '../../link/specs.js';
import { errorPanel } from '../parts/error-panel.js';
import { settings } from '../parts/settings.js';
import { simulatedNote } from '../parts/simulated-note.js';
import { LabElement } from '../parts/lab-element.js';
import { mapAt } from './curves.js';
import { scaleResults } from './scale-results.js';
import { sweepBar } from './sweep-bar.js';
import { scaleTexts } from './texts.js';
import './axis-field.js';
import './scale.css';

/** @typedef {import('../../types.js').Sample} Sample */
/** @typedef {import('../parts/run-progress.js').RunProgress} RunProgress */

export class ScaleLab extends LabElement {
  /** @override */
  static properties = {
    sweep: { attribute: false },
    now: { state: true },
    logarithmic: { state: true },
  };

  #pace = new RedrawPace();

  constructor() {
    super();
    /** @type {import('../types.js').Sweep | null} */
    this.sweep = null;
    /** The map, as the link names it, and the place that are being measured. @type {{ map: string, cell: number } | null} */
    this.now = null;
    this.logarithmic = false;
  }

  get #runs() {
    return this.busy && this.task === 'sweep';
  }

  get #simulated() {
    return this.environment?.mode === 'simulated';
  }

  /** @param {Sample} sample */
  sample(sample) {
    if (!this.#pace.isDue(sample.step, this.environment?.parallelism ?? 0)) return;
    /** @type {RunProgress | null} */
    const progress = this.querySelector('run-progress');
    progress?.show(sample);
    const { map, cell } = sample.step;
    if (cell !== this.now?.cell || this.#nameOf(map, cell) !== this.now?.map) this.#look(map, cell);
  }

  /** @param {string | null} map @param {number | undefined} cell */
  #look(map, cell) {
    const name = this.#nameOf(map, cell);
    this.now = name === null || cell === undefined ? null : { map: name, cell };
  }

  /** What the link calls the map that is measured there. */
  /** @param {string | null} map @param {number | undefined} cell */
  #nameOf(map, cell) {
    const { codec, sweep } = this;
    const axis = sweep?.state.axis;
    const value = axis?.values[cell ?? -1];
    if (!codec || !sweep || !axis || value === undefined || map === null) return null;
    return sweep.state.maps.find((name) => mapAt(codec, axis, name, value) === map) ?? null;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('link')) this.copied = 'idle';
    if (!this.#runs) this.now = null;
  }

  /** @override */
  updated() {
    this.follow(this.#runs);
  }

  /** @override */
  render() {
    const { locale, metadata, codec, state, phase, task, environment, sweep, preset } = this;
    const axisMeta = metadata?.keys.find(({ type }) => type === 'axis');
    if (!metadata || !codec || !state?.axis || !axisMeta) return nothing;
    const parallelism = environment?.parallelism ?? null;
    const locked = this.busy;
    const { t } = scaleTexts(locale);
    const needs = { title: t('threads.title'), text: t('threads.text') };
    return html`
      <div class="lab">
        <div class="lab-side">
          ${settings({
            ...{ locale, metadata, state, preset, environment, locked },
            inspects: false,
            embedded: this.embedded,
            axis: html`<axis-field
              .locale=${locale}
              .meta=${axisMeta}
              .value=${state.values.axis}
              .axis=${state.axis}
              .keys=${metadata.keys}
              .parallelism=${parallelism}
              ?disabled=${locked}
            ></axis-field>`,
          })}
        </div>
        <div class="lab-main">
          ${sweepBar({
            ...{ locale, metadata, state, phase, task, copied: this.copied },
            others: this.others,
            possible: !this.#simulated,
            address: this.copyAddress,
            onRun: () => this.start(),
            onStop: () => this.tell('lab-stop', null),
            onCopy: () => this.copyLink(),
            onShare: () => this.share(),
            onEmbed: () => this.embed(),
          })}
          ${this.#simulated ? simulatedNote(locale, this.link, needs) : nothing}
          ${
            this.error
              ? errorPanel(locale, this.error, this.link, () =>
                  this.tell('lab-dismiss-error', null),
                )
              : nothing
          }
          ${
            sweep
              ? scaleResults({
                  ...{ locale, metadata, codec, sweep, now: this.now, parallelism },
                  busy: this.#runs,
                  link: this.link,
                  logarithmic: this.logarithmic,
                  onLogarithmic: (on) => (this.logarithmic = on),
                  onOpen: (link) => this.tell('lab-open', link),
                })
              : this.#empty(metadata, state)
          }
        </div>
      </div>
      ${this.shareDialog({ instead: t('share.instead') })}
    `;
  }

  /** @param {import('../../types.js').Metadata} metadata @param {import('../../types.js').LinkState} state */
  #empty(metadata, state) {
    const { t } = scaleTexts(this.locale);
    return html`
      <section class="panel empty" aria-labelledby="scale-empty">
        <h2 id="scale-empty">${t('empty.title')}</h2>
        <p class="lead">${t('empty.lead')}</p>
        <p class="lead">${t('empty.turns')}</p>
        <p class="lead">${t('empty.says')}</p>
        <p class="lead">${t('empty.cells')}</p>
        <ul class="chips-static" aria-label=${this.locale.t('empty.maps')}>
          ${state.maps.map(
            (text, i) => html`<li>${swatch(i)} ${specLabel(metadata, this.locale, text)}</li>`,
          )}
        </ul>
      </section>
    `;
  }
}

customElements.define('scale-lab', ScaleLab);

/** The lab as the page shows it. @param {import('../types.js').LabPage} page */
export const view = (page) => html`
  <scale-lab
    .locale=${page.locale}
    .metadata=${page.metadata}
    .codec=${page.codec}
    .state=${page.state}
    .link=${page.link}
    .preset=${page.preset}
    .embedded=${page.embedded}
    .queued=${page.queued}
    .alone=${page.alone}
    .elsewhere=${page.elsewhere}
    .phase=${page.phase}
    .task=${page.task}
    .environment=${page.environment}
    .sweep=${page.sweep}
    .error=${page.error}
  ></scale-lab>
`;

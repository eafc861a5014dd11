// <scale-lab>: chosen strategies along one setting that takes several values.
//
// Guarantees: holds no experiment of its own; it shows the one it is given and tells the reader's
// wishes to its parent (`lab-edit`, `lab-open`, `lab-run`, `lab-stop`). The form is locked while the
// engine is busy. Everything of this lab, texts and styles included, comes with this file.

import { html, nothing } from 'lit';
import { LightElement, copy, find } from '../../dom.js';
import { swatch } from '../../charts/palette.js';
import { specLabel } from '../../app/specs.js';
import { newTabUrl } from '../../isolation/isolation.js';
import { errorPanel } from '../compare/error-panel.js';
import { settings } from '../compare/settings.js';
import { mapAt } from './curves.js';
import { scaleResults } from './scale-results.js';
import { sweepBar } from './sweep-bar.js';
import { scaleTexts } from './texts.js';
import './axis-field.js';
import './scale.css';

/** @typedef {import('../../types.js').Sample} Sample */
/** @typedef {import('../compare/run-progress.js').RunProgress} RunProgress */

const COPIED_MS = 2500;
/** As in style/page.css. */
const ONE_COLUMN = '(max-width: 60rem)';

export class ScaleLab extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    codec: { attribute: false },
    state: { attribute: false },
    link: { attribute: false },
    preset: { attribute: false },
    embedded: { attribute: false },
    queued: { attribute: false },
    phase: { attribute: false },
    task: { attribute: false },
    environment: { attribute: false },
    sweep: { attribute: false },
    error: { attribute: false },
    now: { state: true },
    copied: { state: true },
    logarithmic: { state: true },
  };

  /** The reader pressed Run: where the page is one column, the curves come into view. */
  #follow = false;

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** @type {import('./curves.js').SpecReader | null} */
    this.codec = null;
    /** @type {import('../../types.js').LinkState | null} */
    this.state = null;
    this.link = '';
    /** @type {string | null} */
    this.preset = null;
    this.embedded = false;
    /** Another experiment of the page around this one runs. */
    this.queued = false;
    /** @type {import('../../app/driver.js').Phase} */
    this.phase = 'booting';
    /** @type {import('../../app/driver.js').Task | null} */
    this.task = null;
    /** @type {import('../../types.js').Environment | null} */
    this.environment = null;
    /** @type {import('../../app/contend-app.js').Sweep | null} */
    this.sweep = null;
    /** @type {Error | null} */
    this.error = null;
    /** The map, as the link names it, and the place that are being measured. @type {{ map: string, cell: number } | null} */
    this.now = null;
    /** @type {'idle' | 'copied' | 'refused'} */
    this.copied = 'idle';
    this.logarithmic = false;
    this.addEventListener('field-change', (event) => {
      const { key, value } = /** @type {CustomEvent} */ (event).detail;
      this.tell('lab-edit', { key, changes: { [key]: value } });
    });
    this.addEventListener('fields-change', (event) => {
      this.tell('lab-edit', /** @type {CustomEvent} */ (event).detail);
    });
  }

  get #busy() {
    return ['waiting', 'running', 'stopping'].includes(this.phase);
  }

  get #runs() {
    return this.#busy && this.task === 'sweep';
  }

  get #simulated() {
    return this.environment?.mode === 'simulated';
  }

  get #address() {
    return location.origin + location.pathname + this.link;
  }

  /** @param {Sample} sample */
  sample(sample) {
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

  #run() {
    const invalid = this.querySelector('.settings [aria-invalid="true"]');
    if (invalid instanceof HTMLElement) {
      const details = invalid.closest('details');
      if (details) details.open = true;
      invalid.focus();
    } else {
      this.#follow = true;
      this.tell('lab-run', null);
    }
  }

  async #copyLink() {
    this.copied = (await copy(this.#address)) ? 'copied' : 'refused';
    if (this.copied === 'copied') setTimeout(() => (this.copied = 'idle'), COPIED_MS);
  }

  /** Fetched by those who ask for it, as every dialog. */
  async #embed() {
    const { openEmbedDialog } = await import('../../embed/embed-dialog.js');
    const { locale, metadata, link } = this;
    if (metadata) openEmbedDialog({ locale, metadata, link, result: null });
  }

  async #share() {
    const { ShareDialog } = await import('../../share/share-dialog.js');
    await find(this, 'share-dialog', ShareDialog).show();
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('link')) this.copied = 'idle';
    if (!this.#runs) this.now = null;
  }

  /** @override */
  updated() {
    if (!this.#follow || !this.#runs) return;
    this.#follow = false;
    if (!matchMedia(ONE_COLUMN).matches) return;
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
    this.querySelector('.outcome')?.scrollIntoView({ block: 'start', behavior });
  }

  /** @override */
  render() {
    const { locale, metadata, codec, state, phase, task, environment, sweep, preset } = this;
    const axisMeta = metadata?.keys.find(({ type }) => type === 'axis');
    if (!metadata || !codec || !state?.axis || !axisMeta) return nothing;
    const parallelism = environment?.parallelism ?? null;
    const locked = this.#busy;
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
            queued: this.queued,
            possible: !this.#simulated,
            address: this.#address,
            onRun: () => this.#run(),
            onStop: () => this.tell('lab-stop', null),
            onCopy: () => this.#copyLink(),
            onShare: () => this.#share(),
            onEmbed: () => this.#embed(),
          })}
          ${this.#simulated ? this.#needsThreads() : nothing}
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
      <share-dialog
        .locale=${locale}
        .metadata=${metadata}
        .base=${location.origin + location.pathname}
        .link=${this.link}
        .instead=${scaleTexts(locale).t('share.instead')}
        @lab-embed=${() => this.#embed()}
      ></share-dialog>
    `;
  }

  #needsThreads() {
    const { t } = scaleTexts(this.locale);
    return html`
      <section class="notice simulated" aria-labelledby="scale-threads">
        <div>
          <h2 id="scale-threads">${t('threads.title')}</h2>
          <p>${t('threads.text')}</p>
          <p>
            <a class="button" href=${newTabUrl(this.link)} target="_blank" rel="noopener"
              >${this.locale.t('simulated.open')}</a
            >
          </p>
        </div>
      </section>
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

/** The lab as the page shows it. @param {import('../../app/contend-app.js').LabPage} page */
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
    .phase=${page.phase}
    .task=${page.task}
    .environment=${page.environment}
    .sweep=${page.sweep}
    .error=${page.error}
  ></scale-lab>
`;

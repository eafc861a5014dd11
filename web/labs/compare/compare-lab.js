// <compare-lab>: chosen strategies head to head at one setting; the page's landing lab.
//
// Guarantees: holds no experiment of its own; it shows the one it is given and tells the reader's
// changes to its parent (`lab-edit`, `lab-open`, `lab-run`, `lab-stop`). The form is locked while a
// run is on. Space for live figures and results is reserved when a run starts.

import { html, nothing } from 'lit';
import { LightElement, copy } from '../../dom.js';
import { RedrawCounter } from '../../charts/redraw-counter.js';
import { conclusionText } from './conclusion.js';
import { emptyState } from './empty-state.js';
import { errorPanel } from './error-panel.js';
import { results } from './results.js';
import { runBar } from './run-bar.js';
import { settings } from './settings.js';
import { simulatedNote } from './simulated-note.js';
import './live-panel.js';

/** @typedef {import('../../app/driver.js').Phase} Phase */
/** @typedef {import('./live-panel.js').LivePanel} LivePanel */
/** @typedef {import('./run-progress.js').RunProgress} RunProgress */

const COPIED_MS = 2500;
/** As in style/page.css. */
const ONE_COLUMN = '(max-width: 60rem)';

export class CompareLab extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    state: { attribute: false },
    link: { attribute: false },
    preset: { attribute: false },
    phase: { attribute: false },
    environment: { attribute: false },
    running: { attribute: false },
    result: { attribute: false },
    error: { attribute: false },
    failed: { attribute: false },
    theme: { attribute: false },
    copied: { state: true },
    logarithmic: { state: true },
  };

  #redraws = new RedrawCounter();
  /** The reader pressed Run: where the page is one column, the outcome comes into view. */
  #follow = false;

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** @type {import('../../types.js').LinkState | null} */
    this.state = null;
    this.link = '';
    /** @type {string | null} */
    this.preset = null;
    /** @type {Phase} */
    this.phase = 'booting';
    /** @type {import('../../types.js').Environment | null} */
    this.environment = null;
    /** @type {import('../../app/contend-app.js').RunOf | null} */
    this.running = null;
    /** @type {import('../../types.js').Result | null} */
    this.result = null;
    /** @type {Error | null} */
    this.error = null;
    /** The run that is shown ended in an error. */
    this.failed = false;
    this.theme = 'auto';
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

  /** How often the live figures were redrawn, and what it cost. */
  get redraw() {
    return this.#redraws.figures;
  }

  get #busy() {
    return ['waiting', 'running', 'stopping'].includes(this.phase);
  }

  get #simulated() {
    return this.environment?.mode === 'simulated';
  }

  /** @param {import('../../types.js').Sample} sample */
  sample(sample) {
    this.#redraws.measure(() => {
      this.#progress?.show(sample);
      this.#live?.show(sample);
    });
  }

  /** @param {import('../../types.js').Trial} trial */
  trial(trial) {
    this.#redraws.measure(() => this.#live?.finish(trial));
  }

  /** @returns {RunProgress | null} */
  get #progress() {
    return this.querySelector('run-progress');
  }

  /** @returns {LivePanel | null} */
  get #live() {
    return this.querySelector('live-panel');
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

  get #address() {
    return location.origin + location.pathname + this.link;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('running')) this.#redraws.reset();
    if (changed.has('link')) this.copied = 'idle';
  }

  /** @override */
  updated() {
    if (!this.#follow || !this.running) return;
    this.#follow = false;
    if (!matchMedia(ONE_COLUMN).matches) return;
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
    this.querySelector('.outcome')?.scrollIntoView({ block: 'start', behavior });
  }

  /** @override */
  render() {
    const { locale, metadata, state, phase, environment, running, result, preset } = this;
    if (!metadata || !state) return nothing;
    const simulated = this.#simulated;
    return html`
      <div class="lab">
        <div class="lab-side">
          ${settings({ locale, metadata, state, preset, environment, locked: this.#busy })}
        </div>
        <div class="lab-main">
          ${runBar({
            locale,
            metadata,
            state,
            phase,
            copied: this.copied,
            address: this.#address,
            onRun: () => this.#run(),
            onStop: () => this.tell('lab-stop', null),
            onCopy: () => this.#copyLink(),
          })}
          ${simulated ? simulatedNote(locale, this.link) : nothing}
          ${
            this.error
              ? errorPanel(locale, this.error, () => this.tell('lab-dismiss-error', null))
              : nothing
          }
          ${running ? this.#outcome() : emptyState({ locale, metadata, state, simulated })}
          ${
            running && !simulated
              ? html`<live-panel
                  .locale=${locale}
                  .metadata=${metadata}
                  .running=${running}
                  .theme=${this.theme}
                ></live-panel>`
              : nothing
          }
          ${
            running
              ? results({
                  locale,
                  metadata,
                  running,
                  result,
                  simulated,
                  busy: this.#busy,
                  failed: this.failed,
                  link: this.link,
                  logarithmic: this.logarithmic,
                  onLogarithmic: (on) => (this.logarithmic = on),
                  onOpen: (link) => this.tell('lab-open', link),
                })
              : nothing
          }
        </div>
      </div>
    `;
  }

  #outcomeLabel() {
    if (this.#busy) return 'outcome.soFar';
    if (this.failed) return 'outcome.failed';
    return this.result?.stopped ? 'outcome.stopped' : 'outcome.end';
  }

  /** The sentence, in a place of fixed size. */
  #outcome() {
    const { locale, metadata, result } = this;
    const { t } = locale;
    if (!metadata) return nothing;
    const told = result && result.conclusion.kind !== 'none';
    return html`
      <section class="outcome" aria-label=${t('outcome.title')}>
        <p class="outcome-label">${t(this.#outcomeLabel())}</p>
        <p class="outcome-text">
          ${told ? conclusionText(metadata, locale, result) : t(this.#busy ? 'outcome.wait' : 'conclusion.none')}
        </p>
      </section>
    `;
  }
}

customElements.define('compare-lab', CompareLab);

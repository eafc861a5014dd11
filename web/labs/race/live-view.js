// The base of the measured views: settings at the side, the bar, and what the view makes of the runs.
//
// Guarantees: holds no experiment and no runs of its own; a run that another view began is not shown
// as this one's. While runs come, some hundred a second, the view is drawn ten times a second.

import { html, nothing } from 'lit';
import { LightElement } from '../../dom.js';
import { errorPanel } from '../compare/error-panel.js';
import { liveBar } from './live-bar.js';
import { liveSettings } from './live-settings.js';
import { liveTexts } from './live-texts.js';
import '../scale/scale.css';
import './live.css';

/** @typedef {import('../../app/contend-app.js').LabPage} LabPage */
/** @typedef {import('./live-types.js').RaceResult} RaceResult */
/** @typedef {import('./live-types.js').RaceRun} RaceRun */
/** @typedef {import('./live-types.js').Cell} Cell */
/**
 * The runs of this view that are shown.
 * @typedef {object} Shown
 * @property {import('../../types.js').LinkState} state of their experiment
 * @property {string} link
 * @property {RaceRun[]} runs
 * @property {RaceResult | null} result
 * @property {boolean} failed
 * @property {boolean} busy
 */

const REDRAW_MS = 100;
const COPIED_MS = 2500;
/** As in style/page.css. */
const ONE_COLUMN = '(max-width: 60rem)';
/** As the plan of such a run has them. */
const RUNGS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 40, 48, 56, 64];

export class LiveView extends LightElement {
  /** @override @type {import('lit').PropertyDeclarations} */
  static properties = {
    metadata: { attribute: false },
    codec: { attribute: false },
    state: { attribute: false },
    link: { attribute: false },
    embedded: { attribute: false },
    phase: { attribute: false },
    task: { attribute: false },
    environment: { attribute: false },
    sweep: { attribute: false },
    error: { attribute: false },
    copied: { state: true },
  };

  /** Which view of the lab it is. */
  name = '';
  /** Whether the reader chooses maps. */
  maps = false;

  #drawn = -Infinity;
  #timer = 0;
  #follow = false;

  constructor() {
    super();
    /** @type {LabPage['metadata'] | null} */
    this.metadata = null;
    /** @type {LabPage['codec'] | null} */
    this.codec = null;
    /** @type {LabPage['state'] | null} */
    this.state = null;
    this.link = '';
    this.embedded = false;
    /** @type {LabPage['phase']} */
    this.phase = 'booting';
    /** @type {LabPage['task']} */
    this.task = null;
    /** @type {LabPage['environment']} */
    this.environment = null;
    /** @type {LabPage['sweep']} */
    this.sweep = null;
    /** @type {LabPage['error']} */
    this.error = null;
    /** @type {'idle' | 'copied' | 'refused'} */
    this.copied = 'idle';
    this.addEventListener('field-change', (event) => {
      const { key, value } = /** @type {CustomEvent} */ (event).detail;
      this.tell('lab-edit', { key, changes: { [key]: value } });
    });
    this.addEventListener('fields-change', (event) => {
      this.tell('lab-edit', /** @type {CustomEvent} */ (event).detail);
    });
  }

  get busy() {
    return ['waiting', 'running', 'stopping'].includes(this.phase);
  }

  /** The runs that are of this view. @returns {Shown | null} */
  get shown() {
    const { sweep } = this;
    if (!sweep || sweep.state.lab !== 'race' || sweep.state.values.view !== this.name) return null;
    const { state, link, trials, failed, result } = sweep;
    return {
      ...{ state, link, failed },
      runs: /** @type {RaceRun[]} */ (/** @type {unknown} */ (trials)),
      result: /** @type {RaceResult | null} */ (/** @type {unknown} */ (result)),
      busy: this.busy && this.task === 'sweep',
    };
  }

  /** @param {import('../../types.js').Sample} sample */
  sample(sample) {
    /** @type {import('./race-progress.js').RaceProgress | null} */
    const progress = this.querySelector('race-progress');
    progress?.show(sample);
  }

  /** What the view makes of its runs. @param {Shown} _shown @returns {unknown} */
  results(_shown) {
    return nothing;
  }

  /** What there is to read before the first run. @returns {unknown} */
  empty() {
    return nothing;
  }

  /** That the runs shown are not of the present settings. @param {Shown} shown */
  stale({ busy, link }) {
    if (busy || this.link === link) return nothing;
    const { t } = liveTexts(this.locale);
    return html`<p class="changed">
      ${t('results.changed')}
      <button type="button" class="link" @click=${() => this.tell('lab-open', link)}>
        ${t('results.restore')}
      </button>
    </p>`;
  }

  /** How often each setting is run. */
  get rounds() {
    return Number(this.state?.values.runs);
  }

  /** Runs come faster than anybody reads: most of them wait for the next drawing. @override */
  shouldUpdate(/** @type {Map<PropertyKey, unknown>} */ changed) {
    const soon = REDRAW_MS - (performance.now() - this.#drawn);
    if (changed.size > 1 || !changed.has('sweep') || !this.shown?.busy || soon <= 0) return true;
    this.#timer ||= window.setTimeout(() => this.requestUpdate(), soon);
    return false;
  }

  /** @override */
  willUpdate(/** @type {Map<PropertyKey, unknown>} */ changed) {
    if (changed.has('link')) this.copied = 'idle';
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    this.#drawn = performance.now();
  }

  /** @override */
  updated() {
    if (!this.#follow || !this.shown?.busy) return;
    this.#follow = false;
    if (!matchMedia(ONE_COLUMN).matches) return;
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
    this.querySelector('.outcome')?.scrollIntoView({ block: 'start', behavior });
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

  /** @override */
  render() {
    const { locale, metadata, state } = this;
    if (!metadata || !state || !this.codec) return nothing;
    const page = /** @type {LabPage} */ (/** @type {unknown} */ (this));
    const shown = this.shown;
    const cells = cellsOf(state.values);
    const ms = Number(state.values.ms);
    return html`
      <div class="lab">
        <div class="lab-side">${liveSettings(page, this.busy, this.maps)}</div>
        <div class="lab-main">
          ${liveBar({
            page,
            mine: shown?.busy ?? false,
            plan: this.plan(cells.length, ms),
            longestMs: this.longestMs(cells.length, ms),
            copied: this.copied,
            onRun: () => this.#run(),
            onStop: () => this.tell('lab-stop', null),
            onCopied: (copied) => {
              this.copied = copied;
              if (copied === 'copied') setTimeout(() => (this.copied = 'idle'), COPIED_MS);
            },
          })}
          ${
            this.error
              ? errorPanel(locale, this.error, this.link, () =>
                  this.tell('lab-dismiss-error', null),
                )
              : nothing
          }
          ${shown ? this.results(shown) : this.empty()}
        </div>
      </div>
    `;
  }

  /** @param {number} cells @param {number} ms */
  plan(cells, ms) {
    return liveTexts(this.locale).t('plan.what', { cells, runs: this.rounds, ms });
  }

  /** @param {number} cells @param {number} ms */
  longestMs(cells, ms) {
    return cells * this.rounds * ms;
  }
}

/** The settings of the ladder, as the engine has them. @param {Record<string, string>} values @returns {Cell[]} */
export function cellsOf({ ladder, threads, goroutines, load }) {
  const workers = Number(threads);
  const number = goroutines === 'each' ? null : Number(goroutines);
  const least = /^(readers|iterators):/.test(load) ? 2 : 1;
  const cell = (/** @type {number} */ count, /** @type {number | null} */ given) => ({
    workers: count,
    goroutines: Math.max(given ?? Math.max(count, 2), least),
  });
  const rungs = (/** @type {number} */ top) => [...RUNGS.filter((one) => one < top), top];
  const all =
    ladder === 'goroutines'
      ? rungs(number ?? workers).map((one) => cell(workers, one))
      : rungs(workers).map((one) => cell(one, number));
  return all.filter(
    (one, i) => one.workers !== all[i - 1]?.workers || one.goroutines !== all[i - 1].goroutines,
  );
}

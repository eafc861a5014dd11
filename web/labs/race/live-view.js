// The base of the measured views: settings at the side, the bar, and what the view makes of the runs.
//
// Guarantees: holds no experiment and no runs of its own; a run that another view began is not shown
// as this one's. While runs come, some hundred a second, the view is drawn ten times a second.

import { html, nothing } from 'lit';
import { errorPanel } from '../compare/error-panel.js';
import { simulatedNote } from '../compare/simulated-note.js';
import { LabElement } from '../lab-element.js';
import { PLAN } from './keys.js';
import { liveBar } from './live-bar.js';
import { liveSettings } from './live-settings.js';
import { liveTexts } from './live-texts.js';
import '../scale/scale.css';
import './live.css';

/** @typedef {import('../../app/types.js').LabPage} LabPage */
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

export class LiveView extends LabElement {
  /** @override @type {import('lit').PropertyDeclarations} */
  static properties = { sweep: { attribute: false } };

  /** Which view of the lab it is. */
  name = '';
  /** Whether the reader chooses maps. */
  maps = false;

  #drawn = -Infinity;
  #timer = 0;

  constructor() {
    super();
    /** @type {LabPage['sweep']} */
    this.sweep = null;
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

  /** How often each setting is run. @param {Record<string, string>} values of the experiment */
  roundsOf({ runs }) {
    return Number(runs);
  }

  /** The same of the experiment on the page. */
  get rounds() {
    return this.roundsOf(this.state?.values ?? {});
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
    this.follow(this.shown?.busy ?? false);
  }

  /** @override */
  render() {
    const { locale, metadata, state } = this;
    if (!metadata || !state || !this.codec) return nothing;
    const { t } = liveTexts(locale);
    const page = /** @type {LabPage} */ (/** @type {unknown} */ (this));
    const shown = this.shown;
    const simulated = this.environment?.mode === 'simulated';
    const cells = cellsOf(state.values);
    const ms = Number(state.values.ms);
    return html`
      <div class="lab">
        <div class="lab-side">${liveSettings(page, this.busy, this.maps)}</div>
        <div class="lab-main">
          ${liveBar({
            ...{ locale, metadata, phase: this.phase, task: this.task, copied: this.copied },
            mine: shown?.busy ?? false,
            queued: this.queued,
            possible: !simulated,
            address: this.copyAddress,
            plan: this.plan(cells.length, ms),
            longestMs: this.longestMs(cells.length, ms),
            onRun: () => this.start(),
            onStop: () => this.tell('lab-stop', null),
            onCopy: () => this.copyLink(),
            onShare: () => this.share(),
            onEmbed: () => this.embed(),
          })}
          ${
            simulated
              ? simulatedNote(locale, this.link, {
                  title: t('threads.title'),
                  text: t('threads.text'),
                })
              : nothing
          }
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
      ${this.shareDialog({ instead: t('share.instead') })}
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
  const rungs = (/** @type {number} */ top) => [...PLAN.rungs.filter((one) => one < top), top];
  const all =
    ladder === 'goroutines'
      ? rungs(number ?? workers).map((one) => cell(workers, one))
      : rungs(workers).map((one) => cell(one, number));
  return all.filter(
    (one, i) => one.workers !== all[i - 1]?.workers || one.goroutines !== all[i - 1].goroutines,
  );
}

// The base of the measured views: settings at the side, the bar, and what the view makes of the runs.
//
// Guarantees: holds no experiment and no runs of its own; it shows those of its session.

import { html, nothing } from 'lit';
import { labBar } from '../parts/bar.js';
import { LabElement } from '../parts/lab-element.js';
import { labLayout } from '../parts/lab-layout.js';
import { cellsOf } from './live-data.js';
import { liveSettings } from './live-settings.js';
import { liveTexts } from './live-texts.js';
import './race-progress.js';
import './live.css';

/** @typedef {import('../types.js').LabPage} LabPage */
/** @typedef {import('../../race-results.js').RaceResult} RaceResult */
/** @typedef {import('../../race-results.js').RaceRun} RaceRun */
/**
 * The runs of this view that are shown.
 * @typedef {object} Shown
 * @property {import('../../types.js').LinkState} state of their experiment
 * @property {string} link
 * @property {RaceRun[]} runs
 * @property {RaceResult | null} result
 * @property {boolean} failed
 * @property {boolean} opened from a file
 * @property {boolean} busy
 */

export class LiveView extends LabElement {
  /** @override @type {import('lit').PropertyDeclarations} */
  static properties = { sweep: { attribute: false } };

  /** Which view of the lab it is. */
  name = '';
  /** Whether the reader chooses maps. */
  maps = false;

  constructor() {
    super();
    /** @type {import('../types.js').Sweep | null} */
    this.sweep = null;
  }

  /** The runs that there are. @returns {Shown | null} */
  get shown() {
    if (!this.sweep) return null;
    const { state, link, trials, failed, result, opened = false } = this.sweep;
    return {
      ...{ state, link, failed, opened },
      runs: /** @type {RaceRun[]} */ (/** @type {unknown} */ (trials)),
      result: /** @type {RaceResult | null} */ (/** @type {unknown} */ (result)),
      busy: this.isRunning,
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

  /** @override */
  willUpdate(/** @type {Map<PropertyKey, unknown>} */ changed) {
    if (changed.has('link')) this.copied = 'idle';
  }

  /** @override */
  updated() {
    this.follow(this.shown?.busy ?? false);
  }

  /** @override */
  render() {
    const { locale, metadata, state, shown } = this;
    if (!metadata || !state || !this.codec) return nothing;
    const { t } = liveTexts(locale);
    const page = /** @type {LabPage} */ (/** @type {unknown} */ (this));
    const cells = cellsOf(state.values).length;
    const ms = Number(state.values.ms);
    return html`
      ${labLayout(this, {
        simulated: this.simulated,
        needs: { title: t('threads.title'), text: t('threads.text') },
        form: liveSettings(page, this.busy, this.maps),
        bar: labBar(this, {
          progress: html`<race-progress
            ?hidden=${!this.isRunning}
            .locale=${locale}
            .metadata=${metadata}
            .waiting=${this.isWaiting}
            .queued=${this.queued}
          ></race-progress>`,
          time: t('plan.most', { time: locale.n.seconds(this.longestMs(cells, ms)) }),
          what: this.plan(cells, ms),
          possible: !this.simulated,
        }),
        body: shown ? this.results(shown) : this.empty(),
      })}
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

// <compare-lab>: chosen strategies head to head at one setting; the page's landing lab.
//
// Guarantees: holds no experiment of its own; it shows the one it is given and tells the reader's
// wishes to its parent (`lab-edit`, `lab-open`, `lab-do`, `lab-stop`).
// The form is locked while the engine is busy. Space for live figures and results is reserved when a run starts.

import { html, nothing } from 'lit';
import { detectIsolation } from '../../isolation/detect.js';
import { RedrawCounter } from '../../charts/redraw-counter.js';
import { RedrawPace } from '../../charts/redraw-pace.js';
import { labBar, runProgress, startButton } from '../parts/bar.js';
import { digest } from '../parts/form/words.js';
import { LabElement } from '../parts/lab-element.js';
import { embedHead, labLayout } from '../parts/lab-layout.js';
import { estimateMs } from '../parts/offer.js';
import { settings } from '../parts/settings.js';
import '../parts/run-progress.js';
import { claims } from './claims.js';
import { emptyState } from './empty-state.js';

/** @typedef {import('./live-panel.js').LivePanel} LivePanel */
/** @typedef {import('../parts/run-progress.js').RunProgress} RunProgress */
/** @typedef {import('./inside-view.js').InsideView} InsideView */

export class CompareLab extends LabElement {
  /** @override */
  static properties = {
    runs: { attribute: false },
    checks: { attribute: false },
    comparison: { attribute: false },
    running: { attribute: false },
    result: { attribute: false },
    failed: { attribute: false },
    theme: { attribute: false },
    keepsGoing: { attribute: false },
    logarithmic: { state: true },
    plots: { state: true },
    results: { state: true },
  };

  #redraws = new RedrawCounter();
  #pace = new RedrawPace();
  /** As it looked when the run began, it has more threads than run at once. */
  #over = false;

  constructor() {
    super();
    /** @type {import('./runs.js').TabRun[]} */
    this.runs = [];
    /** @type {import('./types.js').Checks | null} */
    this.checks = null;
    /** Of two saved results. @type {import('./types.js').Comparison | null} */
    this.comparison = null;
    /** @type {import('./types.js').RunOf | null} */
    this.running = null;
    /** Its result so far. @type {import('../../types.js').Result | null} */
    this.result = null;
    /** The run that is shown ended in an error. */
    this.failed = false;
    this.theme = 'auto';
    /** Rounds can be added to the last run. */
    this.keepsGoing = false;
    this.logarithmic = false;
    /** The reader's choice of what stands above the table; null: what is new there. @type {boolean | null} */
    this.plots = null;
    /** What draws the results, once it was fetched. @type {typeof import('./results.js').results | null} */
    this.results = null;
    this.addEventListener('outcome-share', () => this.share());
    // Its button goes; what stops it stands in the bar.
    this.addEventListener('lab-do', (event) => {
      if (/** @type {CustomEvent} */ (event).detail.more) this.#focusRun();
    });
    this.addEventListener('lab-inspect', async (event) => {
      const map = /** @type {CustomEvent<string>} */ (event).detail;
      this.tell('lab-do', { act: 'inspect', with: [map] });
      // Fetched by those who look: opening the page stays cheap.
      await import('./inside-view.js');
      this.#inside?.open(map);
    });
  }

  /** How often the live figures were redrawn, and what it cost. */
  get redraw() {
    return this.#redraws.figures;
  }

  /** @override */
  get simulated() {
    // Before the engine has said it, it can only say one thing.
    return this.environment
      ? super.simulated
      : this.phase === 'ready' && detectIsolation() === 'none';
  }

  get #verifies() {
    return !this.simulated && !this.embedded;
  }

  /** @param {import('../../types.js').Sample} sample */
  sample(sample) {
    this.#live?.note(sample);
    if (!this.isConnected || !this.#pace.isDue(sample.step, this.environment?.parallelism ?? 0))
      return;
    this.#redraws.measure(() => {
      this.#progress?.show(sample);
      this.#live?.draw();
    });
  }

  /** @param {import('../../types.js').Trial} trial */
  trial(trial) {
    this.#live?.finish(trial);
  }

  /** @param {string} map */
  async inspectStart(map) {
    // The pass may begin before the first look has fetched what shows it.
    await import('./inside-view.js');
    this.#inside?.start(map);
  }

  /** @param {import('../../types.js').InsideSample} sample */
  insideSample(sample) {
    this.#inside?.show(sample);
  }

  inspected() {
    this.#inside?.finish();
  }

  /** @returns {InsideView | null} null also until someone looked */
  get #inside() {
    return this.querySelector('inside-view:defined');
  }

  /** @returns {RunProgress | null} */
  get #progress() {
    return this.querySelector('run-progress');
  }

  /** @returns {LivePanel | null} null also while it is being fetched */
  get #live() {
    return this.querySelector('live-panel:defined');
  }

  /** Loads a claim's experiment, and leaves the keyboard where it is started. @param {string} link */
  async #measure(link) {
    this.tell('lab-open', link);
    await this.updateComplete;
    this.#focusRun();
  }

  #focusRun() {
    const button = this.querySelector('.run-button');
    if (button instanceof HTMLElement) button.focus();
  }

  /** Takes the result along, if it is of the experiment on the page. @override */
  embed() {
    return super.embed(this.running?.link === this.link ? this.#finished : null);
  }

  /** The last run's result, once it is whole. */
  get #finished() {
    return this.isRunning || this.failed ? null : this.result;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('running')) {
      this.#redraws.reset();
      const threads = Number(this.running?.state.values.threads);
      this.#over = threads > (this.environment?.parallelism ?? Infinity);
      // What shows a run comes with the first one: it is as large as the rest of the page's scripts.
      if (this.running) {
        import('./run-outcome.js').catch(() => {});
        import('./results.js').then(({ results }) => (this.results = results)).catch(() => {});
        import('./live-panel.js').catch(() => {});
        import('./result-notes.js').catch(() => {});
      }
    }
    if (changed.has('running') || changed.has('task')) this.plots = null;
    if (changed.has('address')) this.copied = 'idle';
    if (this.state?.carried.r !== undefined) import('./recorded-result.js').catch(() => {});
    if (this.checks) import('./deep-checks.js').catch(() => {});
    if (this.comparison) import('./saved-comparison.js').catch(() => {});
    if (this.runs.length) import('./tab-runs.js').catch(() => {});
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    // What came since the last drawing.
    if (changed.has('task') && !this.task) this.#live?.draw();
    this.follow(this.running !== null);
  }

  /** @override */
  render() {
    const { locale, metadata, state, environment, preset, simulated, embedded, link } = this;
    if (!metadata || !state) return nothing;
    return html`
      ${labLayout(this, {
        simulated,
        head: embedHead({ locale, metadata, state, link, preset }),
        form: settings({
          ...{ locale, metadata, state, preset, environment, embedded },
          locked: this.busy,
          inspects: !simulated && !embedded,
        }),
        bar: this.#bar(metadata, state),
        body: this.#body(metadata, state),
        beside: this.#beside(metadata),
      })}
      <inside-view
        .locale=${locale}
        .metadata=${metadata}
        .busy=${this.busy}
        .stopping=${this.phase === 'stopping'}
        .error=${this.error}
      ></inside-view>
      ${this.shareDialog({ result: this.#finished })}
    `;
  }

  /** @param {import('../../types.js').Metadata} metadata @param {import('../../types.js').LinkState} state */
  #bar(metadata, state) {
    const { locale } = this;
    const { t, n } = locale;
    const { values, maps } = state;
    const verify = startButton(this, {
      ...{ act: 'verify', onStart: () => this.tell('lab-do', { act: 'verify' }) },
      ...{ look: 'quiet', label: t('checks.run'), title: t('checks.what') },
    });
    return labBar(this, {
      progress: runProgress(this),
      time: t('run.estimate', { time: n.seconds(estimateMs(state)) }),
      what: t('run.plan', {
        maps: maps.length,
        rounds: Number(values.rounds),
        ms: Number(values.ms),
        threads: Number(values.threads),
      }),
      more: digest(
        locale,
        metadata.keys.filter(({ key }) => key === 'mix'),
        values,
      ),
      beside: this.#verifies ? verify : '',
    });
  }

  /** @param {import('../../types.js').Metadata} metadata @param {import('../../types.js').LinkState} state */
  #body(metadata, state) {
    const { locale, running, checks, results, simulated, codec } = this;
    return html`
      ${
        this.comparison
          ? html`<saved-comparison
              .locale=${locale}
              .metadata=${metadata}
              .comparison=${this.comparison}
            ></saved-comparison>`
          : nothing
      }
      ${running ? this.#outcome(running) : nothing}
      ${checks?.behind === false ? this.#checks(metadata, checks) : nothing}
      ${running && !results ? html`<div class="panel results-place"></div>` : nothing}
      ${
        running && results
          ? results({
              ...{ locale, metadata, running, simulated, result: this.result },
              busy: this.isRunning,
              failed: this.failed,
              link: this.link,
              theme: this.theme,
              logarithmic: this.logarithmic,
              onLogarithmic: (on) => (this.logarithmic = on),
              plots: this.plots ?? this.isRunning,
              onPlots: (on) => (this.plots = on),
              onOpen: (link) => this.tell('lab-open', link),
            })
          : nothing
      }
      ${this.#recorded()}
      ${running || this.embedded ? nothing : emptyState({ locale, metadata, state, codec, simulated })}
      ${checks?.behind ? this.#checks(metadata, checks) : nothing}
    `;
  }

  /** What came with the link, until the experiment is changed. */
  #recorded() {
    const { state, link } = this;
    const text = state?.carried.r;
    if (text === undefined || state?.fatal) return nothing;
    const own = this.#finished?.experiment === link ? this.#finished : null;
    return html`<recorded-result
      .locale=${this.locale}
      .metadata=${this.metadata}
      .codec=${this.codec}
      .text=${text}
      .link=${link}
      .state=${state}
      .own=${own}
    ></recorded-result>`;
  }

  /** @param {import('../../types.js').Metadata} metadata @param {NonNullable<CompareLab['checks']>} checks */
  #checks(metadata, checks) {
    return html`<deep-checks
      .locale=${this.locale}
      .metadata=${metadata}
      .checks=${checks}
      .stopping=${this.phase === 'stopping'}
    ></deep-checks>`;
  }

  /** What the run has come to. @param {import('./types.js').RunOf} running */
  #outcome(running) {
    const many = running.state.maps.length > 3;
    const more = [...(many ? ['many'] : []), ...(this.#over ? ['over'] : [])];
    return html`<run-outcome
      class=${['outcome', ...more].join(' ')}
      .locale=${this.locale}
      .metadata=${this.metadata}
      .codec=${this.codec}
      .running=${running}
      .result=${this.result}
      .busy=${this.isRunning}
      .failed=${this.failed}
      .embedded=${this.embedded}
      .verifies=${this.#verifies && this.link === running.link}
      .keepsGoing=${this.keepsGoing && !this.busy}
    ></run-outcome>`;
  }

  /** What is no part of a run: the article's claims, and the runs of the tab. */
  /** @param {import('../../types.js').Metadata} metadata */
  #beside(metadata) {
    const { locale, codec, running } = this;
    const claimed =
      codec &&
      claims({
        locale,
        metadata,
        codec,
        running,
        result: this.#finished,
        link: this.link,
        busy: this.busy,
        onMeasure: (link) => this.#measure(link),
      });
    return html`${claimed}
      <tab-runs
        .locale=${locale}
        .metadata=${metadata}
        .runs=${this.runs}
        .busy=${this.busy}
      ></tab-runs>`;
  }
}

customElements.define('compare-lab', CompareLab);

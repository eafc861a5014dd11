// <contend-app>: the page's root and its public interface for scripts.
//
// Guarantees: `experiment` takes any link and reads back canonical at once; `run` waits for
// readiness and rejects with a named error; `stop` resolves when the workers are idle; the events
// contend-ready, contend-progress, contend-result and contend-error bubble and are composed. What
// a link says reaches the page as text only. In embed mode the address is never written.

import { html, nothing } from 'lit';
import { cache } from 'lit/directives/cache.js';
import { loadMetadata, metadata } from '../metadata.js';
import { createCodec } from '../link/codec.js';
import { LightElement } from '../dom.js';
import { LANGUAGES, createLocale, loadLanguage } from '../strings/index.js';
import { Driver } from './driver.js';
import { Experiment } from './experiment.js';
import { LinkHistory } from './history.js';
import {
  THEMES,
  applyTheme,
  readLanguage,
  readTheme,
  storeTheme,
  writeQuery,
} from './preferences.js';
import { pageFooter } from './footer.js';
import { pageHeader } from './header.js';
import { labTabs } from './lab-tabs.js';
import { linkCard, linkNotice } from './notice.js';
import { estimateMs } from '../labs/compare/offer.js';
import '../labs/compare/compare-lab.js';

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').Sample} Sample */
/** @typedef {import('../types.js').LinkState} LinkState */
/** @typedef {import('./driver.js').Phase} Phase */
/** @typedef {import('./driver.js').Task} Task */
/** @typedef {import('../types.js').VerifyReport} VerifyReport */
/** @typedef {import('../share/runs.js').TabRun} TabRun */
/** @typedef {import('../types.js').ScaleResult} ScaleResult */
/** @typedef {import('./types.js').RunOf} RunOf */
/** @typedef {import('./types.js').Sweep} Sweep */
/** @typedef {import('./types.js').Checks} Checks */
/** @typedef {import('./types.js').FetchedLab} FetchedLab */

/** @type {Record<string, () => Promise<FetchedLab>>} */
const FETCHED = {
  scale: () => import('../labs/scale/scale-lab.js'),
  race: () => import('../labs/race/race-lab.js'),
};

const codec = createCodec(metadata);

export class ContendApp extends LightElement {
  /** @override */
  static properties = {
    experiment: { attribute: false, noAccessor: true },
    phase: { state: true },
    task: { state: true },
    checks: { state: true },
    theme: { state: true },
    partial: { state: true },
    error: { state: true },
    failed: { state: true },
    spoken: { state: true },
    running: { state: true },
    runs: { state: true },
    queued: { state: true },
    sweep: { state: true },
    labs: { state: true },
  };

  #experiment = new Experiment(codec, metadata);
  #query = new URLSearchParams(location.search);
  #embedded = this.#query.get('embed') === '1';
  #driver = new Driver(this.#listener());
  /** @type {import('../embed/frame.js').Frame | null} */
  #frame = null;
  #history = new LinkHistory((fragment) => this.#navigate(fragment), { embedded: this.#embedded });

  constructor() {
    super();
    this.locale = createLocale(readLanguage(this.#query));
    this.theme = readTheme(this.#query);
    /** @type {Phase} */
    this.phase = 'booting';
    /** What keeps the engine busy. @type {Task | null} */
    this.task = null;
    /** The deep check that is on, or the last one. @type {Checks | null} */
    this.checks = null;
    /** The result so far of the run that is on, or of the last one. @type {Result | null} */
    this.partial = null;
    /** @type {Error | null} */
    this.error = null;
    /** The run that is shown ended in an error. */
    this.failed = false;
    /** What the live region says. */
    this.spoken = '';
    /** The experiment of the run that is on, or of the last one. @type {RunOf | null} */
    this.running = null;
    /** The runs of this tab, oldest first. @type {TabRun[]} */
    this.runs = [];
    /** Another experiment of the page around this one runs. */
    this.queued = false;
    /** The run along an axis that is on, or the last one. @type {Sweep | null} */
    this.sweep = null;
    /** The labs that were fetched, or could not be. @type {Record<string, FetchedLab | 'failed'>} */
    this.labs = {};
    if (location.hash) this.#experiment.open(location.hash);
  }

  /** The experiment on the page as a canonical fragment; takes any link or fragment. */
  get experiment() {
    return this.#experiment.link;
  }
  set experiment(link) {
    this.#experiment.open(String(link));
    if (this.experiment) this.#history.replace(this.#experiment.address);
    this.requestUpdate();
  }

  /** What start-up found about this machine; null before `contend-ready`. */
  get environment() {
    return this.#driver.environment;
  }

  /** How often the live figures were redrawn in the present or last run, and what it cost. */
  get redraw() {
    return this.#lab?.redraw ?? { count: 0, meanMs: 0, maxMs: 0 };
  }

  /** Runs the experiment on the page. @returns {Promise<Result | ScaleResult>} */
  run() {
    const { lab } = this.#experiment.state;
    return lab in FETCHED ? this.#driver.sweep(this.experiment) : this.#driver.run(this.experiment);
  }

  /** Whether rounds can be added to the result on the page. */
  get canKeepGoing() {
    return this.#driver.canKeepGoing(this.experiment, this.partial);
  }

  /** Adds rounds to the last run until each map has an answer. @returns {Promise<Result>} */
  keepGoing() {
    return this.#driver.keepGoing(this.experiment);
  }

  /** Checks every map of the experiment for linearizability. @returns {Promise<VerifyReport[]>} */
  verify() {
    return this.#driver.verify(this.experiment);
  }

  /** Looks inside one of the experiment's maps. @param {string} map @returns {Promise<void>} */
  inspect(map) {
    return this.#driver.inspect(this.experiment, map);
  }

  /** Stops what is on; its promise then resolves with what was complete. */
  stop() {
    return this.#driver.stop();
  }

  /** @override */
  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    applyTheme(this.theme);
    this.toggleAttribute('embedded', this.#embedded);
    this.#history.start();
    if (!this.#embedded) {
      this.addEventListener('dragover', (event) => event.preventDefault());
      this.addEventListener('drop', this.#dropped);
    }
    if (this.#embedded) this.#embed();
    else this.#driver.boot().catch(() => {}); // reported through the listener
  }

  /** A frame is one of many things on its page: the engine comes with the first run. */
  async #embed() {
    const frame = import('../embed/frame.js').then(({ Frame }) => {
      this.#frame = new Frame({
        app: this,
        themes: THEMES,
        languages: LANGUAGES,
        theme: (theme) => this.#setTheme(theme),
        language: (language) => this.#setLanguage(language),
        queued: (queued) => (this.queued = queued),
      });
      this.#driver.turn = (signal) => this.#frame?.turn(signal) ?? Promise.resolve(() => {});
    });
    await Promise.allSettled([frame, this.#driver.prepare()]);
    this.#frame?.ready();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#history.stop();
  }

  /** @returns {import('../labs/compare/compare-lab.js').CompareLab | null} */
  get #lab() {
    return this.querySelector('compare-lab');
  }

  /** @returns {import('../labs/scale/scale-lab.js').ScaleLab | import('../labs/race/race-lab.js').RaceLab | null} */
  get #fetchedLab() {
    return this.querySelector(/** @type {'scale-lab'} */ ('scale-lab, race-lab'));
  }

  /** @returns {import('./driver.js').Listener} */
  #listener() {
    return {
      phase: (phase, task) => {
        this.phase = phase;
        this.task = task;
      },
      ready: (environment) => {
        // Only now: an address rewritten before a reload for isolation would lose the link's
        // problems.
        if (location.hash && this.experiment) this.#history.replace(this.#experiment.address);
        this.#announce('contend-ready', { environment });
      },
      start: (link) => {
        this.error = null;
        this.failed = false;
        this.partial = null;
        this.#check({ behind: true });
        this.running = { link, state: codec.parse(link) };
        this.#say(this.#startWords(this.running.state));
      },
      goOn: (link) => {
        this.error = null;
        this.failed = false;
        // What was drawn of the run stays.
        if (this.running?.link !== link || this.running.again) {
          this.running = { link, state: codec.parse(link) };
        }
      },
      sample: (sample) => {
        (this.task === 'sweep' ? this.#fetchedLab : this.#lab)?.sample(sample);
        this.#announce('contend-progress', progressOf(sample));
      },
      trial: (trial, partial) => {
        if (partial) this.partial = partial;
        this.#lab?.trial(trial);
      },
      result: (result) => {
        this.partial = result;
        this.#conclude(result).catch(() => {}); // what cannot be fetched is no fault of the run
        this.#keep(result).catch(() => {}); // a list that cannot be fetched is no fault of the run
        this.#announce('contend-result', result);
      },
      sweepStart: (link) => {
        this.error = null;
        this.sweep = { link, state: codec.parse(link), trials: [], result: null, failed: false };
        this.#say(this.#startWords(this.sweep.state));
      },
      sweepTrial: (trial) => this.#along({ trials: [...(this.sweep?.trials ?? []), trial] }),
      swept: (result) => {
        this.#along({ result });
        this.#say(this.locale.t(result.stopped ? 'say.stopped' : 'say.finished'));
        this.#announce('contend-result', result);
      },
      verifyStart: (link) => {
        this.error = null;
        const state = codec.parse(link);
        this.checks = {
          link,
          state,
          reports: [],
          progress: null,
          over: false,
          stopped: false,
          behind: false,
        };
        this.#say(this.locale.t('say.verifying', { maps: state.maps.length }));
      },
      verifyProgress: (progress) => this.#check({ progress }),
      verifyReport: (report) => this.#check({ reports: [...(this.checks?.reports ?? []), report] }),
      verified: (reports, stopped) => {
        this.#check({ reports, stopped, over: true });
        const failed = reports.filter(({ failure }) => failure).length;
        const checked = reports.some(({ outcome }) => outcome !== 'not-checked');
        const whole = checked ? 'say.verified' : 'say.verifiedNothing';
        const end = stopped ? 'say.verifyStopped' : whole;
        this.#say(this.locale.t(failed ? 'say.verifyFailed' : end, { failed }));
      },
      inspectStart: (_link, map) => {
        this.error = null;
        this.#lab?.inspectStart(map);
      },
      insideSample: (sample) => this.#lab?.insideSample(sample),
      inspected: (stopped) => {
        this.#lab?.inspected();
        this.#say(this.locale.t(stopped ? 'say.inspectStopped' : 'say.inspected'));
      },
      error: (error, task) => {
        this.error = error;
        if (task === 'verify') this.#check({ over: true, stopped: true });
        else if (task === 'inspect') this.#lab?.inspected();
        else if (task === 'sweep') this.#along({ failed: true });
        else this.failed = true;
        this.#say(this.locale.t('say.error', { name: error.name, message: error.message }));
        this.#announce('contend-error', { name: error.name, message: error.message });
      },
    };
  }

  /** Says that the run is over, and what it has come to. @param {Result} result */
  async #conclude(result) {
    const { conclusionText } = await import('../labs/compare/conclusion.js');
    const end = this.locale.t(result.stopped ? 'say.stopped' : 'say.finished');
    this.#say(`${end} ${conclusionText(metadata, this.locale, result)}`);
  }

  /** @param {Result} result */
  async #keep(result) {
    if (!this.running || !result.strategies.some(({ trials }) => trials.length)) return;
    const run = { ...this.running, result };
    const { withRun } = await import('../share/runs.js');
    this.runs = withRun(this.runs, run);
  }

  /** Shows one of the tab's runs again, its settings and its result. @param {TabRun} run */
  #restore({ link, state, result }) {
    if (this.#driver.busy) return;
    this.#open(link);
    this.error = null;
    this.failed = false;
    this.running = { link, state, again: true };
    this.partial = result;
  }

  /** @param {string} type @param {unknown} detail */
  #announce(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** @param {Partial<Checks>} change */
  #check(change) {
    if (this.checks) this.checks = { ...this.checks, ...change };
  }

  /** @param {Partial<Sweep>} change */
  #along(change) {
    if (this.sweep) this.sweep = { ...this.sweep, ...change };
  }

  /** @param {string} text */
  #say(text) {
    this.spoken = text;
  }

  /** @param {LinkState} state */
  #startWords(state) {
    const lab = this.labs[state.lab];
    if (typeof lab === 'object' && lab.started) return lab.started(this.locale);
    return this.locale.t('say.started', {
      maps: state.maps.length,
      rounds: Number(state.values.rounds),
      time: this.locale.n.seconds(estimateMs(state)),
    });
  }

  /** @param {string} fragment */
  #navigate(fragment) {
    if (fragment) this.#experiment.open(fragment);
    else this.#experiment.openLanding();
    this.requestUpdate();
  }

  /**
   * `replace`: a step of many, which going back is not to undo.
   * @param {CustomEvent<{ changes: Record<string, string>, key: string, replace?: boolean }>} event
   */
  #edit(event) {
    const { changes, key, replace } = event.detail;
    if (key === 'preset') this.#experiment.applyPreset(changes.preset);
    else this.#experiment.edit(changes);
    this.#history[replace ? 'replace' : 'push'](this.experiment, key);
    this.requestUpdate();
  }

  /** @param {string | null} link null: the landing experiment */
  #open(link) {
    if (link === null) this.#experiment.openLanding();
    else this.#experiment.open(link);
    this.#history.push(this.experiment, 'open');
    this.requestUpdate();
  }

  /** Shows a saved result as recorded. @param {File | undefined} file */
  async #openFile(file) {
    if (!file) return;
    try {
      const { openFile } = await import('../export/recorded-file.js');
      const { address, sweep } = await openFile(file, codec);
      this.#experiment.open(address);
      if (sweep && !this.#driver.busy) this.sweep = { ...sweep, failed: false, opened: true };
      this.#history.push(this.#experiment.address, 'open');
      this.error = null;
      this.requestUpdate();
    } catch (error) {
      this.error = error instanceof Error ? error : new Error(String(error));
    }
  }

  #dropped = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    this.#openFile(event.dataTransfer?.files[0]);
  };

  /** @param {import('./preferences.js').Theme} theme */
  #setTheme(theme) {
    this.theme = theme;
    applyTheme(theme);
    if (this.#embedded) return;
    storeTheme(theme);
    if (this.#query.has('theme')) writeQuery('theme', theme);
  }

  /** @param {import('../strings/index.js').Language} language */
  async #setLanguage(language) {
    await Promise.all([loadLanguage(language), loadMetadata(language)]);
    this.locale = createLocale(language);
    if (!this.#embedded) writeQuery('lang', language);
  }

  /** @override */
  willUpdate() {
    const { lab } = this.#experiment.state;
    if (typeof this.labs[lab] === 'object') return;
    const hear = (/** @type {FetchedLab | 'failed'} */ found) => {
      if (this.labs[lab] !== found) this.labs = { ...this.labs, [lab]: found };
    };
    FETCHED[lab]?.().then(hear, () => hear('failed'));
  }

  /** @override */
  updated() {
    document.documentElement.lang = this.locale.language;
    document.title = this.locale.t('page.title');
    this.#frame?.show();
  }

  /** @override */
  render() {
    const { fatal, problems } = this.#experiment.state;
    const openLanding = () => this.#open(null);
    return html`
      ${this.#embedded ? nothing : this.#header()}
      ${
        this.#embedded
          ? nothing
          : labTabs(this.locale, metadata, fatal ? null : this.#experiment.state.lab, (lab) =>
              this.#experiment.linkIn(lab),
            )
      }
      <main
        id="main"
        @lab-edit=${this.#edit}
        @lab-open=${(/** @type {CustomEvent<string>} */ event) => this.#open(event.detail)}
        @lab-run=${() => this.run().catch(() => {})}
        @lab-stop=${() => this.stop()}
        @lab-dismiss-error=${() => (this.error = null)}
      >
        ${problems.length ? linkNotice(this.locale, metadata, problems, () => this.#dismiss()) : nothing}
        ${fatal ? linkCard(this.locale, metadata, fatal, openLanding) : nothing}
        ${cache(this.#experiment.state.lab in FETCHED ? this.#renderFetched() : this.#renderCompare())}
      </main>
      ${
        this.#embedded
          ? nothing
          : pageFooter({
              locale: this.locale,
              link: this.experiment,
              version: metadata.version,
              onFile: (file) => this.#openFile(file),
            })
      }
      <p class="unseen" role="status" aria-live="polite">${this.spoken}</p>
    `;
  }

  #header() {
    return pageHeader({
      locale: this.locale,
      theme: this.theme,
      onTheme: (theme) => this.#setTheme(theme),
      onLanguage: (language) => this.#setLanguage(language),
    });
  }

  #renderCompare() {
    return html`
      <compare-lab
        ?hidden=${this.#experiment.state.fatal !== null}
        .locale=${this.locale}
        .metadata=${metadata}
        .state=${this.#experiment.state}
        .link=${this.experiment}
        .address=${this.#experiment.address}
        .runs=${this.runs}
        .preset=${this.#experiment.preset}
        .embedded=${this.#embedded}
        .queued=${this.queued}
        .phase=${this.phase}
        .task=${this.task}
        .can=${this.#driver.can}
        .checks=${this.checks}
        .codec=${codec}
        .environment=${this.environment}
        .result=${this.partial}
        .running=${this.running}
        .error=${this.error}
        .failed=${this.failed}
        .theme=${this.theme}
        .keepsGoing=${this.canKeepGoing}
        @lab-keep-going=${() => this.keepGoing().catch(() => {})}
        @lab-restore=${(/** @type {CustomEvent<TabRun>} */ event) => this.#restore(event.detail)}
        @lab-verify=${() => this.verify().catch(() => {})}
        @lab-dismiss-checks=${() => (this.checks = null)}
        @lab-inspect=${(/** @type {CustomEvent<string>} */ event) =>
          this.inspect(event.detail).catch(() => {})}
      ></compare-lab>
    `;
  }

  #renderFetched() {
    const { locale, phase, task, environment, sweep, error, queued } = this;
    const { state, link, preset } = this.#experiment;
    const lab = this.labs[state.lab];
    if (lab === 'failed') {
      return html`<p class="card" role="alert">${locale.t('lab.unavailable')}</p>`;
    }
    const embedded = this.#embedded;
    const own = { locale, phase, task, environment, sweep, error, queued, embedded };
    return lab?.view({ ...own, metadata, codec, state, link, preset }) ?? nothing;
  }

  #dismiss() {
    this.#experiment.dismissProblems();
    this.requestUpdate();
  }
}

/** @param {Sample} sample @returns {import('../types.js').Progress} */
function progressOf(sample) {
  const { step, done, total, opsPerSec, perThread, remainingMs } = sample;
  const { cell, cells, value } = step;
  return {
    ...{ done, total, strategy: step.map, round: step.round, opsPerSec, perThread, remainingMs },
    ...(value === undefined ? {} : { cell, cells, value }),
  };
}

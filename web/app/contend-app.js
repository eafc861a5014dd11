// <contend-app>: the page's root and its public interface for scripts.
//
// Guarantees: `experiment` takes any link and reads back canonical at once; `run` waits for
// readiness and rejects with a named error; `stop` resolves when the workers are idle; the events
// contend-ready, contend-progress, contend-result and contend-error bubble and are composed. What
// a link says reaches the page as text only. In embed mode the address is never written.

import { html, nothing } from 'lit';
import { cache } from 'lit/directives/cache.js';
import { latestOnly } from '../latest.js';
import { localeOf } from '../locale.js';
import { metadata } from '../metadata.js';
import { createCodec } from '../link/codec.js';
import { LightElement } from '../dom.js';
import { LANGUAGES, createLocale } from '../strings/index.js';
import { Driver } from './driver.js';
import { errorSentence } from './error-words.js';
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
import { languageNotice, linkCard, linkNotice } from './notice.js';
import './page-notice.js';
import { Sessions } from './sessions.js';
import { Soon } from './soon.js';
import { Rest } from '../engine/rest.js';
import '../labs/compare/compare-lab.js';

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').VerifyReport} VerifyReport */
/** @typedef {import('../share/runs.js').TabRun} TabRun */
/** @typedef {import('../types.js').ScaleResult} ScaleResult */
/** @typedef {import('./driver.js').Phase} Phase */
/** @typedef {import('./types.js').FetchedLab} FetchedLab */
/** @typedef {import('../strings/index.js').Language} Language */

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
    theme: { state: true },
    language: { state: true },
    unfetched: { state: true },
    error: { state: true },
    spoken: { state: true },
    labs: { state: true },
  };

  #experiment = new Experiment(codec, metadata);
  #query = new URLSearchParams(location.search);
  #embedded = this.#query.get('embed') === '1';
  #sessions = new Sessions({
    metadata,
    parse: codec.parse,
    locale: () => this.locale,
    fetched: (lab) => this.#fetched(lab),
    view: (lab) => this.#views.get(lab) ?? null,
    changed: (soon) => (soon ? this.#soon.ask() : this.requestUpdate()),
    say: (text) => (this.spoken = text),
    announce: (type, detail) => this.#announce(type, detail),
  });
  #driver = new Driver({
    changed: () => this.requestUpdate(),
    ready: (environment) => {
      this.error = null;
      // Only now: an address rewritten before a reload for isolation would lose the link's
      // problems.
      if (location.hash && this.experiment) this.#history.replace(this.#experiment.address);
      this.#announce('contend-ready', { environment });
    },
    error: (error) => {
      const { name, message } = error;
      this.error = error;
      this.spoken = errorSentence(this.locale, error);
      this.#announce('contend-error', { name, message });
    },
  });
  /** The labs' elements, which stay what they are while another one is shown. @type {Map<string, any>} */
  #views = new Map();
  #soon = new Soon(() => this.requestUpdate());
  #newest = latestOnly();
  /** @type {import('../embed/frame.js').Frame | null} */
  #frame = null;
  #history = new LinkHistory((fragment) => this.#navigate(fragment), { embedded: this.#embedded });

  constructor() {
    super();
    /** The language that was chosen last. */
    this.language = readLanguage(this.#query);
    this.locale = createLocale(this.language);
    /** A language that was asked for and could not be had: as it is said, and until it comes. @type {Language | null} */
    this.unfetched = null;
    /** @type {Language | null} */
    this.late = null;
    if (this.locale.language !== this.language) this.#keepLanguage();
    this.theme = readTheme(this.#query);
    /** The engine does not start, whatever lab asks. @type {Error | null} */
    this.error = null;
    /** What the live region says. */
    this.spoken = '';
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

  /** How the engine is, or how far what is on. @returns {Phase} */
  get phase() {
    return this.#driver.phase;
  }

  /** The result so far of the run that is on in the lab on the page, or of the last one. */
  get partial() {
    return this.#session.partial;
  }

  /** How long the engine is kept after a run, in milliseconds; then the next one starts afresh. */
  get restMs() {
    return Rest.ms;
  }
  set restMs(ms) {
    Rest.ms = ms;
  }

  /** How often the live figures were redrawn in the present or last run, and what it cost. */
  get redraw() {
    return this.#views.get('compare')?.redraw ?? { count: 0, meanMs: 0, maxMs: 0 };
  }

  /** Runs the experiment on the page. @returns {Promise<Result | ScaleResult>} */
  run() {
    const way = this.#experiment.state.lab in FETCHED ? 'sweep' : 'run';
    return this.#driver[way](this.experiment, this.#session);
  }

  /** Whether rounds can be added to the result on the page. */
  get canKeepGoing() {
    return this.#driver.canKeepGoing(this.experiment, this.partial);
  }

  /** Adds rounds to the last run until each map has an answer. @returns {Promise<Result>} */
  keepGoing() {
    return this.#driver.keepGoing(this.experiment, this.#session);
  }

  /** Checks every map of the experiment for linearizability. @returns {Promise<VerifyReport[]>} */
  verify() {
    return this.#driver.verify(this.experiment, this.#session);
  }

  /** Looks inside one of the experiment's maps. @param {string} map @returns {Promise<unknown>} */
  inspect(map) {
    return this.#driver.inspect(this.experiment, map, this.#session);
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
      this.#frame ??= new Frame({
        app: this,
        themes: THEMES,
        languages: LANGUAGES,
        theme: (theme) => this.#setTheme(theme),
        language: (language) => this.#setLanguage(language),
      });
    });
    await Promise.allSettled([frame, this.#driver.prepare()]);
    this.#frame?.ready();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#history.stop();
    // What is only moved is back by then.
    queueMicrotask(() => !this.isConnected && this.#leave());
  }

  /** Gives back all that works for it. */
  #leave() {
    for (const lab of Object.keys(this.labs)) this.#fetched(lab)?.release?.();
    this.#driver.release();
  }

  /** The session of the experiment on the page. */
  get #session() {
    return this.#sessions.of(this.#experiment.state);
  }

  /** @param {string} lab @returns {FetchedLab | null} */
  #fetched(lab) {
    const found = this.labs[lab];
    return typeof found === 'object' ? found : null;
  }

  /** @param {string} type @param {unknown} detail */
  #announce(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** Shows one of the tab's runs again, its settings and its result. @param {TabRun} run */
  #restore(run) {
    if (this.#driver.on) return;
    this.#open(run.link);
    this.#session.restore(run);
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
    this.#history.push(this.#experiment.address, 'open');
    this.requestUpdate();
  }

  /** Shows a saved result as recorded. @param {File | undefined} file */
  async #openFile(file) {
    if (!file) return;
    try {
      const { openFile } = await import('../export/recorded-file.js');
      const { address, sweep } = await openFile(file, codec);
      this.#open(address);
      this.#session.set({ error: null });
      if (sweep && this.#driver.on?.session !== this.#session) this.#session.open(sweep);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      this.#session.set({ error });
      this.spoken = this.locale.t('say.file', { message: error.message });
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

  /** @param {Language} language */
  async #setLanguage(language) {
    this.language = language;
    this.late = this.unfetched = null;
    try {
      this.locale = await this.#newest(localeOf(language));
      if (!this.#embedded) writeQuery('lang', language);
    } catch {
      this.#keepLanguage();
    }
  }

  /** Says that the language chosen is not to be had, and stays with the one that is shown. */
  #keepLanguage() {
    this.late = this.unfetched = this.language;
    this.language = this.locale.language;
  }

  /** Speaks a language whose texts came late. @param {import('../strings/index.js').Locale} locale */
  speak(locale) {
    this.locale = locale;
    this.language = locale.language;
    this.late = this.unfetched = null;
  }

  /** @override */
  willUpdate() {
    const { lab } = this.#experiment.state;
    if (this.#fetched(lab)) return;
    const hear = (/** @type {FetchedLab | 'failed'} */ found) => {
      if (this.labs[lab] !== found) this.labs = { ...this.labs, [lab]: found };
    };
    FETCHED[lab]?.().then(hear, () => hear('failed'));
  }

  /** @override */
  updated() {
    this.#soon.done();
    const { lab } = this.#experiment.state;
    const view = this.querySelector(`${lab}-lab`);
    if (view) this.#views.set(lab, view);
    document.documentElement.lang = this.locale.language;
    document.title = this.locale.t('page.title');
    this.#frame?.show();
  }

  /** @override */
  render() {
    const { fatal, problems, repairs } = this.#experiment.state;
    const amiss = problems.length + repairs.length > 0;
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
        @lab-dismiss-error=${() => this.#dismissError()}
      >
        <page-notice .locale=${this.locale}></page-notice>
        ${this.unfetched ? languageNotice(this.locale, this.unfetched, () => (this.unfetched = null)) : nothing}
        ${amiss ? linkNotice(this.locale, metadata, { repairs, problems }, () => this.#dismiss()) : nothing}
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
      language: this.language,
      theme: this.theme,
      onTheme: (theme) => this.#setTheme(theme),
      onLanguage: (language) => this.#setLanguage(language),
    });
  }

  /** What every lab is given of the page, and of its own session alone. */
  #page() {
    const { locale, environment } = this;
    const { state, link, preset } = this.#experiment;
    const session = this.#session;
    const { queued, alone, sweep } = session;
    const { on, phase } = this.#driver;
    const mine = on?.session === session;
    return {
      ...{ locale, metadata, codec, state, link, preset, environment, queued, alone, sweep },
      embedded: this.#embedded,
      phase: on && !mine ? /** @type {const} */ ('elsewhere') : phase,
      task: mine ? on.task : null,
      elsewhere: on && !mine ? { lab: on.session.lab, link: on.link } : null,
      error: session.error ?? this.error,
    };
  }

  #renderCompare() {
    const page = this.#page();
    const { running, partial, failed, checks, runs } = this.#session;
    return html`
      <compare-lab
        ?hidden=${page.state.fatal !== null}
        .locale=${page.locale}
        .metadata=${metadata}
        .codec=${codec}
        .state=${page.state}
        .link=${page.link}
        .address=${this.#experiment.address}
        .preset=${page.preset}
        .embedded=${page.embedded}
        .phase=${page.phase}
        .task=${page.task}
        .elsewhere=${page.elsewhere}
        .queued=${page.queued}
        .alone=${page.alone}
        .environment=${page.environment}
        .error=${page.error}
        .running=${running}
        .result=${partial}
        .failed=${failed}
        .checks=${checks}
        .runs=${runs}
        .theme=${this.theme}
        .keepsGoing=${this.canKeepGoing}
        @lab-keep-going=${() => this.keepGoing().catch(() => {})}
        @lab-restore=${(/** @type {CustomEvent<TabRun>} */ event) => this.#restore(event.detail)}
        @lab-verify=${() => this.verify().catch(() => {})}
        @lab-dismiss-checks=${() => this.#session.set({ checks: null })}
        @lab-inspect=${(/** @type {CustomEvent<string>} */ event) =>
          this.inspect(event.detail).catch(() => {})}
      ></compare-lab>
    `;
  }

  #renderFetched() {
    const lab = this.labs[this.#experiment.state.lab];
    if (lab === 'failed') {
      return html`<p class="card" role="alert">${this.locale.t('lab.unavailable')}</p>`;
    }
    return lab?.view(this.#page()) ?? nothing;
  }

  #dismissError() {
    this.error = null;
    this.#session.set({ error: null });
  }

  #dismiss() {
    this.#experiment.dismissProblems();
    this.requestUpdate();
  }
}

// <contend-app>: the page's root and its public interface for scripts.
//
// Guarantees: `experiment` takes any link and reads back canonical at once; `run` waits for
// readiness and rejects with a named error; `stop` resolves when the workers are idle; the events
// contend-ready, contend-progress, contend-result and contend-error bubble and are composed. What
// a link says reaches the page as text only. In embed mode the address is never written.

import { html, nothing } from 'lit';
import { cache } from 'lit/directives/cache.js';
import { metadata } from '../metadata.js';
import { LightElement } from '../dom.js';
import { LANGUAGES } from '../strings/index.js';
import { LABS } from '../labs/registry.js';
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
import { pressByKeys } from '../labs/parts/keys.js';
import { Page } from './page.js';
import { Soon } from './soon.js';
import { Speech } from './speech.js';
import { Rest } from '../engine/rest.js';

/** @typedef {import('../labs/types.js').ActOptions} ActOptions */
/** @typedef {import('../strings/index.js').Language} Language */

/** Fetches the lessons for who comes near their place. */
const lessons = new IntersectionObserver(
  (places) =>
    places.some(({ isIntersecting }) => isIntersecting) && import('../lessons/lesson-cards.js'),
  { rootMargin: '200px' },
);

export class ContendApp extends LightElement {
  /** @override */
  static properties = {
    experiment: { attribute: false, noAccessor: true },
    theme: { state: true },
    spoken: { state: true },
  };

  #query = new URLSearchParams(location.search);
  #embedded = this.#query.get('embed') === '1';
  #speech = new Speech(readLanguage(this.#query), () => this.#spoken());
  #page = new Page(
    {
      locale: () => this.locale,
      view: (lab) => this.#views.get(lab) ?? null,
      changed: (soon) => (soon ? this.#soon.ask() : this.requestUpdate()),
      say: (text) => (this.spoken = text),
      announce: (type, detail) =>
        this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true })),
    },
    this.#embedded,
  );
  /** The labs' elements, which stay what they are while another one is shown. @type {Map<string, any>} */
  #views = new Map();
  #soon = new Soon(() => this.requestUpdate());
  /** @type {import('../embed/frame.js').Frame | null} */
  #frame = null;

  constructor() {
    super();
    this.locale = this.#speech.locale;
    this.theme = readTheme(this.#query);
    /** What the live region says. */
    this.spoken = '';
  }

  /** The experiment on the page as a canonical fragment; takes any link or fragment. */
  get experiment() {
    return this.#page.experiment.link;
  }
  set experiment(link) {
    this.#page.set(String(link));
  }

  /** What start-up found about this machine; null before `contend-ready`. */
  get environment() {
    return this.#page.driver.environment;
  }

  /** How the engine is, or how far what is on. @returns {import('../labs/types.js').Phase} */
  get phase() {
    return this.#page.driver.phase;
  }

  /** How long the engine is kept after a run, in milliseconds; then the next one starts afresh. */
  get restMs() {
    return Rest.ms;
  }
  set restMs(ms) {
    Rest.ms = ms;
  }

  /** Runs the experiment on the page. @returns {Promise<import('../types.js').LabResult>} */
  run() {
    return this.perform('run');
  }

  /**
   * Does one of the acts of the lab on the page.
   * @param {string} act @param {ActOptions} [options] @returns {Promise<any>}
   */
  perform(act, options) {
    return this.#page.perform(act, options);
  }

  /** Stops what is on; its promise then resolves with what was complete. */
  stop() {
    return this.#page.driver.stop();
  }

  /** A language that was asked for and has not come, while it is to be spoken once it does. */
  get late() {
    return this.#speech.late;
  }

  /** Speaks a language whose texts came late. @param {import('../strings/index.js').Locale} locale */
  speak(locale) {
    this.#speech.speak(locale);
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
    document.addEventListener('keydown', pressByKeys);
    const begun = this.#page.begin();
    if (this.#embedded) {
      this.#embed(begun);
      return;
    }
    this.addEventListener('dragover', (event) => event.preventDefault());
    this.addEventListener('drop', this.#dropped);
  }

  /** @param {Promise<void>} begun */
  async #embed(begun) {
    const frame = import('../embed/frame.js').then(({ Frame }) => {
      this.#frame ??= new Frame({
        app: this,
        themes: THEMES,
        languages: LANGUAGES,
        theme: (theme) => this.#setTheme(theme),
        language: (language) => this.#setLanguage(language),
      });
    });
    await Promise.allSettled([frame, begun]);
    this.#frame?.ready();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('keydown', pressByKeys);
    this.#page.end();
    // What is only moved is back by then.
    queueMicrotask(() => !this.isConnected && this.#page.leave());
  }

  #dropped = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    this.#page.openFiles([...(event.dataTransfer?.files ?? [])]);
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
    const spoken = await this.#speech.choose(language);
    if (spoken && !this.#embedded) writeQuery('lang', language);
  }

  #spoken() {
    this.locale = this.#speech.locale;
    this.requestUpdate();
  }

  /** @override */
  updated() {
    this.#soon.done();
    const { lab } = this.#page.experiment.state;
    const view = this.querySelector(`${lab}-lab`);
    if (view) this.#views.set(lab, view);
    // Without the lab their place is where the lab's will be.
    const place = view && this.querySelector('lesson-cards');
    if (place) lessons.observe(place);
    document.documentElement.lang = this.locale.language;
    document.title = this.#page.title;
    this.#frame?.show();
  }

  /** @override */
  render() {
    const page = this.#page;
    const { locale } = this;
    const { state } = page.experiment;
    const { fatal, problems, repairs } = state;
    const amiss = problems.length + repairs.length > 0;
    const { unfetched } = this.#speech;
    return html`
      ${this.#embedded ? nothing : this.#head(fatal ? null : state.lab)}
      <main
        id="main"
        @lab-edit=${(/** @type {CustomEvent} */ { detail }) => page.edit(detail)}
        @lab-open=${(/** @type {CustomEvent<string>} */ { detail }) => page.open(detail)}
        @lab-do=${(/** @type {CustomEvent<{ act: string } & ActOptions>} */ { detail }) =>
          page.perform(detail.act, detail).catch(() => {})}
        @lab-stop=${() => this.stop()}
        @lab-show=${(/** @type {CustomEvent} */ { detail }) => page.show(detail)}
        @lab-keep=${(/** @type {CustomEvent} */ { detail }) => page.keep(detail)}
        @lab-dismiss-error=${() => page.dismissError()}
      >
        <page-notice .locale=${locale}></page-notice>
        ${unfetched ? languageNotice(locale, unfetched, () => this.#speech.dismiss()) : nothing}
        ${
          amiss
            ? linkNotice(locale, metadata, { repairs, problems }, () => page.dismissProblems())
            : nothing
        }
        ${fatal ? linkCard(locale, metadata, fatal, () => page.open(null)) : nothing}
        ${cache(this.#lab())}
      </main>
      ${this.#embedded ? nothing : this.#foot()}
      <p class="unseen" role="status" aria-live="polite">${this.spoken}</p>
    `;
  }

  /** @param {string | null} lab the one that is shown */
  #head(lab) {
    const { locale, theme } = this;
    return html`
      ${pageHeader({
        ...{ locale, theme, language: this.#speech.language },
        onTheme: (chosen) => this.#setTheme(chosen),
        onLanguage: (language) => this.#setLanguage(language),
      })}
      ${labTabs(locale, LABS, lab, (other) => this.#page.experiment.linkIn(other))}
    `;
  }

  #lab() {
    const { lab } = this.#page;
    if (lab !== 'failed') return lab?.view(this.#page.forLab(this.theme)) ?? nothing;
    return html`<p class="card" role="alert">${this.locale.t('lab.unavailable')}</p>`;
  }

  #foot() {
    const { locale, experiment: link } = this;
    return html`
      <lesson-cards .locale=${locale} .link=${link}></lesson-cards>
      ${pageFooter({
        ...{ locale, link, version: metadata.version },
        onFiles: (files) => this.#page.openFiles(files),
      })}
    `;
  }
}

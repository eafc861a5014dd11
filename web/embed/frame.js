// The page inside a frame: tells the page around it what happens here, and does what that asks.
//
// Guarantees: obeys its parent window alone, in messages of the known shape; what they set is as
// bounded as a link or a query is. It says nothing but what the reader of that page sees anyway, so
// it is told to any origin.

import { envelope, opened } from './wire.js';
import './frame.css';

/**
 * @typedef {object} Page
 * @property {import('../app/contend-app.js').ContendApp} app
 * @property {readonly import('../app/preferences.js').Theme[]} themes
 * @property {readonly (readonly [import('../strings/index.js').Language, string])[]} languages
 * @property {(theme: import('../app/preferences.js').Theme) => void} theme
 * @property {(language: import('../strings/index.js').Language) => void} language
 */

export class Frame {
  #page;
  #said = '';
  #first = true;
  /** Runs that the parent asked for and that have no answer yet. @type {Set<unknown>} */
  #asked = new Set();

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    const { app } = page;
    window.addEventListener('message', (event) => {
      const message = opened(event.data);
      if (message && event.source === window.parent) this.#obey(message);
    });
    app.addEventListener('contend-progress', (event) => this.#report('progress', event));
    app.addEventListener('contend-result', (event) => this.#report('result', event));
    app.addEventListener('contend-error', (event) => this.#report('error', event));
    new ResizeObserver(() => this.#measure()).observe(app);
  }

  /** The page can be told to run. */
  ready() {
    this.#ready();
  }

  /** Says what the page shows now, if that is news. */
  show() {
    if (!this.#first && this.#page.app.experiment !== this.#said) this.#ready();
  }

  /** @param {import('./wire.js').Message} message */
  #obey({ type, id, ...fields }) {
    const { app } = this.#page;
    if (type === 'set') this.#set(id, fields);
    if (type === 'theme') {
      const theme = this.#page.themes.find((name) => name === fields.theme);
      if (theme) this.#page.theme(theme);
    }
    if (type === 'stop') app.stop().then(() => this.#ready(id));
    if (type === 'run') this.#run(id);
  }

  /** @param {unknown} id @param {Record<string, unknown>} fields */
  #set(id, { experiment, lang }) {
    const language = this.#page.languages.find(([tag]) => tag === lang)?.[0];
    if (language) this.#page.language(language);
    if (typeof experiment === 'string') {
      this.#page.app.experiment = experiment;
      this.#ready(id);
    }
  }

  /** @param {unknown} id */
  async #run(id) {
    this.#asked.add(id);
    try {
      const detail = await this.#page.app.run();
      this.#post('result', { id, detail });
    } catch (thrown) {
      const { name, message } = /** @type {Error} */ (thrown);
      this.#post('error', { id, detail: { name, message } });
    } finally {
      this.#asked.delete(id);
    }
  }

  /**
   * What ends a run that the parent asked for is said once, as the answer.
   * @param {string} type @param {Event} event
   */
  #report(type, event) {
    if (type !== 'progress' && this.#asked.size > 0) return;
    this.#post(type, { detail: /** @type {CustomEvent} */ (event).detail });
  }

  /** @param {unknown} [id] of the request that this answers */
  #ready(id) {
    const { experiment } = this.#page.app;
    this.#post('ready', { id, first: this.#first, experiment, detail: { experiment } });
    if (this.#first) this.#measure();
    this.#first = false;
    this.#said = experiment;
  }

  #measure() {
    this.#post('height', { height: Math.ceil(this.#page.app.getBoundingClientRect().height) });
  }

  /** @param {string} type @param {Record<string, unknown>} fields */
  #post(type, fields) {
    if (window.parent !== window) window.parent.postMessage(envelope(type, fields), '*');
  }
}

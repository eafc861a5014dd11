// The page inside a frame: tells the page around it what happens here, and does what that asks.
//
// Guarantees: obeys its parent window alone, in messages of the known shape; what they set is as
// bounded as a link or a query is. It says nothing but what the reader of that page sees anyway, so
// it is told to any origin. Where the parent keeps turns, a task waits for its own; a plain iframe,
// whose parent does not answer, waits for a moment and then just runs.

import { envelope, opened } from './wire.js';
import './frame.css';

/** A parent that has not said a word yet is hardly one that keeps turns. */
const SILENT_MS = 400;
/** One that has may be slow while every core is busy. */
const TALKING_MS = 10_000;

const GIVEN_UP = 'Another experiment on this page runs, and the wait for it was ended';

/**
 * @typedef {object} Page
 * @property {import('../app/contend-app.js').ContendApp} app
 * @property {readonly import('../app/preferences.js').Theme[]} themes
 * @property {readonly (readonly [import('../strings/index.js').Language, string])[]} languages
 * @property {(theme: import('../app/preferences.js').Theme) => void} theme
 * @property {(language: import('../strings/index.js').Language) => void} language
 * @property {(queued: boolean) => void} queued another experiment of the page around this one runs
 */

export class Frame {
  #page;
  #said = '';
  #first = true;
  /** The parent has spoken. */
  #led = false;
  /** Runs that the parent asked for and that have no answer yet. @type {Set<unknown>} */
  #asked = new Set();
  /** @type {((mine: boolean) => void) | null} */
  #told = null;

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

  /**
   * Waits until no other experiment of the page around this one runs.
   * @param {AbortSignal} signal gives the place up
   * @returns {Promise<() => void>} to be called when the turn is over
   */
  async turn(signal) {
    if (window.parent === window) return () => {};
    const leave = () => {
      this.#told = null;
      this.#page.queued(false);
      this.#post('turn', { want: false });
    };
    try {
      await new Promise((resolve, reject) => {
        let queued = false;
        const give = () => reject(Object.assign(new Error(GIVEN_UP), { name: 'Busy' }));
        const unanswered = setTimeout(resolve, this.#led ? TALKING_MS : SILENT_MS);
        signal.addEventListener('abort', () => queued && give());
        this.#told = (mine) => {
          clearTimeout(unanswered);
          queued = !mine;
          this.#page.queued(queued);
          if (mine) resolve(undefined);
          else if (signal.aborted) give();
        };
        this.#post('turn', { want: true });
      });
      this.#page.queued(false);
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** @param {import('./wire.js').Message} message */
  #obey({ type, id, ...fields }) {
    const { app } = this.#page;
    this.#led = true;
    if (type === 'set') this.#set(id, fields);
    if (type === 'theme') {
      const theme = this.#page.themes.find((name) => name === fields.theme);
      if (theme) this.#page.theme(theme);
    }
    if (type === 'turn') this.#told?.(fields.go === true);
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

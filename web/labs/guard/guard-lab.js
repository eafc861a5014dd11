// <guard-lab>: what happens to maps and to their clients while things go wrong, in several views.
//
// Guarantees: holds no experiment of its own; it shows the one it is given and its parts tell the
// reader's wishes to the page. A part keeps what it has found while another one is looked at. Everything of
// this lab comes with this file or later.

import { html, nothing } from 'lit';
import { LightElement } from '../../dom.js';
import { embedHead } from '../parts/lab-layout.js';
import { guardTexts } from './texts.js';
import { VIEWS } from './views.js';
import './guard.css';

/** @typedef {import('../types.js').LabPage} LabPage */
/** @typedef {import('./views.js').View} View */

export class GuardLab extends LightElement {
  /** @override */
  static properties = {
    page: { attribute: false },
    failed: { state: true },
  };

  /** The parts that were opened, by name. @type {Map<string, HTMLElement>} */
  #parts = new Map();

  constructor() {
    super();
    /** @type {LabPage | null} */
    this.page = null;
    /** The parts that could not be fetched. @type {string[]} */
    this.failed = [];
  }

  /** The view that the link asks for, or the first there is. @returns {View} */
  get #view() {
    return VIEWS.find(({ name }) => name === this.page?.state.values.view) ?? VIEWS[0];
  }

  /** @param {View} view */
  async #open({ name, tag, load }) {
    if (this.#parts.has(name)) return;
    try {
      await load();
      if (!this.#parts.has(name)) this.#parts.set(name, document.createElement(tag));
      this.failed = this.failed.filter((other) => other !== name);
      this.requestUpdate();
    } catch {
      if (!this.failed.includes(name)) this.failed = [...this.failed, name];
    }
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (!this.page) return;
    this.locale = this.page.locale;
    const part = this.#parts.get(this.#view.name);
    if (part) Object.assign(part, { locale: this.locale, page: this.page });
    else if (changed.has('page')) this.#open(this.#view);
  }

  /** A plain click stays in the page, which in a frame never writes the address. */
  #follow(/** @type {MouseEvent} */ event, /** @type {string} */ view) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.tell('lab-edit', { key: 'view', changes: { view } });
  }

  /** @override */
  render() {
    const { page } = this;
    if (!page) return nothing;
    const { t } = guardTexts(this.locale);
    const { codec, state } = page;
    const view = this.#view;
    const heading = `${page.labTitle} · ${t(`view.${view.name}`)}`;
    return html`
      ${page.embedded ? embedHead(page, { heading, maps: view.name !== 'incident' }) : nothing}
      <nav class="guard-views" aria-label=${t('view.title')}>
        ${VIEWS.map(
          ({ name }) =>
            html`<a
              href=${codec.format(state.lab, { ...state.values, view: name })}
              aria-current=${name === view.name ? 'page' : nothing}
              @click=${(/** @type {MouseEvent} */ event) => this.#follow(event, name)}
              >${t(`view.${name}`)}</a
            >`,
        )}
      </nav>
      ${this.#part(view)}
    `;
  }

  /** @param {View} view */
  #part({ name }) {
    const part = this.#parts.get(name);
    if (part) return part;
    return this.failed.includes(name)
      ? html`<p class="card" role="alert">${this.locale.t('lab.unavailable')}</p>`
      : nothing;
  }
}

customElements.define('guard-lab', GuardLab);

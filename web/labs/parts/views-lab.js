// The base of a lab of several views, each of which is an element of its own.
//
// Guarantees: holds no experiment of its own; it shows the one it is given and its parts tell the
// reader's wishes to the page (`lab-edit`, `lab-open`, `lab-run`, `lab-stop`). A part is fetched when it
// is opened for the first time, and keeps what it has found while another one is looked at.

import { html, nothing } from 'lit';
import { LightElement } from '../../dom.js';
import './views-lab.css';

/** @typedef {import('../types.js').LabPage} LabPage */
/** `tag`: the element that `load` defines. @typedef {{ name: string, tag: string, load: () => Promise<unknown> }} View */

export class ViewsLab extends LightElement {
  /** @override */
  static properties = {
    page: { attribute: false },
    failed: { state: true },
  };

  /** In the order of the navigation. @type {View[]} */
  static views = [];

  /** The parts that were opened, by name. @type {Map<string, HTMLElement>} */
  opened = new Map();

  constructor() {
    super();
    /** @type {LabPage | null} */
    this.page = null;
    /** The parts that could not be fetched. @type {string[]} */
    this.failed = [];
  }

  get #views() {
    return /** @type {typeof ViewsLab} */ (this.constructor).views;
  }

  /** The view that the link asks for, or the first there is. @returns {View} */
  get view() {
    return this.#views.find(({ name }) => name === this.page?.state.values.view) ?? this.#views[0];
  }

  /** @param {View} view */
  async #open({ name, tag, load }) {
    if (this.opened.has(name)) return;
    try {
      await load();
      if (!this.opened.has(name)) this.opened.set(name, document.createElement(tag));
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
    const part = this.opened.get(this.view.name);
    if (part) Object.assign(part, { locale: this.locale, page: this.page });
    else if (changed.has('page')) this.#open(this.view);
  }

  /** A plain click stays in the page, which in a frame never writes the address. */
  #follow(/** @type {MouseEvent} */ event, /** @type {string} */ view) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.tell('lab-edit', { key: 'view', changes: { view } });
  }

  /** The way from view to view. @param {LabPage} page @param {string} title @param {(name: string) => string} labelOf */
  navigation({ codec, state }, title, labelOf) {
    return html`<nav class="lab-views ${state.lab}-views" aria-label=${title}>
      ${this.#views.map(
        ({ name }) =>
          html`<a
            href=${codec.format(state.lab, { ...state.values, view: name })}
            aria-current=${name === this.view.name ? 'page' : nothing}
            @click=${(/** @type {MouseEvent} */ event) => this.#follow(event, name)}
            >${labelOf(name)}</a
          >`,
      )}
    </nav>`;
  }

  /** What the view is made of, once it is there. */
  shown() {
    const { name } = this.view;
    const part = this.opened.get(name);
    if (part) return part;
    return this.failed.includes(name)
      ? html`<p class="card" role="alert">${this.locale.t('lab.unavailable')}</p>`
      : nothing;
  }
}

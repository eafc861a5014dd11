// <strategy-chooser>: all maps there are in one dialog, with what each promises, to add and remove.
//
// Guarantees: every row and word comes from the metadata; what a browser does not offer is listed
// with its reason and cannot be added. A native dialog keeps the focus and gives it back. Each
// change is told at once as the whole list of maps, so that closing is never a decision.

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement, find, inputOf } from '../../dom.js';
import { parseSpec, specLabel, unusedSpec } from '../../link/specs.js';
import { swatch } from '../../charts/palette.js';
import { COLUMNS, chooseRows, promiseOf, promiseWord } from './guarantees.js';
import { strategyFacts } from './strategy-facts.js';
import { en } from './words/chooser.en.js';
import { zh } from './words/chooser.zh.js';
import './chooser.css';

/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('../../types.js').StrategyRow} StrategyRow */

const TABLES = { en, zh };

/** What the columns say already. */
const TOLD = COLUMNS.map(({ id }) => id);

export class StrategyChooser extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    maps: { attribute: false },
    max: { attribute: false },
    disabled: { type: Boolean },
    opened: { state: true },
    filter: { state: true },
    sort: { state: true },
    expanded: { state: true },
  };

  constructor() {
    super();
    /** @type {Metadata | null} */
    this.metadata = null;
    /** @type {string[]} */
    this.maps = [];
    this.max = 0;
    this.disabled = false;
    this.opened = false;
    this.filter = '';
    /** The column sorted by; empty for the registry's order. */
    this.sort = '';
    /** Ids of the rows that show their trade-offs. @type {string[]} */
    this.expanded = [];
  }

  /** Its own texts; those of the page are the locale's. */
  get #own() {
    return this.locale.own(TABLES);
  }

  async show() {
    this.opened = true;
    await this.updateComplete;
    find(this, 'dialog', HTMLDialogElement).showModal();
  }

  #close() {
    find(this, 'dialog', HTMLDialogElement).close();
  }

  /** @param {Event} event what was pressed @param {string[]} maps */
  async #change(event, maps) {
    const cell = /** @type {Element} */ (event.currentTarget).closest('td');
    this.tell('field-change', { key: 'maps', value: maps.join(',') });
    await new Promise((resolve) => setTimeout(resolve));
    // Where the button itself went, the keyboard stays in the row, on what can be pressed next.
    if (!this.contains(document.activeElement)) cell?.querySelector('button')?.focus();
  }

  /** @param {string} id */
  #toggle(id) {
    this.expanded = this.expanded.includes(id)
      ? this.expanded.filter((other) => other !== id)
      : [...this.expanded, id];
  }

  /** @override */
  render() {
    const { metadata, locale } = this;
    const { t } = locale;
    if (!metadata) return nothing;
    return html`
      <dialog
        class="sheet chooser"
        aria-labelledby="chooser-title"
        @close=${() => (this.opened = false)}
        @click=${(/** @type {MouseEvent} */ event) => {
          // The dialog itself is hit only on the backdrop: its content fills it.
          if (event.target === event.currentTarget) this.#close();
        }}
      >
        ${this.opened ? this.#sheet(metadata, t) : nothing}
      </dialog>
    `;
  }

  /** @param {Metadata} metadata @param {import('../../strings/index.js').Locale['t']} t */
  #sheet(metadata, t) {
    const rows = chooseRows(this.locale, metadata.strategies, this.filter, this.sort);
    return html`
      <div class="sheet-frame">
        <header>
          <div>
            <h2 id="chooser-title">${this.#own.t('title')}</h2>
            <p class="field-help" role="status">
              ${t('maps.count', { count: this.maps.length, max: this.max })}
              ${this.maps.length >= this.max ? ` · ${t('maps.full')}` : ''}
            </p>
          </div>
          <button type="button" class="primary" @click=${() => this.#close()}>
            ${this.#own.t('done')}
          </button>
        </header>
        <div class="sheet-body" tabindex="-1">
          ${this.#tools()} ${this.#legend()} ${this.#table(metadata, rows)}
          ${rows.length ? nothing : html`<p class="field-help">${this.#own.t('nothing')}</p>`}
        </div>
      </div>
    `;
  }

  #tools() {
    const { t } = this.#own;
    return html`
      <div class="chooser-tools">
        <label>
          ${t('filter')}
          <input
            type="search"
            name="filter"
            placeholder=${t('filterExample')}
            .value=${this.filter}
            @input=${(/** @type {Event} */ event) => (this.filter = inputOf(event).value)}
          />
        </label>
        <label>
          ${t('sort')}
          <select
            name="sort"
            @change=${(/** @type {Event} */ event) => (this.sort = inputOf(event).value)}
          >
            <option value="" ?selected=${this.sort === ''}>${t('sortNone')}</option>
            ${COLUMNS.map(
              ({ id }) =>
                html`<option value=${id} ?selected=${this.sort === id}>
                  ${this.#column(id)}
                </option>`,
            )}
          </select>
        </label>
      </div>
    `;
  }

  /** What the columns and their words mean. */
  #legend() {
    return html`
      <details class="chooser-legend">
        <summary>${this.#own.t('legend')}</summary>
        <dl>
          ${COLUMNS.map(
            ({ id }) =>
              html`<div>
                <dt>${this.#column(id)}</dt>
                <dd>${this.#columnHelp(id)}</dd>
              </div>`,
          )}
        </dl>
      </details>
    `;
  }

  /** Roles are written out because the small-screen cards take the table's own away. */
  /** @param {Metadata} metadata @param {StrategyRow[]} rows */
  #table(metadata, rows) {
    const { t } = this.locale;
    return html`
      <table class="figures chooser-table" role="table">
        <caption class="unseen">
          ${this.#own.t('title')}
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">${t('table.map')}</th>
            ${COLUMNS.map(
              ({ id }) =>
                html`<th
                  scope="col"
                  role="columnheader"
                  title=${this.#columnHelp(id)}
                  aria-sort=${this.sort === id ? 'ascending' : 'none'}
                >
                  ${this.#column(id)}
                </th>`,
            )}
            <th scope="col" role="columnheader">${this.#own.t('inList')}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${repeat(
            rows,
            (row) => row.id,
            (row) => this.#row(metadata, row),
          )}
        </tbody>
      </table>
    `;
  }

  /** @param {Metadata} metadata @param {StrategyRow} row */
  #row(metadata, row) {
    const { words } = this.locale;
    const open = this.expanded.includes(row.id);
    const about = `about-${row.id}`;
    return html`
      <tr role="row" class=${row.withheld ? 'withheld' : ''}>
        <th scope="row" role="rowheader">
          <span class="chooser-name">${words(row.label)} <code>${row.id}</code></span>
          <p>${words(row.summary)}</p>
          <button
            type="button"
            class="link"
            aria-expanded=${open}
            aria-controls=${about}
            @click=${() => this.#toggle(row.id)}
          >
            ${this.#own.t(open ? 'less' : 'more')}<span class="unseen"> (${words(row.label)})</span>
          </button>
        </th>
        ${COLUMNS.map(({ id }) => this.#cell(row, id))}
        <td role="cell" class="chooser-action">
          ${row.withheld ? this.#withheld(row.withheld) : this.#actions(metadata, row)}
        </td>
      </tr>
      ${
        open
          ? html`<tr role="row" class="chooser-about" id=${about}>
              <td role="cell" colspan=${COLUMNS.length + 2}>
                ${strategyFacts(this.locale, row, TOLD)}
              </td>
            </tr>`
          : nothing
      }
    `;
  }

  /** @param {StrategyRow} row @param {string} column */
  #cell(row, column) {
    const value = promiseOf(row, column);
    const word = promiseWord(this.locale, value);
    const help = this.#own.maybe(`help.${value}`, '');
    const tone = value === true ? 'yes' : value === false ? 'no' : '';
    return html`
      <td role="cell" class=${tone} data-label=${this.#column(column)}>
        <span title=${help || nothing}>${word}</span>
      </td>
    `;
  }

  /** @param {import('../../types.js').Words} reason */
  #withheld(reason) {
    const { t, words } = this.locale;
    return html`<p class="withheld-note">
      <strong>${t('chooser.withheld')}</strong> ${words(reason)}
    </p>`;
  }

  /** The ones in the list, each with its mark, and the one that a click would add. */
  /** @param {Metadata} metadata @param {StrategyRow} row */
  #actions(metadata, row) {
    const { t } = this.locale;
    const chosen = this.maps.filter((text) => parseSpec(metadata, text)?.row.id === row.id);
    const next = unusedSpec(row, this.maps);
    const label = (/** @type {string} */ text) => specLabel(metadata, this.locale, text);
    return html`
      ${chosen.map(
        (text) => html`
          <span class="chosen">
            ${swatch(this.maps.indexOf(text))} <code>${text}</code>
            <button
              type="button"
              class="map-remove"
              aria-label=${t('maps.remove', { map: label(text) })}
              title=${t('maps.remove', { map: text })}
              ?disabled=${this.disabled || this.maps.length === 1}
              @click=${(/** @type {Event} */ event) =>
                this.#change(
                  event,
                  this.maps.filter((other) => other !== text),
                )}
            >
              ×
            </button>
          </span>
        `,
      )}
      ${
        next === null
          ? nothing
          : html`<button
              type="button"
              class="quiet"
              ?disabled=${this.disabled || this.maps.length >= this.max}
              @click=${(/** @type {Event} */ event) => this.#change(event, [...this.maps, next])}
            >
              <span aria-hidden="true">+&nbsp;</span>
              <span class="unseen">${this.#own.t('addWord')}</span> <code>${next}</code>
            </button>`
      }
    `;
  }

  /** @param {string} id */
  #column(id) {
    return this.locale.maybe(`promise.${id}`, id);
  }

  /** @param {string} id */
  #columnHelp(id) {
    return this.#own.maybe(`column.${id}`, '');
  }
}

customElements.define('strategy-chooser', StrategyChooser);

// The order of a table's rows, which a reader chooses by pressing a column's head.
//
// Guarantees: rows stand as they are given until somebody asks for another order, and again after the third
// press; rows without a figure come last either way, and equal ones stay as they were. The column says how
// it is sorted, to screen readers too.

import { html, nothing } from 'lit';

/** @typedef {{ name: string, rises: boolean }} By */

export class Sorting {
  #host;
  /** @type {By | null} */
  #by = null;

  /** @param {import('lit').ReactiveElement} host the element whose table it is */
  constructor(host) {
    this.#host = host;
  }

  /**
   * The head of a column that can be sorted by.
   * @param {string} name @param {unknown} text
   * @param {{ kind?: string, title?: string, rises?: boolean, beside?: unknown, label?: string }} [how] `rises`:
   *   the first press puts the least first, as is usual for words; `beside`: what else stands in it; `label`:
   *   where the text does not say enough
   */
  head = (name, text, { kind = 'number', title, rises = false, beside, label } = {}) => {
    const by = this.#by?.name === name ? this.#by : null;
    return html`<th
      scope="col"
      class=${kind}
      aria-sort=${!by ? 'none' : by.rises ? 'ascending' : 'descending'}
    >
      ${beside}
      <button
        type="button"
        class="sort"
        title=${title ?? nothing}
        aria-label=${label ?? nothing}
        @click=${() => this.#press({ name, rises }, by)}
      >
        ${text}
      </button>
    </th>`;
  };

  /** @param {By} first @param {By | null} by how it is sorted by this column */
  #press(first, by) {
    this.#by = !by ? first : by.rises === first.rises ? { ...first, rises: !first.rises } : null;
    this.#host.requestUpdate();
  }

  /**
   * The rows in the order that was asked for, by what they have under a column's name.
   * @template {object} T
   * @param {T[]} rows
   */
  rows(rows) {
    if (!this.#by) return rows;
    const { name, rises } = this.#by;
    const key = /** @type {keyof T} */ (name);
    return [...rows].sort((a, b) => order(a[key], b[key], rises));
  }
}

/** @param {unknown} a @param {unknown} b @param {boolean} rises */
function order(a, b, rises) {
  const missing = Number(isMissing(a)) - Number(isMissing(b));
  if (missing !== 0 || isMissing(a)) return missing;
  const risen = typeof a === 'string' ? a.localeCompare(String(b)) : Number(a) - Number(b);
  return rises ? risen : -risen;
}

/** @param {unknown} figure */
function isMissing(figure) {
  return figure === null || figure === undefined || Number.isNaN(figure);
}

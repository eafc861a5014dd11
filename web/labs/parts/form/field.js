// The base of the form's fields, and the one place that picks a field for a type of the metadata.
//
// Guarantees: a field tells `field-change` only with canonical text; what cannot be used stays in
// the field with its reason, marked invalid, and a new value from outside clears it.

import { html, nothing } from 'lit';
import { LightElement } from '../../../dom.js';
import { boundsOf } from './check.js';

/** @typedef {import('../../../types.js').KeyMeta} KeyMeta */
/** @typedef {{ key: string, value: string }} FieldChange */

export class Field extends LightElement {
  /** @override @type {import('lit').PropertyDeclarations} */
  static properties = {
    meta: { attribute: false },
    value: { attribute: false },
    choices: { attribute: false },
    notes: { attribute: false },
    footnote: { attribute: false },
    disabled: { type: Boolean },
    error: { state: true },
  };

  constructor() {
    super();
    /** @type {KeyMeta | null} */
    this.meta = null;
    this.value = '';
    /** Offered values in place of the metadata's own. @type {string[] | null} */
    this.choices = null;
    /** A word beside some of the offered values. @type {(choice: string) => string} */
    this.notes = () => '';
    /** A line in place of the metadata's help. */
    this.footnote = '';
    this.disabled = false;
    /** Why what was typed cannot be used; empty when it can. */
    this.error = '';
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('value')) this.error = '';
  }

  get offered() {
    return this.choices ?? this.meta?.choices ?? [];
  }

  /** @param {string} value */
  commit(value) {
    this.error = '';
    if (this.meta && value !== this.value) {
      this.tell('field-change', { key: this.meta.key, value });
    }
    this.requestUpdate(); // the field shows the value as it is written, however it was typed
  }

  /** @param {string} name */
  id_(name) {
    return `field-${this.meta?.key}-${name}`;
  }

  /** The line under a field: the reason why not, else its help. */
  hint() {
    if (!this.meta) return nothing;
    return this.error
      ? html`<p class="field-error" id=${this.id_('hint')}>${this.error}</p>`
      : html`<p class="field-help" id=${this.id_('hint')}>
          ${this.footnote || this.locale.words(this.meta.help)}
        </p>`;
  }

  /** The name of the field, with its unit. */
  heading() {
    if (!this.meta) return nothing;
    const { label, unit } = this.meta;
    return html`${this.locale.words(label)}${
      unit ? html` <span class="unit">${unit}</span>` : nothing
    }`;
  }

  /** @param {'whole' | 'bounds' | 'number'} reason @param {import('./check.js').NumberRule} rule */
  explain(reason, rule) {
    const { t, n } = this.locale;
    const { min, max } = boundsOf(rule);
    this.error = t(`field.${reason}`, { min: n.plain(min), max: n.plain(max) });
  }
}

/** Radio buttons that look like chips. */
export class ChipField extends Field {
  /**
   * @param {string} choice @param {unknown} label @param {boolean} checked @param {() => void} onPick
   * @param {boolean} [marked]
   */
  chip(choice, label, checked, onPick, marked = false) {
    const note = this.notes(choice);
    return html`
      <label class="chip ${marked ? 'marked' : ''}">
        <input
          type="radio"
          name=${this.id_('choice')}
          value=${choice}
          .checked=${checked}
          ?disabled=${this.disabled}
          @change=${onPick}
        />
        <span>${label}${note ? html` <em>${note}</em>` : nothing}</span>
      </label>
    `;
  }
}

// <presets-field>: which presets the matrix has, in the metadata's order.
//
// Guarantees: at least one is chosen always; tells `field-change` with the canonical list.

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { inputOf } from '../../dom.js';
import { Field } from '../parts/form/field.js';
import { matrixTexts } from './texts.js';

export class PresetsField extends Field {
  /** @override */
  static properties = { presets: { attribute: false } };

  constructor() {
    super();
    /** @type {import('../../types.js').Preset[]} */
    this.presets = [];
  }

  /** @param {string} name @param {boolean} on */
  #change(name, on) {
    const chosen = this.value.split(',');
    const names = this.presets.map((preset) => preset.name);
    const next = names.filter((one) => (one === name ? on : chosen.includes(one)));
    if (next.length > 0) this.commit(next.join());
    else this.requestUpdate();
  }

  /** @override */
  render() {
    const { meta, locale, presets } = this;
    if (!meta) return nothing;
    const { t } = matrixTexts(locale);
    const chosen = this.value.split(',');
    const box = (/** @type {import('../../types.js').Preset} */ preset) => {
      const on = chosen.includes(preset.name);
      return html`<label class="check" title=${locale.words(preset.summary)}>
        <input
          type="checkbox"
          value=${preset.name}
          .checked=${live(on)}
          ?disabled=${this.disabled || (on && chosen.length === 1)}
          @change=${(/** @type {Event} */ event) => this.#change(preset.name, inputOf(event).checked)}
        />
        <span>${locale.words(preset.label)} <code>${preset.name}</code></span>
      </label>`;
    };
    return html`
      <fieldset class="field matrix-presets" aria-describedby=${this.id_('hint')}>
        <legend>
          ${this.heading()}
          <span class="unit">${t('presets.count', { count: chosen.length })}</span>
        </legend>
        ${presets.filter(({ name }) => chosen.includes(name)).map(box)}
        <details>
          <summary>${t('presets.more', { count: presets.length - chosen.length })}</summary>
          ${presets.filter(({ name }) => !chosen.includes(name)).map(box)}
        </details>
        ${this.hint()}
      </fieldset>
    `;
  }
}

customElements.define('presets-field', PresetsField);

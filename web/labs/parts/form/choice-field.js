// <choice-field>: one of several named forms, each with its own decimal parameters.
//
// Guarantees: tells canonical text (`name[:param]...`) within the bounds of the metadata; keeps the
// parameters of the form that is chosen and starts another form with its defaults.

import { html, noChange, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { inputOf } from '../../../dom.js';
import { ChipField } from './field.js';
import { judgeTyped } from './check.js';

/** @typedef {import('../../../types.js').ChoiceForm} ChoiceForm */
/** @typedef {import('../../../types.js').FormParam} FormParam */

export class ChoiceField extends ChipField {
  /** @param {ChoiceForm} form @param {number} index @param {string} typed */
  #setParam(form, index, typed) {
    const param = form.params[index];
    const judged = judgeTyped({ param }, typed);
    if (judged.error !== null) {
      this.explain(judged.error, { param });
      return;
    }
    const params = this.#params(form);
    params[index] = judged.text;
    this.commit([form.name, ...params].join(':'));
  }

  /** @param {ChoiceForm} form */
  #params(form) {
    const [name, ...given] = this.value.split(':');
    return form.params.map((param, i) => (name === form.name && given[i]) || param.default);
  }

  /** @override */
  render() {
    const meta = this.meta;
    if (meta?.type !== 'choice') return nothing;
    const chosen = meta.forms.find((form) => form.name === this.value.split(':', 1)[0]);
    return html`
      <fieldset class="field" aria-describedby=${this.id_('hint')}>
        <legend>${this.heading()}</legend>
        <div class="chips">
          ${meta.forms.map((form) =>
            this.chip(form.name, this.locale.words(form.label), form === chosen, () =>
              this.commit([form.name, ...form.params.map((param) => param.default)].join(':')),
            ),
          )}
        </div>
        ${chosen?.params.map((param, index) => this.#param(chosen, param, index))} ${this.hint()}
      </fieldset>
    `;
  }

  /** @param {ChoiceForm} form @param {FormParam} param @param {number} index */
  #param(form, param, index) {
    const value = this.#params(form)[index];
    const label = param.label
      ? this.locale.words(param.label)
      : this.locale.maybe(`param.${param.name}`, param.name);
    const change = (/** @type {Event} */ event) =>
      this.#setParam(form, index, inputOf(event).value);
    const step = Number(param.max) - Number(param.min) > 10 ? 1 : 0.01;
    return html`
      <div class="slider-row">
        <span aria-hidden="true">${label}</span>
        <input
          type="range"
          min=${param.min}
          max=${param.max}
          step=${step}
          aria-label=${label}
          .value=${live(value)}
          ?disabled=${this.disabled}
          @input=${change}
        />
        <input
          class="typed"
          type="number"
          min=${param.min}
          max=${param.max}
          step="any"
          inputmode="decimal"
          .style=${'--digits: 6'}
          aria-label=${this.locale.t('field.typed', { label, min: param.min, max: param.max })}
          aria-invalid=${this.error ? 'true' : 'false'}
          .value=${this.error ? noChange : live(value)}
          ?disabled=${this.disabled}
          @change=${change}
        />
      </div>
    `;
  }
}

customElements.define('choice-field', ChoiceField);

// <question-field>: one question with its answers, "don't know" first, and why it is asked.
//
// Guarantees: tells `field-change` only with canonical text, which is empty where nothing is known; what
// was typed and cannot be used stays with its reason.

import { html, noChange, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { inputOf } from '../../dom.js';
import { judgeTyped } from '../parts/form/check.js';
import { ChipField } from '../parts/form/field.js';
import { chooseTexts } from './texts.js';

export class QuestionField extends ChipField {
  /** @override */
  render() {
    const { meta } = this;
    if (!meta) return nothing;
    const { t } = chooseTexts(this.locale);
    return html`
      <fieldset class="field" aria-describedby=${this.id_('hint')}>
        <legend>${this.heading()}</legend>
        <div class="chips">
          ${this.chip('', t('unknown'), this.value === '', () => this.commit(''))}
          ${this.#answers()}
        </div>
        ${this.hint()}
      </fieldset>
    `;
  }

  #answers() {
    const { meta, locale } = this;
    switch (meta?.type) {
      case 'choice':
        return meta.forms.map(({ name, label }) =>
          this.chip(name, locale.words(label), name === this.value, () => this.commit(name)),
        );
      case 'set':
        return meta.items.map(({ name, label }) => this.#box(meta, name, locale.words(label)));
      case 'integer':
        return html`${meta.choices.map((choice) =>
          this.chip(choice, locale.n.integer(Number(choice)), choice === this.value, () =>
            this.commit(choice),
          ),
        )}${this.#number(meta)}`;
      default:
        return nothing;
    }
  }

  /** @param {import('../../types.js').SetKey} meta @param {string} name @param {string} label */
  #box(meta, name, label) {
    const given = this.value.split(',');
    const change = (/** @type {Event} */ event) => {
      const on = inputOf(event).checked;
      const names = meta.items.map((item) => item.name);
      this.commit(names.filter((one) => (one === name ? on : given.includes(one))).join());
    };
    return html`
      <label class="chip">
        <input
          type="checkbox"
          value=${name}
          .checked=${live(given.includes(name))}
          ?disabled=${this.disabled}
          @change=${change}
        />
        <span>${label}</span>
      </label>
    `;
  }

  /** @param {import('../../types.js').IntegerKey} meta */
  #number(meta) {
    const { n, words } = this.locale;
    const { min, max } = meta;
    const bounds = { min: n.integer(min), max: n.integer(max) };
    return html`<input
      class="typed"
      type="number"
      step="1"
      inputmode="numeric"
      .style="--digits: ${String(max).length}"
      min=${min}
      max=${max}
      placeholder="–"
      aria-label=${this.locale.t('field.typed', { label: words(meta.label), ...bounds })}
      aria-invalid=${this.error ? 'true' : 'false'}
      aria-describedby=${this.id_('hint')}
      .value=${this.error ? noChange : live(this.value)}
      ?disabled=${this.disabled}
      @change=${(/** @type {Event} */ event) => {
        const { value } = inputOf(event);
        const judged = judgeTyped(meta, value);
        if (value.trim() === '') this.commit('');
        else if (judged.error === null) this.commit(judged.text);
        else this.explain(judged.error, meta);
      }}
    />`;
  }
}

customElements.define('question-field', QuestionField);

// <integer-field>: a whole number, picked from what is offered or typed within its bounds.
//
// Guarantees: tells only numbers within the bounds of the metadata. Also serves `integer-or`,
// whose word is one more thing to pick.

import { html, noChange, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { ChipField } from './field.js';
import { judgeInteger } from './check.js';

export class IntegerField extends ChipField {
  /** @override @type {import('lit').PropertyDeclarations} */
  static properties = { mark: { attribute: false }, markNote: { attribute: false } };

  constructor() {
    super();
    /** Which offered values are marked, and what the mark says. @type {(value: number) => boolean} */
    this.mark = () => false;
    this.markNote = '';
  }

  /** @param {Event} event */
  #typed(event) {
    const meta = this.meta;
    if (meta?.type !== 'integer' && meta?.type !== 'integer-or') return;
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const judged = judgeInteger(input.value, meta.min, meta.max);
    if (judged.error === null) this.commit(judged.text);
    else this.explain(judged.error, meta.min, meta.max);
  }

  /** @override */
  render() {
    const meta = this.meta;
    if (meta?.type !== 'integer' && meta?.type !== 'integer-or') return nothing;
    const { t, n } = this.locale;
    const word = meta.type === 'integer-or' ? meta.word : null;
    const isWord = this.value === word;
    const marked = !isWord && this.mark(Number(this.value));
    const chips = [...new Set([...(word ? [word] : []), ...this.offered])];
    return html`
      <fieldset class="field" aria-describedby=${this.id_('hint')}>
        <legend>
          ${this.heading()}${marked ? html` <span class="mark">${this.markNote}</span>` : nothing}
        </legend>
        <div class="chips">
          ${chips.map((choice) =>
            this.chip(
              choice,
              choice === word
                ? this.locale.maybe(`word.${meta.key}.${choice}`, choice)
                : html`${n.integer(Number(choice))}${
                    this.mark(Number(choice))
                      ? html`<span class="unseen"> ${this.markNote}</span>`
                      : nothing
                  }`,
              choice === this.value,
              () => this.commit(choice),
              choice !== word && this.mark(Number(choice)),
            ),
          )}
          <input
            class="typed"
            type="number"
            step="1"
            inputmode="numeric"
            .style="--digits: ${String(meta.max).length}"
            min=${meta.min}
            max=${meta.max}
            placeholder=${isWord ? '–' : ''}
            aria-label=${t('field.typed', {
              label: this.locale.words(meta.label),
              min: n.integer(meta.min),
              max: n.integer(meta.max),
            })}
            aria-invalid=${this.error ? 'true' : 'false'}
            aria-describedby=${this.id_('hint')}
            .value=${this.error ? noChange : live(isWord ? '' : this.value)}
            ?disabled=${this.disabled}
            @change=${this.#typed}
          />
        </div>
        ${this.hint()}
      </fieldset>
    `;
  }
}

customElements.define('integer-field', IntegerField);

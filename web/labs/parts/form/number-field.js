// <number-field>: a number, picked from what is offered or typed within its bounds.
//
// Guarantees: tells only numbers within the bounds of the metadata. Serves whole numbers and
// decimals; where a word may stand in for the number, it is one more thing to pick.

import { html, noChange, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { inputOf } from '../../../dom.js';
import { ChipField } from './field.js';
import { boundsOf, judgeTyped } from './check.js';

const TYPES = ['integer', 'integer-or', 'decimal-or'];

/** @typedef {import('../../../types.js').KeyMeta} KeyMeta */
/** @typedef {Extract<KeyMeta, { type: 'integer' | 'integer-or' | 'decimal-or' }>} NumberMeta */

export class NumberField extends ChipField {
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
    const meta = numeric(this.meta);
    if (!meta) return;
    const input = inputOf(event);
    const judged = judgeTyped(meta, input.value);
    if (judged.error === null) this.commit(judged.text);
    else this.explain(judged.error, meta);
  }

  /** @override */
  render() {
    const meta = numeric(this.meta);
    if (!meta) return nothing;
    const { t, n } = this.locale;
    const word = meta.type === 'integer' ? null : meta.word;
    const { min, max } = boundsOf(meta);
    const written = (/** @type {number} */ value) =>
      meta.type === 'decimal-or' ? n.plain(value) : n.integer(value);
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
                : html`${written(Number(choice))}${
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
            step=${meta.type === 'decimal-or' ? 'any' : '1'}
            inputmode=${meta.type === 'decimal-or' ? 'decimal' : 'numeric'}
            .style="--digits: ${String(max).length}"
            min=${min}
            max=${max}
            placeholder=${isWord ? '–' : ''}
            aria-label=${t('field.typed', {
              label: this.locale.words(meta.label),
              min: written(min),
              max: written(max),
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

customElements.define('number-field', NumberField);

/** @param {KeyMeta | null} meta @returns {NumberMeta | null} */
function numeric(meta) {
  return meta && TYPES.includes(meta.type) ? /** @type {NumberMeta} */ (meta) : null;
}

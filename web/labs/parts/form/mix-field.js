// <mix-field>: the shares of the operations, as sliders and numbers that always add up to 100.
//
// Guarantees: every value it tells is a valid mix; what one operation gains is taken from the
// others at once and in sight (see mix.js for how). A share beyond 0 to 100 is brought back, and what
// is no whole number changes nothing.

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { inputOf } from '../../../dom.js';
import { judgeNumber } from '../../../link/values.js';
import { Field } from './field.js';
import { formatMix, parseMix, rebalance } from './mix.js';

/** @typedef {import('../../../types.js').Operation} Operation */

/** The operations in sight without asking; the rest opens when the mix has one of them. */
const ALWAYS_SHOWN = 4;
const PERCENT = { min: 0, max: 100 };

export class MixField extends Field {
  /** @param {string} letter @param {string} typed */
  #set(letter, typed) {
    if (this.meta?.type !== 'mix') return;
    const letters = this.meta.operations.map((operation) => operation.letter);
    const shares = parseMix(this.value, letters);
    const wanted = Number(judgeNumber(PERCENT, typed.trim())?.used ?? shares[letter]);
    this.commit(formatMix(rebalance(shares, letters, letter, wanted), letters));
  }

  /** @override */
  render() {
    const meta = this.meta;
    if (meta?.type !== 'mix') return nothing;
    const letters = meta.operations.map((operation) => operation.letter);
    const shares = parseMix(this.value, letters);
    const used = letters.flatMap((letter, i) => (shares[letter] ? [i] : []));
    const rows = meta.operations.map((operation, i) =>
      this.#row(operation, i, shares[operation.letter]),
    );
    return html`
      <fieldset class="field" aria-describedby=${this.id_('hint')}>
        <legend>${this.heading()}</legend>
        <div class="mix-bar" aria-hidden="true">
          ${meta.operations.map((operation, i) =>
            shares[operation.letter]
              ? html`<span
                  .style="flex-grow: ${shares[operation.letter]}"
                  data-part=${i % 4}
                ></span>`
              : nothing,
          )}
        </div>
        ${rows.slice(0, ALWAYS_SHOWN)}
        ${
          rows.length > ALWAYS_SHOWN
            ? html`<details class="mix-more" ?open=${used.some((index) => index >= ALWAYS_SHOWN)}>
                <summary>${this.locale.t('mix.more')}</summary>
                ${rows.slice(ALWAYS_SHOWN)}
              </details>`
            : nothing
        }
        ${this.hint()}
      </fieldset>
    `;
  }

  /** @param {Operation} operation @param {number} index @param {number} share */
  #row(operation, index, share) {
    const label = this.locale.words(operation.label);
    const change = (/** @type {Event} */ event) =>
      this.#set(operation.letter, inputOf(event).value);
    return html`
      <div class="slider-row" title=${this.locale.words(operation.help)}>
        <span class="mix-name" data-part=${index % 4} aria-hidden="true">${label}</span>
        <input
          type="range"
          min="0"
          max="100"
          step="1"
          aria-label=${label}
          aria-valuetext=${this.locale.n.share(share / 100)}
          .value=${live(String(share))}
          ?disabled=${this.disabled}
          @input=${change}
        />
        <input
          class="typed"
          type="number"
          min="0"
          max="100"
          step="1"
          inputmode="numeric"
          .style=${'--digits: 3'}
          aria-label=${this.locale.t('field.percent', { label })}
          .value=${live(String(share))}
          ?disabled=${this.disabled}
          @change=${change}
        />
        <span class="unit" aria-hidden="true">%</span>
      </div>
    `;
  }
}

customElements.define('mix-field', MixField);

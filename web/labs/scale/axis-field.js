// <axis-field>: what a scale experiment varies, and through which values.
//
// Guarantees: tells `field-change` only with an axis that the metadata allows; what cannot be used
// stays in the field, marked invalid, with the piece in question and its bounds. Each axis keeps the
// values that were chosen for it while another one is looked at.

import { html, noChange } from 'lit';
import { live } from 'lit/directives/live.js';
import { inputOf } from '../../dom.js';
import { boundsOf, judgeTyped } from '../parts/form/check.js';
import { ChipField } from '../parts/form/field.js';
import { axisText } from '../../link/axis.js';
import { offeredThreads } from '../parts/offer.js';
import { scaleTexts, valueText } from './texts.js';

/** @typedef {import('../../types.js').Axis} Axis */
/** @typedef {import('../../types.js').AxisKey} AxisKey */
/** @typedef {import('../../types.js').AxisSpec} AxisSpec */

/** Commas of either language, and whatever else separates. */
const SEPARATORS = /[\s,;，、；]+/;

export class AxisField extends ChipField {
  /** @override @type {import('lit').PropertyDeclarations} */
  static properties = {
    axis: { attribute: false },
    keys: { attribute: false },
    parallelism: { attribute: false },
  };

  /** @type {Map<string, string[]>} */
  #kept = new Map();

  constructor() {
    super();
    /** @type {Axis | null} */
    this.axis = null;
    /** The metadata's keys. @type {import('../../types.js').KeyMeta[]} */
    this.keys = [];
    /** How many threads this machine runs at once, once that is known. @type {number | null} */
    this.parallelism = null;
  }

  /** @param {AxisSpec} spec @param {string[]} values */
  #commit(spec, values) {
    const sorted = [...new Set(values)].sort((a, b) => Number(a) - Number(b));
    const meta = /** @type {AxisKey} */ (this.meta);
    const { t } = scaleTexts(this.locale);
    if (sorted.length < meta.min) this.error = t('axis.few', { min: meta.min });
    else if (sorted.length > meta.max) {
      this.error = t('axis.many', { max: meta.max, count: sorted.length });
    } else this.commit(axisText({ spec, values: sorted }));
  }

  /** @param {AxisSpec} spec @param {string} typed */
  #typed(spec, typed) {
    const values = [];
    for (const piece of typed.split(SEPARATORS).filter((part) => part !== '')) {
      const judged = judgeTyped(spec, piece);
      if (judged.error !== null) {
        this.error = scaleTexts(this.locale).t(`axis.${judged.error}`, {
          piece,
          ...this.#bounds(spec),
        });
        return;
      }
      values.push(judged.text);
    }
    this.#commit(spec, values);
  }

  /** @param {AxisSpec} spec */
  #bounds(spec) {
    const { min, max } = boundsOf(spec);
    return { low: valueText(this.locale, min), high: valueText(this.locale, max) };
  }

  /** @param {AxisSpec} spec @param {AxisSpec} from @param {string[]} values */
  #vary(spec, from, values) {
    this.#kept.set(from.name, values);
    this.#commit(spec, this.#kept.get(spec.name) ?? spec.default.split(','));
  }

  /** What is worth offering: usual values, and those in use. @param {Axis} axis */
  #offered({ spec, values }) {
    const key = this.keys.find((meta) => meta.key === spec.key);
    const usual =
      key?.type !== 'integer'
        ? []
        : key.key === 'threads'
          ? offeredThreads(this.parallelism)
          : key.choices;
    const all = new Set([...spec.default.split(','), ...usual, ...values]);
    return [...all].sort((a, b) => Number(a) - Number(b));
  }

  /** @override */
  render() {
    const { meta, axis } = this;
    if (meta?.type !== 'axis' || !axis) return html``;
    const { spec, values } = axis;
    const { t } = scaleTexts(this.locale);
    const label = this.locale.words(spec.label);
    const { low, high } = this.#bounds(spec);
    const over = (/** @type {string} */ value) =>
      spec.key === 'threads' && this.parallelism !== null && Number(value) > this.parallelism;
    return html`
      <fieldset class="field">
        <legend>${t('axis.title')}</legend>
        <div class="chips">
          ${meta.axes.map((candidate) =>
            this.chip(candidate.name, this.locale.words(candidate.label), candidate === spec, () =>
              this.#vary(candidate, spec, values),
            ),
          )}
        </div>
        <p class="field-help">${this.locale.words(spec.help)}</p>
      </fieldset>
      <fieldset class="field axis-values" aria-describedby=${this.id_('hint')}>
        <legend>
          ${t('axis.values')}${spec.unit ? html` <span class="unit">${spec.unit}</span>` : ''}
        </legend>
        <div class="chips">
          ${this.#offered(axis).map((value) => this.#value(axis, value, over(value)))}
        </div>
        <input
          class="axis-typed"
          type="text"
          spellcheck="false"
          autocomplete="off"
          aria-label=${t('axis.typed', { axis: label, min: meta.min, max: meta.max, low, high })}
          aria-invalid=${this.error ? 'true' : 'false'}
          aria-describedby=${this.id_('hint')}
          .value=${this.error ? noChange : live(values.join(', '))}
          ?disabled=${this.disabled}
          @change=${(/** @type {Event} */ event) => this.#typed(spec, inputOf(event).value)}
        />
        <p class=${this.error ? 'field-error' : 'field-help'} id=${this.id_('hint')}>
          ${this.error || t('axis.typed', { axis: label, min: meta.min, max: meta.max, low, high })}
        </p>
      </fieldset>
    `;
  }

  /** @param {Axis} axis @param {string} value @param {boolean} over more threads than run at once */
  #value({ spec, values }, value, over) {
    const chosen = values.includes(value);
    return html`
      <label class="chip ${over ? 'marked' : ''}">
        <input
          type="checkbox"
          value=${value}
          .checked=${live(chosen)}
          ?disabled=${this.disabled}
          @change=${(/** @type {Event} */ event) => {
            const { checked } = inputOf(event);
            const others = values.filter((other) => other !== value);
            this.#commit(spec, checked ? [...others, value] : others);
          }}
        />
        <span
          >${valueText(this.locale, value)}${
            over ? html`<span class="unseen"> ${this.locale.t('threads.over')}</span>` : ''
          }</span
        >
      </label>
    `;
  }
}

customElements.define('axis-field', AxisField);

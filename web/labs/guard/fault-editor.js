// <fault-editor>: the faults of a link as rows of a kind, an argument and a time, in the order of their times.
//
// Guarantees: tells only what is within the bounds of the metadata; what was typed and cannot be used stays in its
// field with the reason. Every field is an ordinary one, so the keyboard reaches all of it.

import { html, nothing } from 'lit';
import { LightElement, inputOf } from '../../dom.js';
import { judgeNumber } from '../../link/values.js';
import { faultOf } from './look.js';
import { guardTexts, keyWords } from './texts.js';

/** @typedef {import('../../types.js').FaultsKey} FaultsKey */
/** @typedef {FaultsKey['kinds'][number]} Form */

/** What a new fault of that kind is like. @type {Record<string, string>} */
const USUAL = { stall: '500', slow: '500', panic: 'hash', stop: '1' };
const USUAL_AT = 1000;

export class FaultEditor extends LightElement {
  /** @override */
  static properties = {
    meta: { attribute: false },
    value: { attribute: false },
    ms: { attribute: false },
    disabled: { type: Boolean },
    fault: { state: true },
  };

  constructor() {
    super();
    /** @type {FaultsKey | null} */
    this.meta = null;
    this.value = '';
    /** How long the run is. */
    this.ms = 300;
    this.disabled = false;
    /** Where something was typed that cannot be used, and why. @type {{ row: number, name: string, text: string } | null} */
    this.fault = null;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('value')) this.fault = null;
  }

  get #rows() {
    return this.value ? this.value.split(',').map(faultOf) : [];
  }

  /** @param {{ kind: string, argument: string, at: number }[]} rows */
  #commit(rows) {
    const value = rows.map(({ kind, argument, at }) => `${kind}:${argument}:${at}`).join();
    this.tell('field-change', { key: 'faults', value });
  }

  /** @param {number} row @param {Partial<{ kind: string, argument: string, at: number }>} change */
  #change(row, change) {
    this.fault = null;
    this.#commit(this.#rows.map((one, i) => (i === row ? { ...one, ...change } : one)));
  }

  /**
   * @param {Event} event @param {number} row @param {'argument' | 'at'} name
   * @param {{ min: number, max: number }} bounds
   */
  #typed(event, row, name, bounds) {
    const { t, n } = this.locale;
    const judged = judgeNumber(bounds, inputOf(event).value.trim());
    if (judged && !judged.bounded) {
      this.#change(row, name === 'at' ? { at: Number(judged.used) } : { argument: judged.used });
      return;
    }
    const said = { min: n.plain(bounds.min), max: n.plain(bounds.max) };
    this.fault = { row, name, text: t(judged ? 'field.bounds' : 'field.whole', said) };
  }

  #add() {
    const at = Math.min(USUAL_AT, Math.floor(this.ms / 2));
    this.#commit([...this.#rows, { kind: 'stall', argument: USUAL.stall, at }]);
  }

  /** Keeps the keyboard where it was. @param {number} row */
  async #remove(row) {
    this.#commit(this.#rows.filter((_, i) => i !== row));
    await new Promise((resolve) => setTimeout(resolve));
    await this.updateComplete;
    const buttons = [...this.querySelectorAll('.guard-remove, .guard-add')];
    const next = buttons[Math.min(row, buttons.length - 1)];
    if (next instanceof HTMLElement) next.focus();
  }

  /** @override */
  render() {
    const { meta, disabled } = this;
    if (!meta) return nothing;
    const { t } = guardTexts(this.locale);
    const rows = this.#rows;
    return html`
      <fieldset class="field guard-editor" ?disabled=${disabled}>
        <legend>
          ${this.locale.words(keyWords('faults').label)}
          <span class="unit">${t('editor.count', { count: rows.length, most: meta.most })}</span>
        </legend>
        <ol>
          ${rows.map((row, i) => this.#row(meta, row, i))}
        </ol>
        <button
          type="button"
          class="quiet guard-add"
          ?disabled=${disabled || rows.length >= meta.most}
          @click=${() => this.#add()}
        >
          ${t('editor.add')}
        </button>
      </fieldset>
    `;
  }

  /** @param {FaultsKey} meta @param {ReturnType<typeof faultOf>} row @param {number} i */
  #row(meta, { kind, argument, at }, i) {
    const { t } = guardTexts(this.locale);
    const form = meta.kinds.find(({ name }) => name === kind);
    if (!form) return nothing;
    const number = i + 1;
    const late = at >= this.ms;
    const typed = this.fault?.row === i ? this.fault : null;
    const wrong = typed?.text ?? (late ? t('editor.late') : '');
    const hint = `guard-fault-${number}`;
    const wrongAt = typed ? typed.name === 'at' : late;
    const wrongArgument = typed?.name === 'argument';
    return html`
      <li>
        <span class="guard-row">
          <select
            aria-label=${t('editor.kind', { number })}
            @change=${(/** @type {Event} */ event) => {
              const chosen = inputOf(event).value;
              this.#change(i, { kind: chosen, argument: USUAL[chosen] ?? '1' });
            }}
          >
            ${meta.kinds.map(
              ({ name }) =>
                html`<option value=${name} ?selected=${name === kind}>
                  ${t(/** @type {'kind.stall'} */ (`kind.${name}`))}
                </option>`,
            )}
          </select>
          ${this.#argument(form, argument, i, wrongArgument ? hint : null)}
          <label
            >${t('editor.at')}
            <input
              type="number"
              min="0"
              max=${meta.latest}
              step="1"
              aria-label=${t('editor.atOf', { number })}
              aria-invalid=${wrongAt ? 'true' : 'false'}
              aria-describedby=${wrongAt ? hint : nothing}
              .value=${String(at)}
              @change=${(/** @type {Event} */ event) =>
                this.#typed(event, i, 'at', { min: 0, max: meta.latest })}
            />
            ms</label
          >
          <button
            type="button"
            class="quiet guard-remove"
            aria-label=${t('editor.remove', { number })}
            title=${t('editor.remove', { number })}
            @click=${() => this.#remove(i)}
          >
            ×
          </button>
        </span>
        ${wrong ? html`<p class="field-error" id=${hint}>${wrong}</p>` : nothing}
      </li>
    `;
  }

  /** @param {Form} form @param {string} argument @param {number} i @param {string | null} hint what says that it is wrong */
  #argument({ name, min, max, words }, argument, i, hint) {
    const { t, maybe } = guardTexts(this.locale);
    const label = t('editor.argument', { number: i + 1 });
    if (words.length > 0) {
      return html`<select
        aria-label=${label}
        @change=${(/** @type {Event} */ event) =>
          this.#change(i, { argument: inputOf(event).value })}
      >
        ${words.map(
          (word) =>
            html`<option value=${word} ?selected=${word === argument}>
              ${maybe(`code.${word}`, word)}
            </option>`,
        )}
      </select>`;
    }
    return html`<label
      >${t(/** @type {'editor.stall'} */ (`editor.${name}`))}
      <input
        type="number"
        min=${min}
        max=${max}
        step="1"
        aria-label=${label}
        aria-invalid=${hint ? 'true' : 'false'}
        aria-describedby=${hint ?? nothing}
        .value=${argument}
        @change=${(/** @type {Event} */ event) => this.#typed(event, i, 'argument', { min, max })}
      />
      ${name === 'stop' ? nothing : 'ms'}</label
    >`;
  }
}

customElements.define('fault-editor', FaultEditor);

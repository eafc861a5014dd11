// One chosen map in the picker: its mark, name, parameter, variant, and what it says of itself.
//
// Guarantees: a parameter is told only when the metadata's bounds allow it; every control carries
// the map's name, so that two rows of one strategy can be told apart by ear.

import { html, noChange, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { inputOf } from '../../dom.js';
import { swatch } from '../../charts/palette.js';
import { judgeTyped } from './form/check.js';
import { offeredParams } from '../../link/specs.js';
import { strategyFacts } from './strategy-facts.js';

/** @typedef {import('../../link/specs.js').Spec} Spec */
/**
 * @typedef {object} RowOptions
 * @property {import('../../strings/index.js').Locale} locale
 * @property {Spec} spec
 * @property {string} text the canonical specification
 * @property {number} index place among the maps; picks the series' mark
 * @property {string} fault why the parameter typed cannot be used
 * @property {boolean} isBaseline
 * @property {boolean} isOnly
 * @property {(spec: Spec) => void} onChange
 * @property {import('../../types.js').DecoratorRow[]} decorators all there are
 * @property {(reason: string) => void} onFault
 * @property {(() => void) | null} onInspect null: there is nothing to look into
 * @property {(() => void) | null} onBaseline null: nothing is held against one of them
 * @property {(() => void) | null} onAgain null: there is no room for the same map again
 * @property {() => void} onRemove
 */

/** @param {RowOptions} options */
export function mapRow(options) {
  const { locale, spec, text, index, fault, isBaseline, isOnly } = options;
  const { onBaseline, onRemove } = options;
  const { t, words } = locale;
  const label = words(spec.row.label);
  return html`
    <li class="map-row">
      <div class="map-line">
        ${swatch(index)}
        <span class="map-name"
          >${spec.copy > 1 ? t('maps.copy', { map: label, copy: spec.copy }) : label}</span
        >
        ${paramInput(options)} ${variantSelect(options)}
        ${
          onBaseline
            ? html`<input
                class="baseline"
                type="radio"
                name="baseline"
                value=${text}
                title=${t('maps.baselineHelp')}
                aria-label=${t('maps.baselineNamed', { map: text })}
                .checked=${live(isBaseline)}
                @change=${onBaseline}
              />`
            : nothing
        }
        <button
          type="button"
          class="map-remove"
          aria-label=${t('maps.remove', { map: text })}
          title=${t('maps.remove', { map: text })}
          ?disabled=${isOnly}
          @click=${onRemove}
        >
          ×
        </button>
      </div>
      ${fault ? html`<p class="field-error" id=${faultId(index)}>${fault}</p>` : nothing}
      ${
        spec.row.withheld
          ? html`<p class="field-error">${t('chooser.withheld')} ${words(spec.row.withheld)}</p>`
          : nothing
      }
      <details class="map-about" @toggle=${() => import('./starter-code.js')}>
        <summary>${words(spec.row.summary)}</summary>
        ${strategyFacts(locale, spec.row)}
      </details>
      ${actions(options)}
    </li>
  `;
}

/** What else can be done with the map. @param {RowOptions} options */
function actions(options) {
  const { locale, spec, text, onInspect, onAgain } = options;
  const { t } = locale;
  const look = onInspect
    ? action('look-inside', t('inside.look'), t('inside.lookInto', { map: text }), onInspect)
    : nothing;
  // One such way is enough where a map is named several times.
  const word = t('maps.again');
  const again = spec.copy > 1 ? nothing : action('map-again', word, `${word}: ${text}`, onAgain);
  return html`<p class="map-actions">${look} ${again} ${decoratorBoxes(options)}</p>`;
}

/** @param {string} name @param {string} word @param {string} label @param {(() => void) | null} onClick */
function action(name, word, label, onClick) {
  return html`<button
    type="button"
    class="link ${name}"
    aria-label=${label}
    ?disabled=${!onClick}
    @click=${onClick}
  >
    ${word}
  </button>`;
}

/** @param {RowOptions} options */
function paramInput(options) {
  const { locale, spec, text, index, fault, onChange, onFault } = options;
  const param = spec.row.param;
  if (!param) return nothing;
  const name = locale.words(param.name);
  const label = locale.t('maps.param', { map: text, name });
  if (param.powerOfTwo) {
    return html`
      <select
        title=${name}
        aria-label=${label}
        @change=${(/** @type {Event} */ event) =>
          onChange({ ...spec, param: Number(inputOf(event).value) })}
      >
        ${offeredParams(spec).map(
          (value) =>
            html`<option value=${value} ?selected=${value === spec.param}>
              ${locale.n.integer(value)}
            </option>`,
        )}
      </select>
    `;
  }
  const change = (/** @type {Event} */ event) => {
    const judged = judgeTyped(param, inputOf(event).value);
    if (judged.error === null) onChange({ ...spec, param: Number(judged.text) });
    else {
      const { integer } = locale.n;
      onFault(
        locale.t(`field.${judged.error}`, { min: integer(param.min), max: integer(param.max) }),
      );
    }
  };
  return html`
    <input
      class="typed"
      type="number"
      min=${param.min}
      max=${param.max}
      .style="--digits: ${String(param.max).length}"
      title=${name}
      aria-label=${label}
      aria-invalid=${fault ? 'true' : 'false'}
      aria-describedby=${fault ? faultId(index) : nothing}
      .value=${fault ? noChange : live(String(spec.param))}
      @change=${change}
    />
  `;
}

/** Of the text that says why a parameter cannot be used. @param {number} index */
function faultId(index) {
  return `map-fault-${index}`;
}

/** @param {RowOptions} options */
function variantSelect({ locale, spec, text, onChange }) {
  const { variants } = spec.row;
  if (variants.length === 0) return nothing;
  return html`
    <select
      aria-label=${locale.t('maps.variant', { map: text })}
      @change=${(/** @type {Event} */ event) =>
        onChange({ ...spec, variant: inputOf(event).value || null })}
    >
      <option value="" ?selected=${spec.variant === null}>${locale.t('maps.plain')}</option>
      ${variants.map(
        (variant) =>
          html`<option value=${variant.id} ?selected=${variant.id === spec.variant}>
            ${locale.words(variant.label)}
          </option>`,
      )}
    </select>
  `;
}

/** What can go around the map, each to be switched on. @param {RowOptions} options */
function decoratorBoxes({ locale: { words }, spec, text, decorators, onChange }) {
  /** @param {string} id */
  const isOn = (id) => spec.decorators.some((row) => row.id === id);
  /** @param {string} id */
  const flip = (id) =>
    onChange({ ...spec, decorators: decorators.filter((row) => isOn(row.id) !== (row.id === id)) });
  return decorators.map(
    ({ id, label, summary, tradeOffs }) =>
      html`<label title="${words(summary)} ${words(tradeOffs)}">
        <input
          type="checkbox"
          aria-label="${text}: ${words(label)}"
          .checked=${live(isOn(id))}
          @change=${() => flip(id)}
        />
        ${words(label)}
      </label>`,
  );
}

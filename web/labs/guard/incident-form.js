// The settings of a simulation: its variant, its seed, and what operations cost.

import { html, nothing } from 'lit';
import { inputOf } from '../../dom.js';
import { judgeNumber } from '../../link/values.js';
import { keyField } from '../parts/form/form.js';
import { keyWords } from './texts.js';
import { incidentTexts } from './incident-texts.js';

/** @typedef {import('../../types.js').ChoiceKey} ChoiceKey */
/** @typedef {import('../../types.js').Metadata} Metadata */

/** @param {Metadata} metadata @param {string} name @returns {ChoiceKey} */
function choiceKey(metadata, name) {
  const key = metadata.labKeys.guard?.find((one) => one.key === name);
  if (key?.type !== 'choice') throw new Error(`Links of this lab have no key ${name}.`);
  return key;
}

/** In their order. @param {Metadata} metadata */
export function variantsOf(metadata) {
  return choiceKey(metadata, 'variant').forms.map(({ name }) => name);
}

/** The first of each kind, in the order of the variants. @type {Record<string, 'incident' | 'article' | 'remedy'>} */
const FIRST = { 'as-told': 'incident', 'context-before': 'article', defer: 'remedy' };

/**
 * @param {import('./incident-view.js').GuardIncident} view @param {Metadata} metadata
 * @param {import('../../link/codec.js').Codec} codec @param {import('../../types.js').LinkState} state
 */
export function incidentForm(view, metadata, codec, state) {
  const { locale, embedded } = view;
  const { t } = incidentTexts(locale);
  const words = keyWords('variant');
  const seed = metadata.keys.filter(({ key }) => key === 'seed');
  const form = { locale, state, locked: false, embedded };
  return html`
    <form
      class="settings"
      aria-label=${locale.t('settings.title')}
      @submit=${(/** @type {Event} */ event) => event.preventDefault()}
    >
      <fieldset class="field guard-variants">
        <legend>${locale.words(words.label)}</legend>
        ${variantsOf(metadata).map(
          (variant) => html`
            ${FIRST[variant] ? html`<p class="guard-heading">${t(`kind.${FIRST[variant]}`)}</p>` : nothing}
            <label>
              <input
                type="radio"
                name="guard-variant"
                value=${variant}
                .checked=${variant === state.values.variant}
                @change=${() => view.tell('lab-edit', { key: 'variant', changes: { variant } })}
              />
              <span
                >${locale.words(words.forms[variant])}
                <small>${t(/** @type {'one.leak'} */ (`one.${variant}`))}</small></span
              >
            </label>
          `,
        )}
      </fieldset>
      ${costsField(view, metadata, state)} ${seed.map((meta) => keyField(form, meta))}
    </form>
  `;
}

/** @param {import('./incident-view.js').GuardIncident} view @param {Metadata} metadata @param {import('../../types.js').LinkState} state */
function costsField(view, metadata, state) {
  const { locale } = view;
  const { t } = incidentTexts(locale);
  const { forms } = choiceKey(metadata, 'costs');
  const params = forms.find(({ name }) => name === 'own')?.params ?? [];
  const { costs } = state.values;
  const [kind = '', ...own] = costs.split(':');
  const given = params.map((param, i) => own[i] ?? param.default);
  const set = (/** @type {string} */ value) =>
    view.tell('lab-edit', { key: 'costs', changes: { costs: value } });
  return html`
    <fieldset class="field guard-costs">
      <legend>${locale.words(keyWords('costs').label)}</legend>
      <label
        ><input
          type="checkbox"
          .checked=${kind === 'own'}
          @change=${(/** @type {Event} */ event) =>
            set(inputOf(event).checked ? `own:${given.join(':')}` : 'stated')}
        />
        ${t('costs.own')}</label
      >
      ${params.map(
        (param, i) =>
          html`<label
            >${t(/** @type {'costs.lock'} */ (`costs.${param.name}`))}
            <input
              type="number"
              min=${param.min}
              max=${param.max}
              step="1"
              ?disabled=${kind !== 'own'}
              .value=${given[i]}
              @change=${(/** @type {Event} */ event) => {
                const input = inputOf(event);
                const judged = judgeNumber({ param }, input.value.trim());
                input.setAttribute('aria-invalid', judged && !judged.bounded ? 'false' : 'true');
                if (judged && !judged.bounded) set(`own:${given.with(i, judged.used).join(':')}`);
              }}
            />
          </label>`,
      )}
      <p class="field-help">${t('costs.help')}</p>
    </fieldset>
  `;
}

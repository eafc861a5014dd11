// The experiment's form: generated from the metadata's keys, the usual ones first.
//
// Guarantees: every key of the metadata has a field, whichever keys there are; those that are not
// named as usual go under "More settings", whose summary says what in there was changed.

import { html, nothing } from 'lit';
import { digest } from './form/words.js';
import { offeredThreads } from './offer.js';
import { machineText, parallelLimit } from './parallelism.js';
import './map-picker.js';
import './form/number-field.js';
import './form/choice-field.js';
import './form/mix-field.js';

/** @typedef {import('../../types.js').KeyMeta} KeyMeta */
/**
 * @typedef {object} SettingsOptions
 * @property {import('../../strings/index.js').Locale} locale
 * @property {import('../../types.js').Metadata} metadata
 * @property {import('../../types.js').LinkState} state
 * @property {string | null} preset the preset that the workload is
 * @property {import('../../types.js').Environment | null} environment
 * @property {boolean} locked
 * @property {boolean} inspects the engine can look inside maps
 * @property {boolean} embedded the page's address is not the reader's
 * @property {unknown} [axis] the field of what is varied
 */

const FIRST = ['threads', 'preset', 'mix', 'rounds'];
/** Types with controls of their own. */
const PICKER = ['maps', 'baseline', 'axis'];

/** @param {SettingsOptions} options */
export function settings(options) {
  const { locale, metadata, state, locked } = options;
  const { t } = locale;
  const live = options.embedded ? 'embed.live' : 'settings.live';
  // What an axis varies has no field of its own.
  const keys = metadata.keys.filter(({ key }) => key !== state.axis?.spec.key);
  const first = FIRST.flatMap((key) => keys.filter((meta) => meta.key === key));
  const more = keys.filter((meta) => !FIRST.includes(meta.key) && !PICKER.includes(meta.type));
  const changed = digest(locale, more, state.values, { changedOnly: true });
  return html`
    <form
      class="settings ${locked ? 'locked' : ''}"
      aria-label=${t('settings.title')}
      @submit=${(/** @type {Event} */ event) => event.preventDefault()}
    >
      <p class="field-help">${t(locked ? 'settings.locked' : live)}</p>
      <map-picker
        .locale=${locale}
        .metadata=${metadata}
        .maps=${state.maps}
        .baseline=${state.values.baseline}
        .inspects=${options.inspects}
        ?disabled=${locked}
      ></map-picker>
      ${options.axis ?? nothing} ${first.map((meta) => field(options, meta))}
      <details class="more">
        <summary>
          ${t('settings.more')} <span class="digest">${changed || t('settings.defaults')}</span>
        </summary>
        ${more.map((meta) => field(options, meta))}
      </details>
    </form>
  `;
}

/** @param {SettingsOptions} options @param {KeyMeta} meta */
function field(options, meta) {
  const { locale, state, locked } = options;
  const value = state.values[meta.key];
  switch (meta.type) {
    case 'integer':
    case 'integer-or':
    case 'decimal-or':
      return meta.key === 'threads'
        ? threadsField(options, meta)
        : html`<number-field
            .locale=${locale}
            .meta=${meta}
            .value=${value}
            .notes=${(/** @type {string} */ choice) => locale.maybe(`note.${meta.key}.${choice}`, '')}
            ?disabled=${locked}
          ></number-field>`;
    case 'choice':
      return html`<choice-field
        .locale=${locale}
        .meta=${meta}
        .value=${value}
        ?disabled=${locked}
      ></choice-field>`;
    case 'mix':
      return html`<mix-field
        .locale=${locale}
        .meta=${meta}
        .value=${value}
        ?disabled=${locked}
      ></mix-field>`;
    case 'preset':
      return options.metadata.presets.length ? presetField(options, meta) : nothing;
    default:
      return nothing;
  }
}

/** Threads: what is offered, and what counts as too many, depend on this machine. */
/** @param {SettingsOptions} options @param {KeyMeta} meta */
function threadsField({ locale, state, environment, locked }, meta) {
  // Logical threads that take turns are never too many for the machine.
  const simulated = environment?.mode === 'simulated';
  const known = simulated ? null : environment;
  const limit = known && parallelLimit(known);
  return html`<number-field
    .locale=${locale}
    .meta=${meta}
    .value=${state.values.threads}
    .choices=${offeredThreads(known && (limit ?? Math.max(known.cores, known.parallelism)))}
    .mark=${(/** @type {number} */ count) => limit !== null && count > limit}
    .markNote=${locale.t('threads.over')}
    .footnote=${simulated ? locale.t('threads.simulated') : machineText(locale, known)}
    ?disabled=${locked}
  ></number-field>`;
}

/** @param {SettingsOptions} options @param {KeyMeta} meta */
function presetField({ locale, metadata, preset, locked }, meta) {
  const { t, words } = locale;
  const chosen = metadata.presets.find((row) => row.name === preset);
  return html`
    <div class="field">
      <label for="field-preset">${words(meta.label)}</label>
      <select
        id="field-preset"
        aria-describedby="field-preset-hint"
        ?disabled=${locked}
        @change=${(/** @type {Event} */ event) => {
          const select = /** @type {HTMLSelectElement} */ (event.currentTarget);
          select.dispatchEvent(
            new CustomEvent('field-change', {
              detail: { key: meta.key, value: select.value },
              bubbles: true,
            }),
          );
        }}
      >
        ${chosen ? nothing : html`<option value="" selected>${t('preset.custom')}</option>`}
        ${metadata.presets.map(
          (row) =>
            html`<option value=${row.name} ?selected=${row === chosen}>
              ${words(row.label)}
            </option>`,
        )}
      </select>
      <p class="field-help" id="field-preset-hint">
        ${chosen ? words(chosen.summary) : t('preset.customHelp')}
      </p>
    </div>
  `;
}

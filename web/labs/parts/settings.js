// The experiment's form: generated from the metadata's keys, the usual ones first.
//
// Guarantees: every key of the metadata that means something to the experiment has a field, whichever keys there
// are; those that are not named as usual go under "More settings", whose summary says what in there was changed.

import { html, nothing } from 'lit';
import { inputOf } from '../../dom.js';
import { canRefuse, registryOf } from '../../link/maps.js';
import { presetOf } from '../../link/presets.js';
import { keyField, labForm } from './form/form.js';
import { offeredThreads } from './offer.js';
import { machineText, parallelLimit } from './parallelism.js';
import './map-picker.js';

/** @typedef {import('../../types.js').KeyMeta} KeyMeta */
/**
 * @typedef {object} Options
 * @property {import('../../types.js').Metadata} metadata
 * @property {string | null} preset the preset that the workload is
 * @property {import('../../types.js').Environment | null} environment
 * @property {boolean} inspects the engine can look inside maps
 * @property {unknown} [axis] the field of what is varied
 */
/** @typedef {import('./form/form.js').FormPage & Options} SettingsOptions */

const FIRST = ['threads', 'preset', 'mix', 'rounds'];
/** Types with controls of their own. */
const PICKER = ['maps', 'baseline', 'axis'];

/** @param {SettingsOptions} options */
export function settings(options) {
  const { locale, metadata, state, locked } = options;
  // What an axis varies has no field of its own, nor has what no map here heeds.
  const refuses = state.maps.some((map) => canRefuse(registryOf(metadata), map));
  const isShown = (/** @type {string} */ key) =>
    key !== state.axis?.spec.key && (refuses || !metadata.refusing.includes(key));
  const keys = metadata.keys.filter(({ key }) => isShown(key));
  const first = FIRST.flatMap((key) => keys.filter((meta) => meta.key === key));
  const more = keys.filter((meta) => !FIRST.includes(meta.key) && !PICKER.includes(meta.type));
  const picker = html`<map-picker
    .locale=${locale}
    .metadata=${metadata}
    .maps=${state.maps}
    .baseline=${state.values.baseline}
    .inspects=${options.inspects}
    ?disabled=${locked}
  ></map-picker>`;
  const fields = [picker, options.axis ?? nothing, ...first.map((meta) => field(options, meta))];
  return labForm(options, fields, more, (meta) => field(options, meta));
}

/** @param {SettingsOptions} options @param {KeyMeta} meta */
function field(options, meta) {
  const { locale, metadata } = options;
  if (meta.type === 'preset') return metadata.presets.length ? presetField(options, meta) : nothing;
  if (meta.key === 'threads') return threadsField(options, meta);
  return keyField(options, meta, {
    notes: (choice) => locale.maybe(`note.${meta.key}.${choice}`, ''),
  });
}

/** Threads: what is offered, and what counts as too many, depend on this machine. */
/** @param {SettingsOptions} options @param {KeyMeta} meta */
function threadsField(options, meta) {
  const { locale, environment } = options;
  // Logical threads that take turns are never too many for the machine.
  const simulated = environment?.mode === 'simulated';
  const known = simulated ? null : environment;
  const limit = known && parallelLimit(known);
  return keyField(options, meta, {
    choices: offeredThreads(known && (limit ?? Math.max(known.cores, known.parallelism))),
    mark: (count) => limit !== null && count > limit,
    markNote: locale.t('threads.over'),
    footnote: simulated ? locale.t('threads.simulated') : machineText(locale, known),
  });
}

/** @param {SettingsOptions} options @param {KeyMeta} meta */
function presetField({ locale, metadata, preset, locked }, meta) {
  const { t, words } = locale;
  const chosen = presetOf(metadata, preset);
  return html`
    <div class="field">
      <label for="field-preset">${words(meta.label)}</label>
      <select
        id="field-preset"
        aria-describedby="field-preset-hint"
        ?disabled=${locked}
        @change=${(/** @type {Event} */ event) => {
          const select = inputOf(event);
          select.dispatchEvent(
            new CustomEvent('field-change', {
              detail: { key: meta.key, value: select.value },
              bubbles: true,
            }),
          );
        }}
      >
        ${chosen ? nothing : html`<option value="" selected>${t('preset.custom')}</option>`}
        ${[...metadata.presets, ...metadata.comparisons].map(
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

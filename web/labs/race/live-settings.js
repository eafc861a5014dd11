// The settings of the measured views: the load, the ladder and how often, and what is usual for all.
//
// Guarantees: fields are those of the page's form, over the metadata's keys; they tell
// `field-change`, which the view passes on.

import { html, nothing } from 'lit';
import { digest } from '../parts/form/words.js';
import { offeredThreads } from '../parts/offer.js';
import { raceKey } from './keys.js';
import { liveTexts } from './live-texts.js';
import '../parts/form/choice-field.js';
import '../parts/form/number-field.js';
import '../parts/map-picker.js';

/** @typedef {import('../types.js').LabPage} LabPage */
/** @typedef {import('../../types.js').KeyMeta} KeyMeta */

/** @param {LabPage} page @param {boolean} locked @param {boolean} maps whether maps are chosen */
export function liveSettings(page, locked, maps) {
  const { locale, metadata, state } = page;
  const { t } = locale;
  const own = (/** @type {string} */ name) => field(page, raceKey(metadata, name), locked);
  const shared = (/** @type {string} */ name) => {
    const meta = metadata.keys.find(({ key }) => key === name);
    return meta ? field(page, meta, locked) : nothing;
  };
  const more = metadata.keys.filter(({ key }) => ['ms', 'seed'].includes(key));
  const changed = digest(locale, more, state.values, { changedOnly: true });
  return html`
    <form
      class="settings ${locked ? 'locked' : ''}"
      aria-label=${t('settings.title')}
      @submit=${(/** @type {Event} */ event) => event.preventDefault()}
    >
      <p class="field-help">
        ${t(locked ? 'settings.locked' : page.embedded ? 'embed.live' : 'settings.live')}
      </p>
      ${
        maps
          ? html`<map-picker
              .locale=${locale}
              .metadata=${metadata}
              .maps=${state.maps}
              .inspects=${false}
              ?disabled=${locked}
            ></map-picker>`
          : nothing
      }
      ${loadField(page, locked)} ${workersField(page, locked)} ${own('goroutines')} ${own('ladder')}
      ${own('runs')}
      <details class="more">
        <summary>
          ${t('settings.more')} <span class="digest">${changed || t('settings.defaults')}</span>
        </summary>
        ${shared('ms')} ${shared('seed')}
      </details>
    </form>
  `;
}

/** @param {LabPage} page @param {KeyMeta} meta @param {boolean} locked */
function field({ locale, state }, meta, locked) {
  const value = state.values[meta.key];
  return meta.type === 'choice'
    ? html`<choice-field
        .locale=${locale}
        .meta=${meta}
        .value=${value}
        ?disabled=${locked}
      ></choice-field>`
    : html`<number-field
        .locale=${locale}
        .meta=${meta}
        .value=${value}
        .notes=${(/** @type {string} */ choice) => (choice === 'each' ? liveTexts(locale).t('each') : '')}
        ?disabled=${locked}
      ></number-field>`;
}

/** The load, whose number is one of keys. @param {LabPage} page @param {boolean} locked */
function loadField(page, locked) {
  const meta = raceKey(page.metadata, 'load');
  if (meta.type !== 'choice') return nothing;
  const text = liveTexts(page.locale).t('keys');
  const label = { en: text, zh: text };
  const forms = meta.forms.map((form) => ({
    ...form,
    params: form.params.map((param) => ({ ...param, label })),
  }));
  return field(page, { ...meta, forms }, locked);
}

/** Workers are the page's threads, by another name. @param {LabPage} page @param {boolean} locked */
function workersField({ locale, metadata, state, environment }, locked) {
  const threads = metadata.keys.find(({ key }) => key === 'threads');
  if (!threads) return nothing;
  const { t } = liveTexts(locale);
  const parallelism = environment?.mode === 'simulated' ? null : (environment?.parallelism ?? null);
  const label = { en: t('workers.label'), zh: t('workers.label') };
  const help = { en: t('workers.help'), zh: t('workers.help') };
  return html`<number-field
    .locale=${locale}
    .meta=${{ ...threads, label, help }}
    .value=${state.values.threads}
    .choices=${offeredThreads(parallelism)}
    .mark=${(/** @type {number} */ count) => parallelism !== null && count > parallelism}
    .markNote=${locale.t('threads.over')}
    .footnote=${parallelism === null ? t('workers.help') : t('workers.machine', { parallelism })}
    ?disabled=${locked}
  ></number-field>`;
}

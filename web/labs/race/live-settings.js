// The settings of the measured views: the load, the ladder and how often, and what is usual for all.
//
// Guarantees: fields are those of any lab's form, over the metadata's keys; they tell `field-change`,
// which the view passes on.

import { html, nothing } from 'lit';
import { keyField, labForm } from '../parts/form/form.js';
import { offeredThreads } from '../parts/offer.js';
import { raceKey } from './keys.js';
import { liveTexts } from './live-texts.js';
import '../parts/map-picker.js';

/** @typedef {import('../types.js').LabPage & { locked: boolean }} FormPage */

/** @param {import('../types.js').LabPage} page @param {boolean} locked @param {boolean} maps whether maps are chosen */
export function liveSettings(page, locked, maps) {
  const { locale, metadata, state, embedded, environment } = page;
  /** @type {FormPage} */
  const form = {
    .../** @type {any} */ ({ locale, metadata, state, embedded, environment }),
    locked,
  };
  const own = (/** @type {string} */ name) =>
    keyField(form, raceKey(metadata, name), {
      notes: (choice) => (choice === 'each' ? liveTexts(locale).t('each') : ''),
    });
  const picker = html`<map-picker
    .locale=${locale}
    .metadata=${metadata}
    .maps=${state.maps}
    .inspects=${false}
    ?disabled=${locked}
  ></map-picker>`;
  const named = ['goroutines', 'ladder', 'runs'].map(own);
  const fields = [maps ? picker : nothing, loadField(form), workersField(form), ...named];
  const more = metadata.keys.filter(({ key }) => ['ms', 'seed'].includes(key));
  return labForm(form, fields, more, (meta) => keyField(form, meta));
}

/** The load, whose number is one of keys. @param {FormPage} form */
function loadField(form) {
  const meta = raceKey(form.metadata, 'load');
  if (meta.type !== 'choice') return nothing;
  const text = liveTexts(form.locale).t('keys');
  const label = { en: text, zh: text };
  const forms = meta.forms.map((one) => ({
    ...one,
    params: one.params.map((param) => ({ ...param, label })),
  }));
  return keyField(form, { ...meta, forms });
}

/** Workers are the page's threads, by another name. @param {FormPage} form */
function workersField(form) {
  const { locale, metadata, environment } = form;
  const threads = metadata.keys.find(({ key }) => key === 'threads');
  if (!threads) return nothing;
  const { t } = liveTexts(locale);
  const parallelism = environment?.mode === 'simulated' ? null : (environment?.parallelism ?? null);
  const label = { en: t('workers.label'), zh: t('workers.label') };
  const help = { en: t('workers.help'), zh: t('workers.help') };
  return keyField(
    form,
    { ...threads, label, help },
    {
      choices: offeredThreads(parallelism),
      mark: (count) => parallelism !== null && count > parallelism,
      markNote: locale.t('threads.over'),
      footnote: parallelism === null ? t('workers.help') : t('workers.machine', { parallelism }),
    },
  );
}

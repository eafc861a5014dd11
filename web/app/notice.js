// What the page says about a link that it could not take as it stands, or a language that it has not.
//
// Guarantees: no sentence has a blank where a text is empty; what came from the link is shown as
// `visible` has it.

import { html, nothing } from 'lit';
import { LANGUAGES } from '../strings/index.js';
import { visible } from '../strings/visible.js';

/** @typedef {import('../types.js').Problem} Problem */
/** @typedef {import('../types.js').Repair} Repair */
/** @typedef {import('../types.js').Metadata} Metadata */
/** @typedef {import('../types.js').KeyMeta} KeyMeta */
/** @typedef {import('../strings/index.js').Locale} Locale */

const MOST_LINES = 12;

/**
 * The dismissible list of what was mended and of what could not be taken.
 * @param {Locale} locale @param {Metadata} metadata
 * @param {{ repairs: Repair[], problems: Problem[] }} link @param {() => void} onDismiss
 */
export function linkNotice(locale, metadata, { repairs, problems }, onDismiss) {
  const { t } = locale;
  const all = [
    ...repairs.map((repair) => repairText(locale, repair)),
    ...problems.map((problem) => problemText(locale, metadata, problem)),
  ];
  const shown = all.slice(0, MOST_LINES);
  const more = all.length - shown.length;
  return html`
    <section class="notice" aria-labelledby="notice-title">
      <div>
        <h2 id="notice-title">${t('notice.title', { count: all.length })}</h2>
        <ul>
          ${shown.map((text) => html`<li>${text}</li>`)}
          ${more > 0 ? html`<li>${t('notice.more', { count: more })}</li>` : nothing}
        </ul>
      </div>
      <button type="button" class="quiet" @click=${onDismiss}>${t('notice.dismiss')}</button>
    </section>
  `;
}

/**
 * That a language could not be had, and another one is shown.
 * @param {Locale} locale @param {import('../strings/index.js').Language} language @param {() => void} onDismiss
 */
export function languageNotice({ t }, language, onDismiss) {
  const name = LANGUAGES.find(([tag]) => tag === language)?.[1] ?? language;
  return html`
    <section class="notice">
      <p role="alert">${t('language.unfetched', { language: name })}</p>
      <button type="button" class="quiet" @click=${onDismiss}>${t('notice.dismiss')}</button>
    </section>
  `;
}

/**
 * The card in place of the lab when the link cannot be read at all.
 * @param {Locale} locale @param {Metadata} metadata @param {Problem} fatal @param {() => void} onOpen
 */
export function linkCard(locale, metadata, fatal, onOpen) {
  const { t } = locale;
  return html`
    <section class="card fatal" aria-labelledby="card-title">
      <h2 id="card-title">${t('card.title')}</h2>
      <p>${cardText(locale, metadata, fatal)}</p>
      <button type="button" class="primary" @click=${onOpen}>${t('card.open')}</button>
    </section>
  `;
}

/** @param {Locale} locale @param {Metadata} metadata @param {Problem} fatal */
export function cardText(locale, metadata, { kind, value }) {
  const { version, maxBytes: bytes } = metadata.link;
  const named = value ? kind : `${kind}.empty`;
  const values = { value: visible(value ?? ''), version, bytes };
  return locale.maybe(`card.${named}`, locale.maybe(`card.${kind}`, kind, values), values);
}

/** @param {Locale} locale @param {Repair} repair */
export function repairText(locale, { kind, value }) {
  return locale.t(`repair.${kind}`, { value: visible(value ?? '') });
}

/** A key's label with its name in links; some have but the name. @param {Locale} locale @param {KeyMeta} [row] */
function keyText(locale, row) {
  const label = locale.words(row?.label);
  return row && label ? `${label} (${row.key})` : (row?.key ?? '');
}

/** @param {Locale} locale @param {Metadata} metadata @param {Problem} problem */
export function problemText(locale, metadata, { kind, key, value, used }) {
  const keys = [...metadata.keys, ...Object.values(metadata.labKeys).flat()];
  const row = keys.find((candidate) => candidate.key === key);
  const quoted = (/** @type {string | null} */ text) =>
    text ? locale.t('notice.quoted', { text: visible(text) }) : locale.t('notice.empty');
  const values = {
    key: keyText(locale, row) || quoted(key),
    value: quoted(value),
    used: used === '' ? locale.t('notice.empty') : visible(used ?? ''),
  };
  const ending = used === null ? 'dropped' : 'used';
  return locale.maybe(
    `problem.${kind}.${ending}`,
    locale.maybe(`problem.${kind}`, `${kind}: ${values.key} ${values.value}`, values),
    values,
  );
}

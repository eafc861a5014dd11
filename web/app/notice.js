// What the page says about a link that it could not take as it stands, or a language that it has not.
//
// Guarantees: what came from the link is shown as text, cut short, with control and direction
// characters made visible, so that it can neither become markup nor disguise itself.

import { html, nothing } from 'lit';
import { LANGUAGES } from '../strings/index.js';

/** @typedef {import('../types.js').Problem} Problem */
/** @typedef {import('../types.js').Metadata} Metadata */
/** @typedef {import('../strings/index.js').Locale} Locale */

const LONGEST_VALUE = 60;
const MOST_PROBLEMS = 12;

/**
 * The dismissible list of what was mended.
 * @param {Locale} locale @param {Metadata} metadata @param {Problem[]} problems @param {() => void} onDismiss
 */
export function linkNotice(locale, metadata, problems, onDismiss) {
  const { t } = locale;
  const shown = problems.slice(0, MOST_PROBLEMS);
  const more = problems.length - shown.length;
  return html`
    <section class="notice" aria-labelledby="notice-title">
      <div>
        <h2 id="notice-title">${t('notice.title', { count: problems.length })}</h2>
        <ul>
          ${shown.map((problem) => html`<li>${problemText(locale, metadata, problem)}</li>`)}
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
      <p>
        ${locale.maybe(`card.${fatal.kind}`, fatal.kind, {
          value: visible(fatal.value ?? ''),
          version: metadata.link.version,
          bytes: metadata.link.maxBytes,
        })}
      </p>
      <button type="button" class="primary" @click=${onOpen}>${t('card.open')}</button>
    </section>
  `;
}

/** @param {Locale} locale @param {Metadata} metadata @param {Problem} problem */
export function problemText(locale, metadata, { kind, key, value, used }) {
  const row = metadata.keys.find((candidate) => candidate.key === key);
  const values = {
    key: row ? `${locale.words(row.label)} (${row.key})` : visible(key ?? ''),
    value: visible(value ?? ''),
    used: visible(used ?? ''),
  };
  const ending = used === null ? 'dropped' : 'used';
  return locale.maybe(
    `problem.${kind}.${ending}`,
    locale.maybe(`problem.${kind}`, `${kind}: ${values.key} ${values.value}`, values),
    values,
  );
}

/** @param {string} text */
export function visible(text) {
  const cut = [...text].slice(0, LONGEST_VALUE + 1);
  const short = cut.length > LONGEST_VALUE ? [...cut.slice(0, LONGEST_VALUE), '…'] : cut;
  return short.join('').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}');
}

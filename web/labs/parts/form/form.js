// A lab's form: its fields, those that are seldom touched folded away, and the field for any key.
//
// Guarantees: which field a key has follows from its type in the metadata; the folded part says what in
// there was changed.

import { html, nothing } from 'lit';
import { digest } from './words.js';
import './choice-field.js';
import './mix-field.js';
import './number-field.js';

/** @typedef {import('../../../types.js').KeyMeta} KeyMeta */
/**
 * What a form is of.
 * @typedef {object} FormPage
 * @property {import('../../../strings/index.js').Locale} locale
 * @property {import('../../../types.js').LinkState} state
 * @property {boolean} locked
 * @property {boolean} embedded the page's address is not the reader's
 */

/**
 * @param {FormPage} page
 * @param {unknown} fields
 * @param {KeyMeta[]} more keys of what is folded away
 * @param {(meta: KeyMeta) => unknown} field
 */
export function labForm({ locale, state, locked, embedded }, fields, more, field) {
  const { t } = locale;
  const changed = digest(locale, more, state.values, { changedOnly: true });
  const live = embedded ? 'embed.live' : 'settings.live';
  return html`
    <form
      class="settings ${locked ? 'locked' : ''}"
      aria-label=${t('settings.title')}
      @submit=${(/** @type {Event} */ event) => event.preventDefault()}
    >
      <p class="field-help">${t(locked ? 'settings.locked' : live)}</p>
      ${fields}
      <details class="more">
        <summary>
          ${t('settings.more')} <span class="digest">${changed || t('settings.defaults')}</span>
        </summary>
        ${more.map(field)}
      </details>
    </form>
  `;
}

/**
 * The field of a key; nothing for a type that has controls of its own.
 * @param {FormPage} page
 * @param {KeyMeta} meta
 * @param {object} [number] where it is one
 * @param {string[] | null} [number.choices] offered in place of the metadata's
 * @param {(choice: string) => string} [number.notes] a word beside some of them
 * @param {(value: number) => boolean} [number.mark]
 * @param {string} [number.markNote]
 * @param {string} [number.footnote]
 */
export function keyField({ locale, state, locked }, meta, number = {}) {
  const value = state.values[meta.key];
  switch (meta.type) {
    case 'integer':
    case 'integer-or':
    case 'decimal-or':
      return html`<number-field
        .locale=${locale}
        .meta=${meta}
        .value=${value}
        .choices=${number.choices ?? null}
        .notes=${number.notes ?? (() => '')}
        .mark=${number.mark ?? (() => false)}
        .markNote=${number.markNote ?? ''}
        .footnote=${number.footnote ?? ''}
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
    default:
      return nothing;
  }
}

// The page's header: name, purpose, the way to the lessons, language and theme.
//
// Guarantees: both switches are plain selects, so keyboard and screen readers need nothing special.

import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { inputOf } from '../dom.js';
import { LANGUAGES } from '../strings/index.js';
import { THEMES } from './preferences.js';

/** @typedef {import('../strings/index.js').Language} Language */
/** @typedef {import('./preferences.js').Theme} Theme */

/**
 * @param {object} options
 * @param {import('../strings/index.js').Locale} options.locale
 * @param {Language} options.language that was chosen, if its texts are not there yet either
 * @param {Theme} options.theme
 * @param {(theme: Theme) => void} options.onTheme
 * @param {(language: Language) => void} options.onLanguage
 * @param {() => void} options.onLessons
 */
export function pageHeader({ locale, language, theme, onTheme, onLanguage, onLessons }) {
  const { t } = locale;
  return html`
    <header class="page-header">
      <div class="brand">
        <h1>Contend</h1>
        <p>${t('page.purpose')}</p>
        <button type="button" class="link" @click=${onLessons}>${t('page.lessons')}</button>
      </div>
      <div class="page-settings">
        <label>
          <span>${t('page.language')}</span>
          <select
            name="language"
            .value=${live(language)}
            @change=${(/** @type {Event} */ event) =>
              onLanguage(/** @type {Language} */ (inputOf(event).value))}
          >
            ${LANGUAGES.map(
              ([tag, name]) =>
                html`<option value=${tag} lang=${tag} ?selected=${tag === language}>
                  ${name}
                </option>`,
            )}
          </select>
        </label>
        <label>
          <span>${t('page.theme')}</span>
          <select
            name="theme"
            .value=${theme}
            @change=${(/** @type {Event} */ event) => onTheme(/** @type {Theme} */ (inputOf(event).value))}
          >
            ${THEMES.map(
              (name) =>
                html`<option value=${name} ?selected=${name === theme}>
                  ${t(`page.theme.${name}`)}
                </option>`,
            )}
          </select>
        </label>
      </div>
    </header>
  `;
}

// The page's footer: the link for paper, the version, the gallery, and the way to open a saved result.

import { html } from 'lit';
import { inputOf } from '../dom.js';

/**
 * @param {object} options
 * @param {import('../strings/index.js').Locale} options.locale
 * @param {string} options.link of the experiment
 * @param {string} options.version
 * @param {(files: File[]) => void} options.onFiles
 */
export function pageFooter({ locale, link, version, onFiles }) {
  const { t, language } = locale;
  return html`
    <footer class="page-footer">
      <p class="print-link">${location.origin + location.pathname + link}</p>
      <p>${t('page.footer', { version })}</p>
      <p>
        <a href="./presets/${language === 'en' ? '' : `${language}/`}"> ${t('gallery.link')} </a>
        <label class="file-button">
          ${t('open.file')}
          <input
            type="file"
            multiple
            accept=".json,application/json"
            @change=${(/** @type {Event} */ event) => {
              const input = inputOf(event);
              onFiles([...(input.files ?? [])]);
              input.value = '';
            }}
          />
        </label>
      </p>
    </footer>
  `;
}

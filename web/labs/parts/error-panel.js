// What went wrong, by name, and what to do about it.
//
// Guarantees: in the reader's language; what a browser or a map said itself is quoted as text, as the
// English that it is; the next run needs nothing but the button.

import { html, nothing } from 'lit';
import { errorWords } from '../../strings/errors/words.js';
import { isSandboxed } from '../../isolation/detect.js';
import { newTabUrl } from '../../isolation/isolation.js';

/**
 * @param {import('../../strings/index.js').Locale} locale @param {Error} error
 * @param {string} link of the experiment @param {() => void} onDismiss
 */
export function errorPanel(locale, error, link, onDismiss) {
  const { t } = locale;
  const { title, seen, raw, remedy } = errorWords(locale, error);
  return html`
    <section class="notice error" aria-labelledby="error-title">
      <div>
        <h2 id="error-title">${title} <code>${error.name}</code></h2>
        ${seen ? html`<p>${seen}</p>` : nothing} ${remedy ? html`<p>${remedy}</p>` : nothing}
        ${
          error.name === 'Unsupported' && isSandboxed()
            ? html`<p>
                <a class="button" href=${newTabUrl(link)} target="_blank" rel="noopener"
                  >${t('simulated.open')}</a
                >
              </p>`
            : nothing
        }
        ${raw ? html`<p class="error-detail" lang="en">${raw}</p>` : nothing}
      </div>
      <button type="button" class="quiet" @click=${onDismiss}>${t('notice.dismiss')}</button>
    </section>
  `;
}

// What went wrong, by name, and what to do about it.
//
// Guarantees: the message is shown as text; the next run needs nothing but the button.

import { html, nothing } from 'lit';
import { isSandboxed } from '../../isolation/detect.js';
import { newTabUrl } from '../../isolation/isolation.js';

/**
 * @param {import('../../strings/index.js').Locale} locale @param {Error} error
 * @param {string} link of the experiment @param {() => void} onDismiss
 */
export function errorPanel(locale, error, link, onDismiss) {
  const { t } = locale;
  const sandboxed = error.name === 'Unsupported' && isSandboxed();
  const { cure = error.name } = /** @type {{ cure?: string }} */ (error);
  const remedy = sandboxed ? t('isolation.sandboxed') : locale.maybe(`remedy.${cure}`, '');
  // The engine's message ends with its remedy in English; what was seen stands before it.
  const detail = /** @type {{ detail?: string }} */ (error).detail ?? error.message;
  return html`
    <section class="notice error" aria-labelledby="error-title">
      <div>
        <h2 id="error-title">
          ${locale.maybe(`error.${error.name}`, t('error.other'))} <code>${error.name}</code>
        </h2>
        ${remedy ? html`<p>${remedy}</p>` : html`<p>${error.message}</p>`}
        ${
          sandboxed
            ? html`<p>
                <a class="button" href=${newTabUrl(link)} target="_blank" rel="noopener"
                  >${t('simulated.open')}</a
                >
              </p>`
            : nothing
        }
        ${remedy && detail ? html`<p class="error-detail">${detail}</p>` : nothing}
      </div>
      <button type="button" class="quiet" @click=${onDismiss}>${t('notice.dismiss')}</button>
    </section>
  `;
}

// What went wrong, by name, and what to do about it.
//
// Guarantees: the message is shown as text; the next run needs nothing but the button.

import { html, nothing } from 'lit';

/**
 * @param {import('../../strings/index.js').Locale} locale @param {Error} error @param {() => void} onDismiss
 */
export function errorPanel(locale, error, onDismiss) {
  const { t } = locale;
  const remedy = locale.maybe(`remedy.${error.name}`, '');
  // The engine's message ends with its remedy in English; what was seen stands before it.
  const detail = /** @type {{ detail?: string }} */ (error).detail ?? error.message;
  return html`
    <section class="notice error" aria-labelledby="error-title">
      <div>
        <h2 id="error-title">
          ${locale.maybe(`error.${error.name}`, t('error.other'))} <code>${error.name}</code>
        </h2>
        ${remedy ? html`<p>${remedy}</p>` : html`<p>${error.message}</p>`}
        ${remedy && detail ? html`<p class="error-detail">${detail}</p>` : nothing}
      </div>
      <button type="button" class="quiet" @click=${onDismiss}>${t('notice.dismiss')}</button>
    </section>
  `;
}

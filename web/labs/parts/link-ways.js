// The ways in which the experiment leaves a run bar: its link copied, Share, Embed.
//
// Guarantees: where the browser does not allow copying, the link stands there to be copied by hand.

import { html } from 'lit';

/**
 * @typedef {object} LinkWays
 * @property {import('../../strings/index.js').Locale} locale
 * @property {'idle' | 'copied' | 'refused'} copied
 * @property {string} address what the copy button copies
 * @property {() => void} onCopy
 * @property {() => void} onShare
 * @property {() => void} onEmbed
 */

/** @param {LinkWays} options @param {unknown} [before] what else stands in their row */
export function linkWays({ locale, copied, address, onCopy, onShare, onEmbed }, before = '') {
  const { t } = locale;
  return html`
    <div class="copy-link">
      ${before}
      <button type="button" class="quiet wide-only" @click=${onCopy}>
        ${t(copied === 'copied' ? 'link.copied' : 'link.copy')}
      </button>
      <button type="button" class="quiet" @click=${onShare}>${t('share.open')}</button>
      <button type="button" class="quiet wide-only" @click=${onEmbed}>${t('embed.button')}</button>
    </div>
    ${
      copied === 'refused'
        ? html`<label class="copy-by-hand">
            ${t('link.byHand')}
            <input
              readonly
              .value=${address}
              @focus=${(/** @type {Event} */ event) =>
                /** @type {HTMLInputElement} */ (event.currentTarget).select()}
            />
          </label>`
        : ''
    }
  `;
}

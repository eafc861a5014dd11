// The page's labs, side by side: one link each to the same experiment as that lab has it.
//
// Guarantees: plain links with real addresses, so that keyboard, history, a new tab and copying
// work as everywhere; the one that is shown says so.

import { html, nothing } from 'lit';

/**
 * @param {import('../strings/index.js').Locale} locale
 * @param {readonly import('../labs/types.js').LabRow[]} labs
 * @param {string | null} current the lab that is shown; null while there is none
 * @param {(lab: string) => string} linkIn
 */
export function labTabs({ t, words }, labs, current, linkIn) {
  return html`
    <nav class="lab-tabs" aria-label=${t('lab.title')}>
      ${labs.map(
        ({ id, title }) =>
          html`<a href=${linkIn(id)} aria-current=${id === current ? 'page' : nothing}
            >${words(title)}</a
          >`,
      )}
    </nav>
  `;
}

// The page's labs, side by side: one link each to the same experiment as that lab has it.
//
// Guarantees: plain links with real addresses, so that keyboard, history, a new tab and copying
// work as everywhere; the one that is shown says so.

import { html, nothing } from 'lit';

/**
 * @param {import('../strings/index.js').Locale} locale
 * @param {import('../types.js').Metadata} metadata
 * @param {string | null} current the lab that is shown; null while there is none
 * @param {(lab: string) => string} linkIn
 */
export function labTabs(locale, metadata, current, linkIn) {
  return html`
    <nav class="lab-tabs" aria-label=${locale.t('lab.title')}>
      ${metadata.link.labs.map(
        (lab) =>
          html`<a href=${linkIn(lab)} aria-current=${lab === current ? 'page' : nothing}
            >${locale.maybe(`lab.${lab}`, lab)}</a
          >`,
      )}
    </nav>
  `;
}

// Why there are no speeds here, and the way to real threads.
//
// Guarantees: shown before and after a run whenever the page is not isolated; the link carries the
// present experiment and opens a page of its own.

import { html } from 'lit';
import { newTabUrl } from '../../isolation/isolation.js';

/**
 * @param {import('../../strings/index.js').Locale} locale @param {string} link
 * @param {{ title: string, text: string }} [words] why this lab needs threads
 */
export function simulatedNote({ t }, link, words) {
  return html`
    <section class="notice simulated" aria-labelledby="simulated-title">
      <div>
        <h2 id="simulated-title">${words?.title ?? t('simulated.title')}</h2>
        <p>${words?.text ?? t('simulated.text')}</p>
        <p>
          <a class="button" href=${newTabUrl(link)} target="_blank" rel="noopener"
            >${t('simulated.open')}</a
          >
        </p>
      </div>
    </section>
  `;
}

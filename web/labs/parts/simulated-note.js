// Why there are no speeds here, and the way to real threads.
//
// Guarantees: shown before and after a run whenever there are no threads; the link carries the present
// experiment and opens a page of its own, unless no page of this browser has threads.

import { html, nothing } from 'lit';
import { lacksSharedMemory } from '../../isolation/detect.js';
import { newTabUrl } from '../../isolation/isolation.js';

/**
 * @param {import('../../strings/index.js').Locale} locale @param {string} link
 * @param {{ title: string, text: string }} [words] why this lab needs threads
 */
export function simulatedNote({ t }, link, words) {
  const nowhere = lacksSharedMemory();
  const text = nowhere ? t('simulated.nowhere') : (words?.text ?? t('simulated.text'));
  return html`
    <section class="notice simulated" aria-labelledby="simulated-title">
      <div>
        <h2 id="simulated-title">${words?.title ?? t('simulated.title')}</h2>
        <p>${text}</p>
        ${
          nowhere
            ? nothing
            : html`<p>
                <a class="button" href=${newTabUrl(link)} target="_blank" rel="noopener"
                  >${t('simulated.open')}</a
                >
              </p>`
        }
      </div>
    </section>
  `;
}

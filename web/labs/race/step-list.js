// The steps of a schedule, each a button that goes there.
//
// Guarantees: one list in the order of the steps; the present one says so.

import { html, nothing } from 'lit';
import { stepText } from './cells.js';
import { raceTexts } from './texts.js';

/** @typedef {import('./types.js').Frame} Frame */

/**
 * @param {import('../../strings/index.js').Locale} locale @param {Frame[]} frames @param {number} pos
 * @param {(pos: number) => void} onJump
 */
export function stepList(locale, frames, pos, onJump) {
  const { t } = raceTexts(locale);
  if (frames.length < 2) {
    return html`<h2>${t('step.list')}</h2>
      <p class="field-help">${t('step.listEmpty')}</p>`;
  }
  return html`
    <h2 id="race-steps">${t('step.list')}</h2>
    <ol class="race-steps" aria-labelledby="race-steps">
      ${frames.slice(1).map(({ pos: at, goroutine, step, notes }) => {
        const number = (goroutine ?? 0) + 1;
        return html`<li>
          <button
            type="button"
            class=${at > pos ? 'ahead' : ''}
            aria-current=${at === pos ? 'step' : nothing}
            @click=${() => onJump(at)}
          >
            <span class="race-count">${at}</span>
            <span class="race-visitor g${number}">${t('goroutine.short', { number })}</span>
            <span>${step ? stepText(locale, step) : ''}</span>
            ${notes.length ? html`<strong class="race-flag">${t('note.title')}</strong>` : nothing}
          </button>
        </li>`;
      })}
    </ol>
  `;
}

// The goroutines of a program, each with its statements, where it is and what it will do next.
//
// Guarantees: the button that steps a goroutine keeps the focus when it can step no more; the
// statement under way is marked in words too.

import { html, nothing } from 'lit';
import { stepText } from './cells.js';
import { answerText } from './outcome-text.js';
import { raceTexts } from './texts.js';

/** @typedef {import('./types.js').Trace} Trace */
/** @typedef {import('./types.js').Frame} Frame */

/**
 * @param {import('../../strings/index.js').Locale} locale @param {Trace} trace @param {Frame} frame
 * @param {(goroutine: number) => void} onStep
 */
export function goroutinePanels(locale, trace, frame, onStep) {
  const { t } = raceTexts(locale);
  return html`
    <h2>${t('step.goroutines')}</h2>
    <div class="race-goroutines">
      ${trace.goroutines.map(({ statements }, goroutine) => {
        const now = frame.next[goroutine];
        const ready = now.state === 'ready';
        const number = goroutine + 1;
        return html`
          <section class="race-goroutine g${number}" aria-labelledby="race-g${number}">
            <header>
              <h3 id="race-g${number}">
                <span class="race-visitor g${number}" aria-hidden="true"
                  >${t('goroutine.short', { number })}</span
                >
                ${t('goroutine', { number })}
              </h3>
              <span class="race-state ${now.state}">${t(`state.${now.state}`)}</span>
            </header>
            <ol class="race-code">
              ${statements.map(({ text }, place) => {
                const here = place === now.statement && now.state !== 'finished';
                const answer = now.answers.find(({ statement }) => statement === place);
                return html`<li aria-current=${here ? 'step' : nothing}>
                  <code>${text}</code
                  >${answer ? html` <small>${answerText(locale, answer)}</small>` : nothing}
                </li>`;
              })}
            </ol>
            <p class="race-next">
              <strong>${t('step.next')}:</strong>
              ${ready && now.step ? stepText(locale, now.step) : endText(locale, now)}
            </p>
            <button
              type="button"
              aria-keyshortcuts=${String(number)}
              aria-disabled=${ready ? nothing : 'true'}
              @click=${() => ready && onStep(goroutine)}
            >
              ${t('step.one', { number })} <kbd aria-hidden="true">${number}</kbd>
            </button>
          </section>
        `;
      })}
    </div>
  `;
}

/** Why a goroutine steps no more. */
/** @param {import('../../strings/index.js').Locale} locale @param {import('./types.js').GoroutineState} now */
function endText(locale, { fatal, stuck }) {
  const { t, maybe } = raceTexts(locale);
  return fatal ?? (stuck ? maybe(`stuck.${stuck}`, stuck) : t('step.next.none'));
}

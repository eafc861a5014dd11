// What the article's readers ask, each with its answer and the run that shows it.

import { html } from 'lit';
import { incidentTexts } from './incident-texts.js';

/** Questions, by the variant whose run shows the answer. */
const QUESTIONS = /** @type {const} */ ([
  ['recover', 'as-told'],
  ['leak', 'leak'],
  ['deadline', 'context-before'],
  ['silent', 'silent'],
  ['handoff', 'handoff'],
  ['helps', 'safe'],
]);

/**
 * @param {import('../../strings/index.js').Locale} locale @param {import('../../link/codec.js').Codec} codec
 * @param {import('../../types.js').LinkState} state @param {string} now @param {(link: string) => void} onOpen
 */
export function answersList(locale, codec, state, now, onOpen) {
  const { t } = incidentTexts(locale);
  return html`
    <section class="guard-questions" aria-labelledby="guard-questions">
      <h2 id="guard-questions">${t('questions.title')}</h2>
      <dl>
        ${QUESTIONS.map(([name, variant]) => {
          const link = codec.format(state.lab, { ...state.values, variant });
          return html`<div>
            <dt>${t(`ask.${name}`)}</dt>
            <dd>
              ${t(`answer.${name}`)}
              ${
                link === now
                  ? html`<em>${t('questions.below')}</em>`
                  : html`<a
                      href=${link}
                      @click=${(/** @type {MouseEvent} */ event) => {
                        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
                          return;
                        event.preventDefault();
                        onOpen(link);
                      }}
                      >${t('questions.see')}</a
                    >`
              }
            </dd>
          </div>`;
        })}
      </dl>
    </section>
  `;
}

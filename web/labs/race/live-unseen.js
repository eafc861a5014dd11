// What the runtime's check does not see: counted in the same runs where it can be, and for the rest
// a small program whose every interleaving the explorer shows.

import { html, nothing } from 'lit';
import { liveTexts } from './live-texts.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../race-results.js').RaceResult} RaceResult */
/** @typedef {import('../types.js').LabPage['codec']} Codec */

/** What it is called, what is counted of it, and the program that shows it. @type {{ name: 'reads' | 'stores' | 'length' | 'emptyRead', program: string }[]} */
const CASES = [
  { name: 'reads', program: '1~g1+a1:7' },
  { name: 'stores', program: '1~a1:10+a1:20' },
  { name: 'length', program: '~l+a1' },
  { name: 'emptyRead', program: '~g1+a1' },
];

/**
 * @param {Locale} locale @param {Codec} codec @param {import('../../types.js').LinkState} state
 * @param {RaceResult} result
 */
export function unseen(locale, codec, state, result) {
  const { t } = liveTexts(locale);
  const sum = (/** @type {'reads' | 'stores'} */ name) =>
    result.cells.reduce((all, cell) => all + cell.unseen[name], 0);
  return html`
    <section class="race-unseen" aria-labelledby="race-unseen-title">
      <h3 id="race-unseen-title">${t('unseen.title')}</h3>
      <p class="field-help">${t('unseen.lead')}</p>
      <ul>
        ${CASES.map(({ name, program }) => {
          const link = codec.format(state.lab, {
            ...state.values,
            view: 'explore',
            prog: program,
            detect: 'on',
            sched: '',
            pos: 'end',
          });
          return html`<li>
            <span>${t(`unseen.${name}`)}</span>
            ${
              name === 'reads' || name === 'stores'
                ? html`<strong>${t('unseen.counted', { count: sum(name) })}</strong>`
                : nothing
            }
            <a href=${link} aria-label=${`${t('unseen.explore')} ${t(`unseen.${name}`)}`}
              >${t('unseen.explore')}</a
            >
          </li>`;
        })}
      </ul>
    </section>
  `;
}

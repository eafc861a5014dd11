// What stands in place of results before the first run: what pressing Run will do.
//
// Guarantees: made from the experiment that is on the page, so it is true of it.

import { html, nothing } from 'lit';
import { specLabel } from '../../link/specs.js';
import { valueWords } from '../parts/form/words.js';
import { againstItself } from './against-itself.js';
import { mapChips } from '../parts/lab-layout.js';
import { estimateMs } from '../parts/offer.js';

/**
 * @param {object} options
 * @param {import('../../strings/index.js').Locale} options.locale
 * @param {import('../../types.js').Metadata} options.metadata
 * @param {import('../../types.js').LinkState} options.state
 * @param {import('../../link/codec.js').Codec | null} options.codec
 * @param {boolean} options.simulated
 */
export function emptyState({ locale, metadata, state, codec, simulated }) {
  const { t, n } = locale;
  const { values, maps } = state;
  const word = (/** @type {string} */ key) => {
    const meta = metadata.keys.find((row) => row.key === key);
    return meta ? valueWords(locale, meta, values[key]) : values[key];
  };
  const counts = { threads: Number(values.threads), rounds: Number(values.rounds) };
  const time = n.seconds(estimateMs(state)).replaceAll(' ', '\u00a0');
  const all = { ...counts, maps: maps.length, time };
  const several = maps.length > 1 ? 'empty.sentence' : 'empty.sentenceOne';
  const sentence = simulated ? 'empty.sentenceSimulated' : several;
  const itself = codec && !simulated ? againstItself(codec, state) : null;
  return html`
    <section class="panel empty" aria-labelledby="empty-title">
      <h2 id="empty-title">${t('empty.title')}</h2>
      <p class="lead">${t(sentence, all)}</p>
      <p>${t(simulated ? 'empty.leadSimulated' : 'empty.lead')}</p>
      <ol class="steps">
        <li>
          <strong>${t('empty.warmup')}</strong>
          <span>${t('empty.warmupText', { warmup: word('warmup') })}</span>
        </li>
        <li>
          <strong>${t('empty.rounds', counts)}</strong>
          <span>${t('empty.roundsText', { ...counts, ms: word('ms') })}</span>
        </li>
        <li>
          <strong>${t('empty.check')}</strong>
          <span>${t('empty.checkText')}</span>
        </li>
        <li>
          <strong>${t('empty.compare')}</strong>
          <span>
            ${t(simulated ? 'empty.compareSimulated' : 'empty.compareText', {
              baseline: specLabel(metadata, locale, values.baseline),
            })}
          </span>
        </li>
      </ol>
      ${mapChips(locale, metadata, maps)}
      <p class="field-help">${t('empty.local')}</p>
      ${itself ? html`<p><a href=${itself}>${t('empty.itself')}</a></p>` : nothing}
    </section>
  `;
}

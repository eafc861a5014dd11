// How the confirming run ended: its verdict, and the figures that it rests on.
//
// Guarantees: the figures are those of the run, each with its interval; the whole result is an experiment of
// Compare's and opens there.

import { html, nothing } from 'lit';
import { specLabel } from '../../link/specs.js';
import { NOTHING } from '../../strings/numbers.js';
import { environmentList } from '../parts/environment.js';
import { labResults } from '../parts/lab-results.js';
import { warningList } from '../parts/warnings.js';
import { chooseTexts } from './texts.js';
import { verdictText } from './verdict.js';

/**
 * @param {object} options
 * @param {import('../../strings/index.js').Locale} options.locale
 * @param {import('../../types.js').Metadata} options.metadata
 * @param {import('./types.js').Confirming} options.confirming
 * @param {boolean} options.busy
 * @param {string} options.link the question now on the page
 * @param {(link: string) => void} options.onOpen
 */
export function outcome({ locale, metadata, confirming, busy, link, onOpen }) {
  const { t } = chooseTexts(locale);
  const confirmed = confirming.result?.confirmed ?? null;
  const choice = confirming.result?.choice?.map ?? '';
  return labResults({
    ...{ locale, t, busy, onOpen, now: link, id: 'choose-outcome' },
    sweep: { ...confirming, result: confirmed?.result ?? null },
    sentence: confirmed
      ? verdictText(locale, metadata, confirmed)
      : t(busy ? 'outcome.wait' : 'outcome.none'),
    title: t('results.title'),
    caption: confirmed
      ? t('results.caption', { threads: confirmed.result.harness?.threads ?? 0 })
      : '',
    ways: confirmed
      ? html`<a class="button" href=${confirmed.result.experiment}>${t('results.compare')}</a>`
      : nothing,
    body: confirmed
      ? html`${table(locale, metadata, confirmed.result, choice)}
        ${warningList(locale, confirmed.result, null)} ${environmentList(locale, confirmed.result)}`
      : nothing,
  });
}

/**
 * @param {import('../../strings/index.js').Locale} locale @param {import('../../types.js').Metadata} metadata
 * @param {import('../../types.js').Result} result @param {string} choice
 */
function table(locale, metadata, result, choice) {
  const { t } = chooseTexts(locale);
  const { n } = locale;
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-label=${locale.t('table.title')}>
      <table class="figures choose-figures">
        <caption class="unseen">
          ${t('results.title')}
        </caption>
        <thead>
          <tr>
            <th scope="col">${locale.t('table.map')}</th>
            <th scope="col" class="number">
              ${locale.t('table.rate')} <small>${t('results.interval')}</small>
            </th>
            <th scope="col" class="number">${locale.t('table.ns')}</th>
          </tr>
        </thead>
        <tbody>
          ${result.strategies.map(({ id, summary }) => {
            const rate = summary?.opsPerSec;
            const known = rate && rate.low !== null && rate.high !== null;
            return html`<tr>
              <th scope="row">
                ${specLabel(metadata, locale, id)}
                ${id === choice ? html`<em class="badge">${t('results.choice')}</em>` : nothing}
              </th>
              <td class="number">
                ${rate ? n.si(rate.median) : NOTHING}
                <small>
                  ${known ? `${n.si(Number(rate.low))} – ${n.si(Number(rate.high))}` : NOTHING}
                </small>
              </td>
              <td class="number">${summary ? n.nanoseconds(summary.nsPerOp) : NOTHING}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  `;
}

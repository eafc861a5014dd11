// The figures behind the pictures of a map's inside: gauges over the pass, and each part's latest.
//
// Guarantees: every gauge and every part is there, in the row's order.

import { html, nothing } from 'lit';
import { latest, shareSet } from '../../charts/inside-data.js';
import { NOTHING } from '../../strings/numbers.js';
import { passTexts } from './pass-texts.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../types.js').Inside} Inside */
/** @typedef {import('../../charts/inside-data.js').InsideData} InsideData */

/** @param {Locale} locale @param {Inside} inside @param {InsideData | null} data */
export function insideTable(locale, inside, data) {
  if (!data || data.times.length === 0) return html`<p class="field-help">${NOTHING}</p>`;
  return html`${inside.gauges.length ? gauges(locale, data) : nothing}
  ${inside.partGauges.length ? parts(locale, inside, data) : nothing}`;
}

/** @param {Locale} locale @param {InsideData} data */
function gauges(locale, data) {
  const { n, words } = locale;
  const { t } = passTexts(locale);
  return html`
    <div class="table-scroll" role="region" tabindex="0" aria-label=${t('inside.table')}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">${t('inside.gauge')}</th>
            <th scope="col" class="number">${t('inside.now')}</th>
            <th scope="col" class="number">${t('inside.least')}</th>
            <th scope="col" class="number">${t('inside.most')}</th>
          </tr>
        </thead>
        <tbody>
          ${data.series.map(({ gauge, values }) => {
            const known = values.filter(Number.isFinite);
            return html`
              <tr>
                <th scope="row">
                  ${words(gauge.label)}
                  ${
                    gauge.kind === 'flag'
                      ? html`<small>${t('inside.share')} ${n.percent(shareSet(values))}</small>`
                      : nothing
                  }
                </th>
                <td class="number">${n.integer(latest(values))}</td>
                <td class="number">${n.integer(Math.min(...known))}</td>
                <td class="number">${n.integer(Math.max(...known))}</td>
              </tr>
            `;
          })}
        </tbody>
      </table>
    </div>
  `;
}

/** @param {Locale} locale @param {Inside} inside @param {InsideData} data */
function parts(locale, inside, data) {
  const { n, words } = locale;
  const { t } = passTexts(locale);
  const count = data.parts[0]?.values.length ?? 0;
  return html`
    <div class="table-scroll" role="region" tabindex="0" aria-label=${t('inside.partTable')}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">${words(inside.part)}</th>
            ${inside.partGauges.map(
              ({ label }) => html`<th scope="col" class="number">${words(label)}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${Array.from(
            { length: count },
            (_, i) => html`
              <tr>
                <th scope="row">${n.integer(i + 1)}</th>
                ${data.parts.map(
                  ({ values }) => html`<td class="number">${n.integer(values[i])}</td>`,
                )}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

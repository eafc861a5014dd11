// The figures of the curves: a row for each map, a column for each value.
//
// Guarantees: laid out in full as soon as a run starts, and fills in trial by trial; the place that
// is being measured says so, and so does one whose map gave wrong answers. At the end each value
// opens in Compare, as the experiment of its own that it is.

import { html, nothing } from 'lit';
import { swatch } from '../../charts/palette.js';
import { NOTHING } from '../../strings/numbers.js';
import { atText, axisTitle, mapText, scaleTexts, valueText } from './texts.js';

/** @typedef {import('./curves.js').CurvePoint} CurvePoint */
/**
 * @typedef {object} TableOptions
 * @property {import('../../strings/index.js').Locale} locale
 * @property {import('../../types.js').Metadata} metadata
 * @property {import('../../types.js').Axis} axis
 * @property {import('./curves.js').Curve[]} curves
 * @property {import('../../types.js').ScaleResult | null} result
 * @property {number} rounds
 * @property {{ map: string, cell: number } | null} now what is being measured
 * @property {import('../parts/sorting.js').Sorting} sorting
 */

/** @param {TableOptions} options */
export function scaleTable(options) {
  const { locale, metadata, axis, curves, result, sorting } = options;
  const { t } = scaleTexts(locale);
  const rows = curves.map(({ map, points }, index) => ({
    ...{ map, points, index, name: mapText(metadata, locale, axis.spec, map) },
    ...Object.fromEntries(points.map(({ median }, cell) => [cell, median])),
  }));
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-label=${t('table.title')}>
      <table class="figures scale-figures">
        <caption class="caption">
          ${t('table.title')}
        </caption>
        <thead>
          <tr>
            ${sorting.head('name', axisTitle(locale, axis.spec), { kind: '', rises: true })}
            ${axis.values.map((value, cell) => {
              const link = result?.cells[cell]?.result.experiment;
              const text = valueText(locale, value);
              const title = t('table.open', { at: atText(locale, axis.spec, value) });
              const place = String(cell);
              if (!link) return sorting.head(place, text);
              const beside = html`<a href=${link} title=${title} aria-label=${title}>${text}</a>`;
              const label = `${t('table.sort')} ${text}`;
              return sorting.head(place, '', { beside, label });
            })}
          </tr>
        </thead>
        <tbody>
          ${sorting.rows(rows).map(
            ({ map, points, index, name }) => html`
              <tr>
                <th scope="row">
                  <span class="row-name"> ${swatch(index)} <span>${name}</span> </span>
                </th>
                ${points.map((point, cell) => figure(options, map, point, cell))}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
    ${result ? html`<p class="field-help">${t('table.openHelp')}</p>` : nothing}
  `;
}

/** @param {TableOptions} options @param {string} map @param {CurvePoint} point @param {number} cell */
function figure({ locale, result, rounds, now }, map, point, cell) {
  const { t } = scaleTexts(locale);
  const { n } = locale;
  const { median, low, high, rates, failed } = point;
  const current = now?.cell === cell && now.map === map;
  const interval = low !== null && high !== null ? `${n.si(low)} – ${n.si(high)}` : null;
  const below = current
    ? t('table.now')
    : result
      ? interval
      : t('table.rounds', { done: rates.length, rounds });
  return html`
    <td class="number ${current ? 'now' : ''} ${failed ? 'bad' : ''}">
      ${median === null ? NOTHING : n.si(median)}
      <small>${below ?? html`&nbsp;`}</small>
      ${failed ? html`<small class="bad">✗ ${t('table.failed')}</small>` : nothing}
    </td>
  `;
}

// How full a map was, and how many reads found their key, over the course of a trial: a small line
// and its figures for each map.
//
// Guarantees: medians over the rounds at each tenth of the measured time; every line is drawn over
// the same scale, so lines can be held against each other; what was not noted has no row, and what
// stayed as it was in every map has no column.

import { html, nothing, svg } from 'lit';
import { specLabel } from '../../link/specs.js';
import { swatch } from '../../charts/palette.js';
import { NOTHING } from '../../strings/numbers.js';
import { resultTexts } from '../parts/result-texts.js';
import { changes, medians } from './course.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../types.js').Result} Result */

const WIDTH = 120;
const HEIGHT = 26;
const INSET = 2;

/** @param {Locale} locale @param {import('../../types.js').Metadata} metadata @param {Result} result */
export function courseTable(locale, metadata, result) {
  const { t } = resultTexts(locale);
  const rows = result.strategies
    .map((strategy, index) => ({ index, id: strategy.id, ...medians(strategy.trials) }))
    .filter(({ occupancy }) => occupancy.length > 1);
  const full = rows.some(({ occupancy }) => changes(occupancy));
  const hits = rows.some(({ hitRate }) => changes(hitRate));
  if (!full && !hits) return nothing;
  return html`
    <section class="course">
      <h3 id="course-title">${t('course.title')}</h3>
      <div class="table-scroll" role="region" tabindex="0" aria-labelledby="course-title">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">${locale.t('table.map')}</th>
              ${full ? html`<th scope="col" colspan="2">${locale.t('table.full')}</th>` : nothing}
              ${hits ? html`<th scope="col" colspan="2">${locale.t('table.hits')}</th>` : nothing}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ index, id, occupancy, hitRate }) => html`
                <tr>
                  <th scope="row">
                    <div class="row-name">
                      ${swatch(index)}<span>${specLabel(metadata, locale, id)}</span>
                    </div>
                  </th>
                  ${full ? cells(locale, occupancy) : nothing}
                  ${hits ? cells(locale, hitRate) : nothing}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
      <p class="field-help">${t('course.what')}</p>
    </section>
  `;
}

/** The line, and from where to where it goes. @param {Locale} locale @param {number[]} shares */
function cells(locale, shares) {
  const { t } = resultTexts(locale);
  const { n } = locale;
  const [first, last] = [shares[0], shares.at(-1)];
  if (first === undefined || last === undefined) return html`<td colspan="2">${NOTHING}</td>`;
  const [low, high] = [Math.min(...shares), Math.max(...shares)];
  return html`
    <td>${spark(shares)}</td>
    <td class="number">
      ${t('course.path', { from: n.percent(first), to: n.percent(last) })}<small
        >${t('course.range', { low: n.percent(low), high: n.percent(high) })}</small
      >
    </td>
  `;
}

/** The figures beside it say the same. @param {number[]} shares */
function spark(shares) {
  const top = Math.max(1, ...shares);
  const x = (/** @type {number} */ i) =>
    INSET + (i / Math.max(1, shares.length - 1)) * (WIDTH - 2 * INSET);
  const y = (/** @type {number} */ share) => HEIGHT - INSET - (share / top) * (HEIGHT - 2 * INSET);
  const points = shares.map((share, i) => `${x(i).toFixed(1)},${y(share).toFixed(1)}`);
  return html`<svg
    class="spark"
    aria-hidden="true"
    width=${WIDTH}
    height=${HEIGHT}
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
  >
    ${svg`<path class="spark-frame" d="M0 ${HEIGHT - 0.5}H${WIDTH}M0 0.5H${WIDTH}" />
      <polyline points=${points.join(' ')} />`}
  </svg>`;
}

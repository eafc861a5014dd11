// All variants under the same arrivals, seed and costs: what each comes to, as a table.

import { html } from 'lit';
import { incidentTexts } from './incident-texts.js';

/** @typedef {import('./types.js').Incident} Incident */

/**
 * @param {import('../../strings/index.js').Locale} locale @param {Incident[]} all
 * @param {{ links: string[], now: string, stale: boolean, onOpen: (link: string) => void }} about
 */
export function comparisonTable(locale, all, { links, now, stale, onOpen }) {
  const { t } = incidentTexts(locale);
  const { n } = locale;
  const share = (/** @type {number} */ count, /** @type {number} */ of) =>
    n.percent(of > 0 ? count / of : NaN);
  return html`
    <section
      class="panel results"
      aria-labelledby="guard-compared"
      aria-busy=${all.length < links.length}
    >
      <header>
        <div>
          <h2 id="guard-compared">${t('compare.title')}</h2>
          <p class="caption">
            ${t(stale ? 'compare.stale' : 'compare.caption', { done: all.length, of: links.length })}
          </p>
        </div>
      </header>
      <div class="table-scroll" tabindex="0" role="region" aria-label=${t('compare.table')}>
        <table class="figures guard-compared">
          <thead>
            <tr>
              <th scope="col">${t('compare.variant')}</th>
              <th scope="col">${t('count.answered')}</th>
              <th scope="col">${t('count.wrong')}</th>
              <th scope="col">${t('count.timedOut')}</th>
              <th scope="col">${t('count.peakGoroutines')}</th>
              <th scope="col">${t('compare.p99')}</th>
              <th scope="col">${t('compare.ends')}</th>
            </tr>
          </thead>
          <tbody>
            ${all.map(({ variant, totals, overTime, says, experiment }) => {
              const arrived = totals.arrived ?? 0;
              const late = overTime
                .slice(-8)
                .flatMap(({ p99Ns }) => (p99Ns === null ? [] : [p99Ns]));
              return html`<tr class=${experiment === now ? 'chosen' : ''}>
                <th scope="row">
                  <a
                    href=${experiment}
                    aria-current=${experiment === now ? 'true' : 'false'}
                    @click=${(/** @type {MouseEvent} */ event) => {
                      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
                      event.preventDefault();
                      onOpen(experiment);
                    }}
                    >${locale.words(variant.label)}</a
                  >
                  <small>${locale.words(says)}</small>
                </th>
                <td class="number">${share(totals.answered ?? 0, arrived)}</td>
                <td class="number">${n.integer(totals.wrong ?? 0)}</td>
                <td class="number">${n.integer(totals.timedOut ?? 0)}</td>
                <td class="number">${n.integer(totals.peakGoroutines ?? 0)}</td>
                <td class="number">
                  ${late.length && Math.max(...late) > 0 ? n.nanoseconds(Math.max(...late)) : '–'}
                </td>
                <td class="number">${n.integer(totals.processEnds ?? 0)}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

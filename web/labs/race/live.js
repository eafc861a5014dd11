// <race-live>: goroutines on real threads over the unguarded map until it throws.
//
// Guarantees: the fatal message word for word, which two operations met and in which micro-steps;
// survival and probability along the ladder with their intervals; what no check sees, counted; the
// article's claims beside what this machine shows. A stopped run keeps what was complete.

import { html, nothing } from 'lit';
import { swatch } from '../../charts/palette.js';
import { claims } from './live-claims.js';
import { cellsOf, rungsOf, shortest } from './live-data.js';
import { meetings } from './live-meeting.js';
import { cellText, liveTexts, percentText, rung, rungText, timeText } from './live-texts.js';
import { LiveView } from './live-view.js';
import { unseen } from './live-unseen.js';
import { Sorting } from '../parts/sorting.js';
import { resultsFrame } from './results-frame.js';
import '../../charts/curve-chart.js';
import './survival-chart.js';

/** @typedef {import('./live-view.js').Shown} Shown */
/** @typedef {import('./live-data.js').Rung} Rung */

export class RaceLive extends LiveView {
  #sorting = new Sorting(this);

  constructor() {
    super();
    this.name = 'live';
  }

  /** @override @param {Shown} shown */
  results(shown) {
    const { locale, codec } = this;
    const { t } = liveTexts(locale);
    const { state, result, runs } = shown;
    const { values } = state;
    const rungs = rungsOf(cellsOf(values), runs, result);
    return resultsFrame(this, shown, {
      title: t(result ? 'results.title' : 'results.soFar'),
      sentence: this.#sentence(rungs, values.ladder),
      body: html`
        ${meetings(locale, runs, cellsOf(values))} ${this.#survival(rungs, Number(values.ms))}
        ${this.#probability(rungs, values.ladder)} ${this.#table(rungs, values.ladder)}
        ${codec && result ? unseen(locale, codec, state, result) : nothing}
        ${result ? claims(locale, result) : nothing}
      `,
    });
  }

  /** @param {Rung[]} all @param {string} ladder */
  #sentence(all, ladder) {
    const { locale } = this;
    const { t } = liveTexts(locale);
    const rungs = all.filter(({ runs }) => runs > 0);
    const total = rungs.reduce((sum, { runs }) => sum + runs, 0);
    const deaths = rungs.reduce((sum, one) => sum + one.deaths, 0);
    const crashes = rungs.reduce((sum, one) => sum + one.crashes, 0);
    if (total === 0) return t('says.none');
    if (deaths === 0) return t('says.noDeath', { runs: total });
    const never = rungs.filter((one) => one.deaths === 0);
    const alive = rungs.findLastIndex((one) => one.deaths < one.runs);
    const from = rungs[alive + 1];
    const names = never.map((one) => rungText(locale, one, ladder));
    return [
      from
        ? t('says.always', { at: rungText(locale, from, ladder) })
        : t('says.some', { deaths, runs: total }),
      crashes ? t('says.crashed', { crashes, deaths }) : '',
      never.length ? t('says.never', { at: locale.list(names) }) : '',
    ]
      .filter(Boolean)
      .join(' ');
  }

  /** @param {Rung[]} rungs @param {number} ms */
  #survival(rungs, ms) {
    const { locale } = this;
    const { t } = liveTexts(locale);
    return html`
      <figure class="chart">
        <figcaption>
          <span>${t('survival.title')} <small>${t('survival.key')}</small></span>
        </figcaption>
        <survival-chart
          .locale=${locale}
          .curves=${rungs.map((one) => ({ label: cellText(locale, one), steps: one.steps }))}
          .from=${shortest(rungs, ms)}
          .to=${ms}
          .tick=${(/** @type {number} */ at) => timeText(locale, at)}
          .axisX=${t('survival.axisX')}
          .axisY=${t('survival.axisY')}
          .alt=${t('survival.alt', { settings: rungs.length })}
        ></survival-chart>
        <ul class="curve-legend">
          ${rungs.map((one, i) => html`<li>${swatch(i)} ${cellText(locale, one)}</li>`)}
        </ul>
      </figure>
    `;
  }

  /** @param {Rung[]} rungs @param {string} ladder */
  #probability(rungs, ladder) {
    const { locale } = this;
    const { t } = liveTexts(locale);
    if (rungs.length < 2) return nothing;
    const numbers = rungs.map((one) => rung(one, ladder));
    const [first = 0, last = 1] = [Math.min(...numbers), Math.max(...numbers)];
    const points = rungs.map((one) => ({
      at: rung(one, ladder),
      median: one.runs > 0 ? (100 * one.deaths) / one.runs : null,
      low: one.summary?.probability ? 100 * one.summary.probability.low : null,
      high: one.summary?.probability ? 100 * one.summary.probability.high : null,
      rates: [],
      title: t('probability.point', {
        at: cellText(locale, one),
        deaths: one.deaths,
        runs: one.runs,
      }),
    }));
    return html`
      <figure class="chart">
        <figcaption>
          <span>${t('probability.title')} <small>${t('probability.key')}</small></span>
        </figcaption>
        <curve-chart
          .locale=${locale}
          .series=${[{ points, law: [] }]}
          .ticks=${numbers.map((at) => ({ at, text: locale.n.integer(at) }))}
          .place=${(/** @type {number} */ value) => (value - first) / Math.max(1, last - first)}
          .axisX=${t(ladder === 'goroutines' ? 'axis.goroutines' : 'axis.workers')}
          .axisY=${t('probability.axisY')}
          .alt=${t('probability.alt', { settings: rungs.length })}
        ></curve-chart>
      </figure>
    `;
  }

  /** @param {Rung[]} rungs @param {string} ladder */
  #table(rungs, ladder) {
    const { locale } = this;
    const { t } = liveTexts(locale);
    const { n } = locale;
    const per = (/** @type {number | null | undefined} */ figure) => n.amount(figure ?? NaN);
    const { head } = this.#sorting;
    const rows = rungs.map((one, index) => ({
      ...{ one, index, setting: rung(one, ladder), deaths: one.deaths },
      ...{ share: one.runs > 0 ? one.deaths / one.runs : null, ...one.summary },
    }));
    return html`
      <div class="table-scroll" tabindex="0" role="region" aria-label=${t('table.title')}>
        <table class="figures race-figures">
          <caption class="caption">
            ${t('table.title')}
          </caption>
          <thead>
            <tr>
              ${head('setting', t('table.setting'), { kind: '', rises: true })}
              ${head('deaths', t('table.deaths'))} ${head('share', t('table.share'))}
              ${head('medianMs', t('table.medianMs'), { rises: true })}
              ${head('medianOperations', t('table.medianOperations'), { rises: true })}
              ${head('deathsPerSecond', t('table.perSecond'))}
              ${head('deathsPerMillion', t('table.perMillion'))}
            </tr>
          </thead>
          <tbody>
            ${this.#sorting.rows(rows).map(
              ({ one, index }) => html`
                <tr>
                  <th scope="row">
                    <span class="row-name">
                      ${swatch(index)}
                      <span>
                        ${rungText(locale, one, ladder)}
                        <small>
                          ${
                            ladder === 'goroutines'
                              ? t('cell.workers', { workers: one.workers })
                              : t('cell.goroutines', { goroutines: one.goroutines })
                          }
                        </small>
                      </span>
                    </span>
                  </th>
                  <td class="number">
                    ${t('table.of', { deaths: one.deaths, runs: one.runs })}
                    ${one.crashes ? html`<small>${t('table.crashes', { crashes: one.crashes })}</small>` : nothing}
                  </td>
                  <td class="number">${this.#share(one)}</td>
                  <td class="number">
                    ${one.summary?.medianMs == null ? '–' : timeText(locale, one.summary.medianMs)}
                  </td>
                  <td class="number">${n.si(one.summary?.medianOperations ?? NaN)}</td>
                  <td class="number">${per(one.summary?.deathsPerSecond)}</td>
                  <td class="number">${per(one.summary?.deathsPerMillion)}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
      <p class="field-help">${t('table.help')}</p>
    `;
  }

  /** @param {Rung} one */
  #share({ runs, deaths, summary }) {
    const { locale } = this;
    if (runs === 0) return '–';
    const share = summary?.probability;
    return html`${percentText(locale, deaths / runs)}
      <small>
        ${share ? `${percentText(locale, share.low)} – ${percentText(locale, share.high)}` : html`&nbsp;`}
      </small>`;
  }

  /** @override */
  empty() {
    const { t } = liveTexts(this.locale);
    return html`
      <section class="panel empty" aria-labelledby="race-live-empty">
        <h2 id="race-live-empty">${t('empty.live')}</h2>
        <p class="lead">${t('empty.liveLead')}</p>
        <p class="lead">${t('empty.liveWorkers')}</p>
        <p class="lead">${t('empty.liveSays')}</p>
      </section>
    `;
  }
}

customElements.define('race-live', RaceLive);

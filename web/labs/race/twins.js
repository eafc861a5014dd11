// <race-twins>: the same load over guarded maps: no anomaly, and at what price.
//
// Guarantees: anomalies are counted by the books that count the unguarded map's damage; speeds are
// medians with intervals, beside the same table with no guard and one worker alone; the link's
// program is run by real threads over each map, and every outcome held against the serial ones.

import { html, nothing } from 'lit';
import { swatch } from '../../charts/palette.js';
import { parseSpec, specLabel } from '../../link/specs.js';
import { median } from '../parts/median.js';
import { Sorting } from '../parts/sorting.js';
import { PLAN } from './keys.js';
import { cellsOf } from './live-data.js';
import { contenderText, liveTexts, rungText } from './live-texts.js';
import { LiveView } from './live-view.js';
import { resultsFrame } from './results-frame.js';

/** @typedef {import('./live-view.js').Shown} Shown */
/** @typedef {import('../../race-results.js').Cell} Cell */
/** @typedef {import('../../race-results.js').Twins} Twins */
/** @typedef {import('../../race-results.js').TwinProgram} TwinProgram */
/**
 * A contender at a setting, as far as it is known.
 * @typedef {object} Figure
 * @property {number} runs
 * @property {number} anomalies
 * @property {number | null} rate
 * @property {number | null} low
 * @property {number | null} high
 * @property {number | null} ratio
 */
/** @typedef {{ name: string, kind: 'table' | 'model' | 'map', figures: Figure[] }} Row */

export class RaceTwins extends LiveView {
  #sorting = new Sorting(this);

  constructor() {
    super();
    this.name = 'twins';
    this.maps = true;
  }

  /** @override @param {Record<string, string>} values */
  roundsOf({ runs }) {
    return Math.min(Number(runs), PLAN.twinRuns);
  }

  /** @override @param {number} cells @param {number} ms */
  plan(cells, ms) {
    const maps = this.state?.maps.length ?? 0;
    return liveTexts(this.locale).t('plan.twins', { maps, cells, runs: this.rounds, ms });
  }

  /** @override @param {number} cells @param {number} ms */
  longestMs(cells, ms) {
    const maps = this.state?.maps.length ?? 0;
    return (maps * cells + 2) * this.rounds * ms + maps * PLAN.programMs;
  }

  /** @override @param {Shown} shown */
  results(shown) {
    const { locale } = this;
    const { t } = liveTexts(locale);
    const { state } = shown;
    const { values } = state;
    const cells = cellsOf(values);
    const rows = rowsOf(this.#names(state.maps), cells, shown);
    return resultsFrame(this, shown, {
      title: t('twins.title'),
      sentence: this.#sentence(rows, cells),
      body: html`${this.#table(rows, cells, values.ladder)} ${this.#programs(shown)}`,
    });
  }

  /** The maps that store anything: what stores nothing has no outcome. @param {string[]} maps */
  #names(maps) {
    const { metadata } = this;
    return maps.filter(
      (map) => !metadata || parseSpec(metadata, map)?.row.guarantees.stores !== false,
    );
  }

  /** @param {Row[]} rows @param {Cell[]} cells */
  #sentence(rows, cells) {
    const { locale, metadata } = this;
    const { t } = liveTexts(locale);
    const maps = rows.filter(({ kind }) => kind === 'map');
    const sum = (/** @type {'runs' | 'anomalies'} */ name) =>
      maps.reduce(
        (all, { figures }) => all + figures.reduce((part, one) => part + one[name], 0),
        0,
      );
    const runs = sum('runs');
    if (runs === 0) return t('says.none');
    if (sum('anomalies') > 0) return t('twins.sentenceBad', { count: sum('anomalies'), runs });
    const place = cells.length - 1;
    const known = maps.filter(({ figures }) => figures[place]?.ratio != null);
    const best = known.reduce(
      (/** @type {Row | null} */ most, row) =>
        (row.figures[place].ratio ?? 0) > (most?.figures[place].ratio ?? 0) ? row : most,
      null,
    );
    if (!best || !metadata) return t('twins.sentenceSoFar', { runs });
    return t('twins.sentenceClean', {
      ...{ runs, maps: maps.length, workers: cells[place].workers },
      best: specLabel(metadata, locale, best.name),
      ratio: locale.n.ratio(best.figures[place].ratio ?? NaN),
    });
  }

  /** @param {Row} row */
  #label({ name, kind }) {
    const contender = kind === 'map' ? name : kind;
    return this.metadata ? contenderText(this.locale, this.metadata, contender) : contender;
  }

  /** @param {Row[]} rows @param {Cell[]} cells @param {string} ladder */
  #table(rows, cells, ladder) {
    const { locale } = this;
    const { t } = liveTexts(locale);
    const { head } = this.#sorting;
    const sortable = rows.map((row, index) => {
      const runs = row.figures.reduce((all, one) => all + one.runs, 0);
      const anomalies = row.figures.reduce((all, one) => all + one.anomalies, 0);
      const rates = row.figures.map(({ rate }, place) => [place, rate]);
      return { row, index, runs, anomalies, ...Object.fromEntries(rates) };
    });
    return html`
      <div class="table-scroll" tabindex="0" role="region" aria-label=${t('twins.table')}>
        <table class="figures race-figures">
          <caption class="caption">
            ${t('twins.table')}
          </caption>
          <thead>
            <tr>
              <th scope="col">${t('twins.map')}</th>
              ${head('anomalies', t('twins.anomalies'))}
              ${cells.map((cell, place) => head(`${place}`, rungText(locale, cell, ladder)))}
            </tr>
          </thead>
          <tbody>
            ${this.#sorting.rows(sortable).map((row) => this.#row(row, cells.length))}
          </tbody>
        </table>
      </div>
      <p class="field-help">${t('twins.help')}</p>
    `;
  }

  /** @param {{ row: Row, index: number, runs: number, anomalies: number }} of @param {number} columns */
  #row({ row, index, runs, anomalies }, columns) {
    const { n } = this.locale;
    return html`
      <tr>
        <th scope="row">
          <span class="row-name">
            ${row.kind === 'map' ? swatch(index - 2) : nothing} <span>${this.#label(row)}</span>
          </span>
        </th>
        <td class="number ${anomalies ? 'bad' : ''}">${runs ? n.integer(anomalies) : '–'}</td>
        ${Array.from({ length: columns }, (_, place) => {
          const figure = row.figures[place];
          if (!figure) return html`<td class="number zero">–</td>`;
          const { rate, low, high, ratio } = figure;
          return html`<td class="number">
            ${rate === null ? '–' : n.si(rate)}
            <small>
              ${ratio === null ? html`&nbsp;` : n.ratio(ratio)}
              ${low === null || high === null ? nothing : html`· ${n.si(low)} – ${n.si(high)}`}
            </small>
          </td>`;
        })}
      </tr>
    `;
  }

  /** @param {Shown} shown */
  #programs({ state, runs, result }) {
    const { locale, metadata } = this;
    const { t } = liveTexts(locale);
    const { n } = locale;
    const programs =
      result?.twins?.programs ?? runs.flatMap(({ program }) => (program ? [program] : []));
    if (programs.length === 0 || !metadata) return nothing;
    return html`
      <section class="race-programs" aria-labelledby="race-programs-title">
        <h3 id="race-programs-title">${t('twins.programs')}</h3>
        <p class="field-help">
          ${
            result?.twins
              ? t('twins.programsLead', {
                  program: state.values.prog,
                  serial: result.twins.serial,
                })
              : nothing
          }
        </p>
        <div
          class="table-scroll"
          tabindex="0"
          role="region"
          aria-label=${t('twins.programOutcomes')}
        >
          <table class="figures race-figures">
            <thead>
              <tr>
                <th scope="col">${t('twins.map')}</th>
                <th scope="col" class="number">${t('twins.programRuns')}</th>
                <th scope="col" class="number">${t('twins.programOutcomes')}</th>
                <th scope="col" class="number">${t('twins.programOthers')}</th>
              </tr>
            </thead>
            <tbody>
              ${programs.map(
                (one) =>
                  html`<tr>
                    <th scope="row">
                      ${specLabel(metadata, locale, one.map)}
                      ${one.weak && one.others ? html`<small>${t('twins.programWeak')}</small>` : nothing}
                    </th>
                    <td class="number">${n.integer(one.runs)}</td>
                    <td class="number">${n.integer(one.outcomes)}</td>
                    <td class="number ${one.others && !one.weak ? 'bad' : ''}">
                      ${n.integer(one.others)}
                    </td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </section>
    `;
  }

  /** @override */
  empty() {
    const { t } = liveTexts(this.locale);
    return html`
      <section class="panel empty" aria-labelledby="race-twins-empty">
        <h2 id="race-twins-empty">${t('empty.twins')}</h2>
        <p class="lead">${t('empty.twinsLead')}</p>
        <p class="lead">${t('empty.twinsPrice')}</p>
      </section>
    `;
  }
}

customElements.define('race-twins', RaceTwins);

/** @param {string[]} maps @param {Cell[]} cells @param {Shown} shown @returns {Row[]} */
function rowsOf(maps, cells, { runs, result }) {
  const names = ['table', 'model', ...maps];
  const alone = ratesOf(runs, 0, 0);
  return names.map((name, map) => {
    const kind = map === 0 ? 'table' : map === 1 ? 'model' : 'map';
    const told = result?.twins?.maps[map];
    const figures = (kind === 'map' ? cells : cells.slice(0, 1)).map((_, cell) => {
      const here = runs.filter((run) => run.twin?.map === map && run.cell === cell);
      const rate = median(ratesOf(runs, map, cell));
      const base = median(alone);
      const known = told?.cells[cell];
      return {
        runs: here.length,
        anomalies: here.reduce((all, { twin }) => all + (twin?.anomalies ?? 0), 0),
        rate: known?.opsPerSec?.median ?? rate,
        low: known?.opsPerSec?.low ?? null,
        high: known?.opsPerSec?.high ?? null,
        ratio: known?.ratio?.median ?? (rate !== null && base ? rate / base : null),
      };
    });
    return { name, kind, figures };
  });
}

/** @param {import('../../race-results.js').RaceRun[]} runs @param {number} map @param {number} cell */
function ratesOf(runs, map, cell) {
  return runs.flatMap((run) =>
    run.twin?.map === map && run.cell === cell ? [run.twin.opsPerSec] : [],
  );
}

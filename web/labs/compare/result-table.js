// <result-table>: one row of figures for each map, and the harness's own cost below.
//
// Guarantees: rows stand in the experiment's order from the first moment on, whatever the figures, so
// nothing jumps, until a reader sorts them; the fastest is marked only when the conclusion says so, and ties
// are marked as ties.

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { swatch } from '../../charts/palette.js';
import { LightElement } from '../../dom.js';
import { specLabel } from '../../link/specs.js';
import { NOTHING } from '../../strings/numbers.js';
import { Sorting } from '../parts/sorting.js';
import { columnsOf, interval, share } from './figures.js';
import { verdictCell } from './verdict.js';

/** @typedef {import('../../types.js').Result} Result */
/** @typedef {import('../../types.js').StrategyResult} StrategyResult */
/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {ReturnType<typeof columnsOf>} Columns */
/** @typedef {{ text: string, index: number, strategy: StrategyResult | null, map: string }} Row */

export class ResultTable extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    running: { attribute: false },
    result: { attribute: false },
    busy: { attribute: false },
    simulated: { attribute: false },
  };

  #sorting = new Sorting(this);

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** @type {import('./types.js').RunOf | null} */
    this.running = null;
    /** So far. @type {Result | null} */
    this.result = null;
    this.busy = false;
    this.simulated = false;
  }

  /** @override */
  render() {
    const { locale, metadata, running, result, simulated } = this;
    if (!metadata || !running) return nothing;
    const { t } = locale;
    const baseline = specLabel(metadata, locale, running.state.values.baseline);
    const columns = columnsOf(running.state);
    /** @param {boolean} shown @param {string} name @param {string} text @param {string} [title] */
    const head = (shown, name, text, title) =>
      shown ? this.#sorting.head(name, text, { kind: `number ${name}`, title }) : nothing;
    /** @param {'hits' | 'full' | 'fair'} name */
    const share = (name) => head(columns[name], name, t(`table.${name}`), t(`table.${name}Help`));
    const rows = running.state.maps.map((text, index) => {
      const strategy = result?.strategies.find(({ id }) => id === text) ?? null;
      const { opsPerSec, nsPerOp, ratio, hitRate, occupancy, fairness } = strategy?.summary ?? {};
      return {
        ...{ text, index, strategy, map: specLabel(metadata, locale, text) },
        ...{ rate: opsPerSec?.median, ns: nsPerOp, ratio: ratio?.median },
        ...{ hits: hitRate, full: occupancy, fair: fairness },
      };
    });
    return html`
      <div class="table-scroll" role="region" tabindex="0" aria-label=${t('table.title')}>
        <table class="figures measures">
          <caption class="unseen">
            ${t('table.title')}
          </caption>
          <thead>
            <tr>
              ${this.#sorting.head('map', t('table.map'), { kind: '', rises: true })}
              ${head(!simulated, 'rate', t('table.rate'))}
              ${head(!simulated, 'ns', t('table.ns'), t('table.nsHelp'))}
              ${head(!simulated && columns.ratio, 'ratio', t('table.ratio', { baseline }))}
              ${share('hits')} ${share('full')} ${share('fair')}
              <th scope="col" class="correct">${t('table.verdict')}</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              this.#sorting.rows(rows),
              ({ text }) => text,
              (row) => this.#row(running, columns, row),
            )}
          </tbody>
          ${simulated ? nothing : harness(locale, result, columns)}
        </table>
      </div>
    `;
  }

  /**
   * @param {import('./types.js').RunOf} running @param {Columns} columns @param {Row} row
   */
  #row(running, columns, { text, index, strategy, map }) {
    const { locale, result, busy, simulated } = this;
    const { t, n } = locale;
    const summary = strategy?.summary ?? null;
    const extra = strategy?.trials[0]?.extraThreads ?? 0;
    // Standings are for whole results; marks that come and go would only move the rows.
    const place = busy ? null : standing(result, text);
    const isBaseline = text === running.state.values.baseline;
    const notes = [
      ...(isBaseline ? [t('table.baseline')] : []),
      ...(extra ? [t('table.extra', { count: extra })] : []),
    ];
    // The baseline's ratio to itself is one by definition, not by measurement.
    const ratio =
      summary?.ratio && isBaseline ? { ...summary.ratio, low: null, high: null } : summary?.ratio;
    return html`
      <tr>
        <th scope="row">
          <div class="row-name">
            ${swatch(index)}
            <span>
              ${map} ${place ? html`<em class="badge">${t(place)}</em>` : nothing}
              <small><code>${text}</code>${notes.map((note) => html` · ${note}`)}</small>
            </span>
          </div>
        </th>
        ${
          simulated
            ? nothing
            : html`
                <td class="number">${interval(summary?.opsPerSec, n.si)}</td>
                <td class="number">${summary ? n.nanoseconds(summary.nsPerOp) : NOTHING}</td>
                ${
                  columns.ratio
                    ? html`<td class="number">${interval(ratio, n.ratio, n.plainRatio)}</td>`
                    : nothing
                }
              `
        }
        ${columns.hits ? html`<td class="number">${share(summary?.hitRate, n.percent)}</td>` : nothing}
        ${
          columns.full
            ? html`<td class="number">${share(summary?.occupancy, n.percent)}</td>`
            : nothing
        }
        ${
          columns.fair
            ? html`<td class="number">
                ${share(summary?.fairness, n.index)}${shares(summary, n.percent)}
              </td>`
            : nothing
        }
        <td>${verdictCell(locale, strategy)}</td>
      </tr>
    `;
  }
}

customElements.define('result-table', ResultTable);

/** From the thread that did least to the one that did most. */
/** @param {import('../../types.js').Summary | null} summary @param {(value: number) => string} write */
function shares(summary, write) {
  const ends = [summary?.smallestShare, summary?.largestShare];
  const known = ends.filter((end) => end !== null && end !== undefined);
  return html`<small>${known.length ? known.map(write).join(' – ') : html`&nbsp;`}</small>`;
}

/** @param {Result | null} result @param {string} text */
function standing(result, text) {
  const conclusion = result?.conclusion;
  if (conclusion?.kind === 'wins' && conclusion.best === text) return 'table.fastest';
  if (conclusion?.kind === 'tied' && [conclusion.best, ...conclusion.tied].includes(text)) {
    return 'table.tied';
  }
  return null;
}

/**
 * The line without a map: what the loop, the keys and the dispatch cost by themselves.
 * @param {Locale} locale @param {Result | null} result
 * @param {Columns} columns
 */
function harness(locale, result, columns) {
  const { t, n } = locale;
  const figures = result?.harness ?? null;
  return html`
    <tfoot>
      <tr>
        <th scope="row">
          ${t('table.harness')}
          <small>${t('table.harnessNote')}</small>
          <small>
            ${
              figures?.nsPerOpOneThread
                ? t('table.harnessAlone', { time: n.nanoseconds(figures.nsPerOpOneThread) })
                : html`&nbsp;`
            }
          </small>
        </th>
        <td class="number">${share(figures?.opsPerSec, n.si)}</td>
        <td class="number">${share(figures?.nsPerOp, n.nanoseconds)}</td>
        <td colspan=${1 + Object.values(columns).filter(Boolean).length}></td>
      </tr>
    </tfoot>
  `;
}

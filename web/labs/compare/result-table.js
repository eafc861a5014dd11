// The table of figures: one row for each map, and the harness's own cost below.
//
// Guarantees: rows stand in the experiment's order from the first moment on, whatever the figures,
// so nothing jumps; an interval that does not exist is shown as missing; the fastest is marked only
// when the conclusion says so, and ties are marked as ties. What the experiment leaves nothing to say
// of has no column: the hit rate without reads, how full a map is that stays as it is, fairness of one
// thread, the ratio of one map to itself.

import { html, nothing } from 'lit';
import { swatch } from '../../charts/palette.js';
import { specLabel } from '../../link/specs.js';
import { NOTHING } from '../../strings/numbers.js';
import { verdictCell } from './verdict.js';

/** @typedef {import('../../types.js').Result} Result */
/** @typedef {import('../../types.js').StrategyResult} StrategyResult */
/** @typedef {import('../../types.js').Interval} Interval */
/** @typedef {import('../../strings/index.js').Locale} Locale */
/**
 * @typedef {object} TableOptions
 * @property {Locale} locale
 * @property {import('../../types.js').Metadata} metadata
 * @property {import('./types.js').RunOf} running
 * @property {Result | null} result
 * @property {boolean} busy
 * @property {boolean} simulated
 */

/**
 * Which columns say something of an experiment.
 * @param {import('../../types.js').LinkState} state
 */
export function columnsOf({ maps, values }) {
  const has = (/** @type {string} */ letters) =>
    values.mix.split(',').some(([letter]) => letters.includes(letter));
  return {
    ratio: maps.length > 1,
    hits: has('rc'),
    // Where the map starts at the mix's equilibrium it stays there.
    full: has('x') || (has('iugd') && values.prefill !== 'eq'),
    fair: Number(values.threads) > 1,
  };
}

/** @param {TableOptions} options */
export function resultTable(options) {
  const { locale, metadata, running, result, simulated } = options;
  const { t } = locale;
  const baseline = specLabel(metadata, locale, running.state.values.baseline);
  const columns = columnsOf(running.state);
  /** @param {boolean} shown @param {'hits' | 'full' | 'fair'} name */
  const head = (shown, name) =>
    shown
      ? html`<th scope="col" class="number ${name}" title=${t(`table.${name}Help`)}>
          ${t(`table.${name}`)}
        </th>`
      : nothing;
  return html`
    <div class="table-scroll" role="region" tabindex="0" aria-label=${t('table.title')}>
      <table class="figures measures">
        <caption class="unseen">
          ${t('table.title')}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t('table.map')}</th>
            ${
              simulated
                ? nothing
                : html`
                    <th scope="col" class="number rate">${t('table.rate')}</th>
                    <th scope="col" class="number ns" title=${t('table.nsHelp')}>
                      ${t('table.ns')}
                    </th>
                    ${
                      columns.ratio
                        ? html`<th scope="col" class="number ratio">
                            ${t('table.ratio', { baseline })}
                          </th>`
                        : nothing
                    }
                  `
            }
            ${head(columns.hits, 'hits')} ${head(columns.full, 'full')}
            ${head(columns.fair, 'fair')}
            <th scope="col" class="correct">${t('table.verdict')}</th>
          </tr>
        </thead>
        <tbody>
          ${running.state.maps.map((text, i) => row(options, columns, text, i))}
        </tbody>
        ${simulated ? nothing : harness(locale, result, columns)}
      </table>
    </div>
  `;
}

/**
 * @param {TableOptions} options @param {ReturnType<typeof columnsOf>} columns
 * @param {string} text @param {number} index
 */
function row({ locale, metadata, running, result, busy, simulated }, columns, text, index) {
  const { t, n } = locale;
  const strategy = result?.strategies.find((candidate) => candidate.id === text) ?? null;
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
            ${specLabel(metadata, locale, text)}
            ${place ? html`<em class="badge">${t(place)}</em>` : nothing}
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

/**
 * A median with its interval below.
 * @param {Interval | null | undefined} figures @param {(value: number) => string} write
 * @param {(value: number) => string} [writeEnds]
 */
export function interval(figures, write, writeEnds = write) {
  if (!figures) return html`${NOTHING}<small>&nbsp;</small>`;
  const { median, low, high } = figures;
  return html`${write(median)}<small
      >${low === null || high === null ? html`&nbsp;` : `${writeEnds(low)} – ${writeEnds(high)}`}</small
    >`;
}

/** @param {number | null | undefined} value @param {(value: number) => string} write */
export function share(value, write) {
  return value === null || value === undefined ? NOTHING : write(value);
}

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
 * @param {ReturnType<typeof columnsOf>} columns
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

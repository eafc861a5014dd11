// What became of maps and of their clients' operations, as two tables: by map, and by fault.
//
// Guarantees: a fault that is chosen is chosen in both, and in the charts; what a map cannot say is a dash, and what
// was not checked is not called passed.

import { html, nothing } from 'lit';
import { specLabel } from '../../link/specs.js';
import { answered } from './curves.js';
import { faultTimed, guardTexts, timeText, waitsText } from './texts.js';

/** @typedef {import('./types.js').GuardMap} GuardMap */
/** @typedef {import('./types.js').Marked} Marked */
/** @typedef {import('./types.js').Runs} Runs */
/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../types.js').Metadata} Metadata */

/** @param {Locale} locale @param {Metadata} metadata @param {Runs} runs */
export function mapTable(locale, metadata, runs) {
  const { t, maybe } = guardTexts(locale);
  const { n } = locale;
  const heads = /** @type {const} */ ([
    ...['map', 'deadline', 'answered', 'timeout', 'late', 'panic', 'lost', 'p50', 'p99', 'max'],
    'verdict',
  ]);
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-label=${t('maps.title')}>
      <table class="figures guard-maps">
        <caption class="caption">
          ${t('maps.title')}
        </caption>
        <thead>
          <tr>
            ${heads.map((head) => html`<th scope="col">${t(`head.${head}`)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${runs.maps.map(({ map, figures }) => {
            const name = html`<th scope="row">${specLabel(metadata, locale, map)}</th>`;
            if (!figures) {
              return html`<tr>
                ${name}
                <td colspan=${heads.length - 1}>${waitsText(locale, runs, map)}</td>
              </tr>`;
            }
            const { operations, deadline, late, lost, took } = figures;
            return html`<tr>
              ${name}
              <td>${deadline ? maybe(`reach.${deadline}`, deadline) : t('reach.none')}</td>
              <td class="number">${n.integer(answered({ ...ZERO, ...operations }))}</td>
              <td class="number">${n.integer(operations.timeout)}</td>
              <td class="number">${timeText(locale, late?.p50)}</td>
              <td class="number">${n.integer(operations.panic)}</td>
              <td class="number ${lost > 0 ? 'bad' : ''}">${n.integer(lost)}</td>
              <td class="number">${timeText(locale, took?.p50)}</td>
              <td class="number">${timeText(locale, took?.p99)}</td>
              <td class="number">${timeText(locale, took?.max)}</td>
              <td>${verdict(locale, figures)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  `;
}

const ZERO = { fromMs: 0, overruns: 0, waiting: 0, took: null };

/** @param {Locale} locale @param {GuardMap} figures */
function verdict(locale, { verdict: { outcome }, unchecked }) {
  const { t, maybe } = guardTexts(locale);
  const look = outcome === 'failed' ? 'bad' : outcome === 'passed' ? 'good' : '';
  const why = outcome === 'not-checked' ? (unchecked ?? '') : '';
  return html`<span class=${look} title=${why || nothing}
      >${maybe(`verdict.${outcome}`, outcome)}</span
    >
    ${why ? html`<small lang="en">${why}</small>` : nothing}
    ${outcome === 'not-checked' && !why ? t('verdict.nothing') : nothing}`;
}

/**
 * @param {Locale} locale @param {Metadata} metadata @param {Runs} runs
 * @param {{ faults: Marked[], chosen: number, choose: (id: number) => void }} marked
 */
export function faultTable(locale, metadata, runs, { faults, chosen, choose }) {
  const { t } = guardTexts(locale);
  const { n } = locale;
  if (faults.length === 0) return html`<p class="caption">${t('faults.none')}</p>`;
  const maps = runs.maps.filter(({ figures, look }) => figures || look);
  const cell = (
    /** @type {import('./types.js').MapShown} */ { figures, look },
    /** @type {number} */ id,
  ) => {
    const touched = figures?.faults.find((one) => one.id === id);
    if (touched) {
      const { operations, timeouts, panics, longestMs } = touched;
      return html`<td>
        ${t('faults.touched', { operations })}
        <small>
          ${[
            ...(timeouts ? [t('faults.timeouts', { timeouts })] : []),
            ...(panics ? [t('faults.panics', { panics })] : []),
            ...(operations
              ? [t('faults.longest', { longest: n.nanoseconds(longestMs * 1e6) })]
              : []),
          ].join(' · ')}
        </small>
      </td>`;
    }
    const stage = look?.faults.find((one) => one.id === id)?.stage;
    return html`<td>${stage && !figures ? t(`stage.${stage}`) : '–'}</td>`;
  };
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-label=${t('faults.title')}>
      <table class="figures guard-faults-table">
        <caption class="caption">
          ${t('faults.title')}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t('faults.fault')}</th>
            ${maps.map(({ map }) => html`<th scope="col">${specLabel(metadata, locale, map)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${faults.map(
            ({ id, fault, asked }) =>
              html`<tr class=${id === chosen ? 'chosen' : ''}>
                <th scope="row">
                  <button
                    type="button"
                    class="quiet"
                    aria-pressed=${id === chosen ? 'true' : 'false'}
                    @click=${() => choose(id === chosen ? 0 : id)}
                  >
                    ${id}
                  </button>
                  ${faultTimed(locale, fault)}
                  ${asked ? html`<small>${t('faults.asked')}</small>` : nothing}
                </th>
                ${maps.map((map) => cell(map, id))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="field-help">${t('faults.help')}</p>
  `;
}

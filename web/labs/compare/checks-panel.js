// The deep check: many short histories of every map, each searched for an order that explains it.
//
// Guarantees: what a map's row does not claim is shown as not applicable, never as passed; a failure
// is shown whole, as a picture and as a table; what was not checked because of a stop is named.

import { html, nothing } from 'lit';
import { specLabel } from '../../app/specs.js';
import { historyDiagram } from '../../charts/history-diagram.js';
import { callText, layoutHistory, valueText } from '../../charts/history-layout.js';

/** @typedef {import('../../types.js').VerifyReport} VerifyReport */
/** @typedef {import('../../strings/index.js').Locale} Locale */
/**
 * @typedef {object} ChecksOptions
 * @property {Locale} locale
 * @property {import('../../types.js').Metadata} metadata
 * @property {import('../../app/contend-app.js').Checks} checks
 * @property {boolean} stopping
 * @property {() => void} onStop
 * @property {() => void} onDismiss
 */

/** @param {ChecksOptions} options */
export function checksPanel(options) {
  const { locale, metadata, checks, stopping, onStop, onDismiss } = options;
  const { t } = locale;
  const { state, reports, over, stopped } = checks;
  return html`
    <section class="panel checks" aria-labelledby="checks-title" aria-busy=${!over}>
      <header>
        <div>
          <h2 id="checks-title">${t('checks.title')}</h2>
          <p class="caption">${t('checks.what')}</p>
        </div>
        ${
          over
            ? html`<button type="button" class="quiet" @click=${onDismiss}>
                ${t('notice.dismiss')}
              </button>`
            : html`<button
                type="button"
                class="quiet"
                aria-disabled=${stopping}
                @click=${() => !stopping && onStop()}
              >
                ${t(stopping ? 'run.stopping' : 'checks.stop')}
              </button>`
        }
      </header>
      ${over ? nothing : progress(options)}
      <ul class="check-list">
        ${state.maps.map((map) => {
          const report = reports.find((candidate) => candidate.map === map) ?? null;
          const label = specLabel(metadata, locale, map);
          return html`
            <li class=${report && !report.ok ? 'bad' : ''}>
              <p>
                <span class="check-map">${label}</span>
                <span>${outcome(locale, report, over)}</span>
              </p>
              ${report?.failure ? failure(locale, label, report.failure) : nothing}
            </li>
          `;
        })}
      </ul>
      ${over && stopped ? html`<p class="field-help">${t('checks.stopped')}</p>` : nothing}
    </section>
  `;
}

/** @param {ChecksOptions} options */
function progress({ locale, metadata, checks }) {
  const { t } = locale;
  const { done = 0, total = 0, map = null } = checks.progress ?? {};
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return html`
    <div class="checks-progress">
      <div
        class="progress"
        role="progressbar"
        aria-label=${t('checks.progress')}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(share * 100)}
      >
        <span style="transform: scaleX(${share})"></span>
      </div>
      <p class="field-help">
        ${map ? t('checks.now', { map: specLabel(metadata, locale, map) }) : t('progress.starting')}
      </p>
    </div>
  `;
}

/** @param {Locale} locale @param {VerifyReport | null} report @param {boolean} over */
export function outcomeText({ t }, report, over) {
  if (!report) return t(over ? 'checks.not' : 'checks.waiting');
  const { applicable, ok, histories, operations } = report;
  if (!applicable) return t('checks.inapplicable');
  return t(ok ? 'checks.ok' : 'checks.failed', { histories, operations });
}

/** @param {Locale} locale @param {VerifyReport | null} report @param {boolean} over */
function outcome(locale, report, over) {
  const sign = !report ? '·' : !report.applicable ? '–' : report.ok ? '✓' : '✗';
  const tone = !report?.applicable ? '' : report.ok ? 'good' : 'bad';
  return html`<span class="sign ${tone}" aria-hidden="true">${sign}</span>
    ${outcomeText(locale, report, over)}
    ${report?.reason ? html`<small>${report.reason}</small>` : nothing}`;
}

/** @param {Locale} locale @param {string} label @param {NonNullable<VerifyReport['failure']>} failure */
function failure(locale, label, { key, summary, operations }) {
  const { t, n } = locale;
  const { bars } = layoutHistory(operations);
  const title = t('history.title', { map: label, key: String(key) });
  return html`
    <div class="failure">
      <p>${summary}</p>
      <p class="field-help">${t('history.none', { count: operations.length })}</p>
      <div class="table-scroll" role="region" tabindex="0" aria-label=${title}>
        ${historyDiagram(locale, operations, title)}
      </div>
      <details open>
        <summary>${t('history.table')}</summary>
        <div
          class="table-scroll"
          role="region"
          tabindex="0"
          aria-label=${`${title}: ${t('history.table')}`}
        >
          <table class="figures">
            <thead>
              <tr>
                <th scope="col" class="number">#</th>
                <th scope="col">${t('history.threadColumn')}</th>
                <th scope="col">${t('history.operation')}</th>
                <th scope="col">${t('history.result')}</th>
                <th scope="col" class="number">${t('history.call')}</th>
                <th scope="col" class="number">${t('history.return')}</th>
              </tr>
            </thead>
            <tbody>
              ${bars.map(
                ({ number, operation }) => html`
                  <tr>
                    <th scope="row" class="number">${number}</th>
                    <td>${operation.thread}</td>
                    <td><code>${callText(operation)}</code></td>
                    <td>
                      ${
                        operation.return === null
                          ? t('history.open')
                          : html`<code>${valueText(operation.result)}</code>`
                      }
                    </td>
                    <td class="number">${n.integer(operation.call)}</td>
                    <td class="number">
                      ${operation.return === null ? '–' : n.integer(operation.return)}
                    </td>
                  </tr>
                `,
              )}
            </tbody>
          </table>
        </div>
      </details>
    </div>
  `;
}

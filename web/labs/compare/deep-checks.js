// <deep-checks>: many short histories of every map, each searched for an order that explains it.
//
// Guarantees: fetched with the first check; what a map's row does not promise is shown as not checked, never
// as passed, and what could not be decided as undecided; a failure is shown whole, as a picture and as a
// table; what was not checked because of a stop is named.

import { html, nothing } from 'lit';
import { LightElement } from '../../dom.js';
import { parseSpec, specLabel } from '../../link/specs.js';
import { answerText, historyDiagram, isLeftOver } from './history-diagram.js';
import { callText, layoutHistory } from './history-layout.js';
import { outcomeOf } from './check-outcome.js';
import { passTexts } from './pass-texts.js';
import './passes.css';

/** @typedef {import('../../types.js').VerifyReport} VerifyReport */
/** @typedef {import('../../types.js').HistoryFailure} HistoryFailure */
/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('./types.js').Checks} Checks */
/** @typedef {import('./check-outcome.js').Outcome} Outcome */
/** @typedef {{ locale: Locale, metadata: Metadata, checks: Checks }} ChecksOptions */

export class DeepChecks extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    checks: { attribute: false },
    stopping: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Metadata | null} */
    this.metadata = null;
    /** @type {Checks | null} */
    this.checks = null;
    this.stopping = false;
  }

  /** @override */
  render() {
    const { locale, metadata, checks, stopping } = this;
    if (!metadata || !checks) return nothing;
    const { t } = locale;
    const own = passTexts(locale);
    const options = { locale, metadata, checks };
    const { state, reports, over, stopped } = checks;
    return html`
      <section class="panel checks" aria-labelledby="checks-title" aria-busy=${!over}>
        <header>
          <div>
            <h2 id="checks-title">${own.t('checks.title')}</h2>
            <p class="caption">${t('checks.what')}</p>
          </div>
          ${
            over
              ? html`<button
                  type="button"
                  class="quiet"
                  @click=${() => this.tell('lab-keep', { checks: null })}
                >
                  ${t('notice.dismiss')}
                </button>`
              : html`<button
                  type="button"
                  class="quiet"
                  aria-disabled=${stopping}
                  @click=${() => !stopping && this.tell('lab-stop', null)}
                >
                  ${stopping ? t('run.stopping') : own.t('checks.stop')}
                </button>`
          }
        </header>
        ${over ? nothing : progress(options)}
        <ul class="check-list">
          ${state.maps.map((map) => {
            const report = reports.find((candidate) => candidate.map === map) ?? null;
            const label = specLabel(metadata, locale, map);
            return html`
              <li class=${report?.failure ? 'bad' : ''}>
                <p>
                  <span class="check-map">${label}</span>
                  <span>${outcome(options, report)}</span>
                </p>
                ${report?.failure ? failure(locale, label, report.failure) : nothing}
              </li>
            `;
          })}
        </ul>
        ${over && stopped ? html`<p class="field-help">${own.t('checks.stopped')}</p>` : nothing}
      </section>
    `;
  }
}

/** @param {ChecksOptions} options */
function progress({ locale, metadata, checks }) {
  const { t } = locale;
  const own = passTexts(locale);
  const { done = 0, steps = 0, map = null } = checks.progress ?? {};
  const share = steps > 0 ? Math.min(1, done / steps) : 0;
  return html`
    <div class="checks-progress">
      <div
        class="progress"
        role="progressbar"
        aria-label=${own.t('checks.progress')}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(share * 100)}
      >
        <span .style="transform: scaleX(${share})"></span>
      </div>
      <p class="field-help">
        ${map ? own.t('checks.now', { map: specLabel(metadata, locale, map) }) : t('progress.starting')}
      </p>
    </div>
  `;
}

/** @type {Partial<Record<Outcome, [string, string]>>} sign and tone; others have a dot */
const SIGNS = {
  ok: ['✓', 'good'],
  failed: ['✗', 'bad'],
  panicked: ['✗', 'bad'],
  undecided: ['?', 'warn'],
  inapplicable: ['–', ''],
  storeless: ['–', ''],
};

/** @param {ChecksOptions} options @param {VerifyReport | null} report */
function outcome({ locale, metadata, checks }, report) {
  const stores = parseSpec(metadata, report?.map ?? '')?.row.guarantees.stores !== false;
  const kind = outcomeOf(report, checks.over, stores);
  const [sign, tone] = SIGNS[kind] ?? ['·', ''];
  const { histories = 0, operations = 0, undecided = 0 } = report ?? {};
  return html`<span class="sign ${tone}" aria-hidden="true">${sign}</span>
    ${passTexts(locale).t(`checks.${kind}`, { histories, operations, undecided })}`;
}

/** @param {Locale} locale @param {string} label @param {HistoryFailure} failure */
function failure(locale, label, { kind, key, summary, initial, operations }) {
  const { t } = passTexts(locale);
  if (operations.length === 0) return html`<div class="error-detail">${summary}</div>`;
  const title = t('history.title', { map: label, key: String(key) });
  const left = operations.some(isLeftOver);
  return html`
    <div class="failure">
      <p>
        ${t('history.none', { count: operations.length })}
        ${
          initial === undefined
            ? nothing
            : t(initial === null ? 'history.startsAbsent' : 'history.starts', {
                value: String(initial),
              })
        }
        ${left ? t('history.leftOver') : nothing}
      </p>
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
          ${table(locale, operations, left)}
        </div>
      </details>
      ${kind === undefined ? html`<p class="field-help">${summary}</p>` : nothing}
    </div>
  `;
}

/** @param {Locale} locale @param {HistoryFailure['operations']} operations @param {boolean} ordered */
function table(locale, operations, ordered) {
  const { n } = locale;
  const { t } = passTexts(locale);
  const answer = answerText(locale);
  const { bars } = layoutHistory(operations, answer);
  return html`
    <table class="figures">
      <thead>
        <tr>
          <th scope="col" class="number">#</th>
          <th scope="col">${t('history.threadColumn')}</th>
          <th scope="col">${t('history.operation')}</th>
          <th scope="col">${t('history.result')}</th>
          <th scope="col" class="number">${t('history.call')}</th>
          <th scope="col" class="number">${t('history.return')}</th>
          ${ordered ? html`<th scope="col">${t('history.place')}</th>` : nothing}
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
                ${operation.return === null ? t('history.pending') : answer(operation.result)}
              </td>
              <td class="number">${n.integer(operation.call)}</td>
              <td class="number">
                ${operation.return === null ? '–' : n.integer(operation.return)}
              </td>
              ${
                ordered
                  ? html`<td>
                      ${isLeftOver(operation) ? t('history.noPlace') : operation.inOrder}
                    </td>`
                  : nothing
              }
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

customElements.define('deep-checks', DeepChecks);

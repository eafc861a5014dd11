// The outcomes of a search as a table, each with one shortest schedule that the stepper opens.
//
// Guarantees: every outcome is a row; its kind stands in words; links are real addresses, so a new
// tab works as everywhere.

import { html, nothing } from 'lit';
import { anomaliesText, answersText, contentsText, deathText } from './outcome-text.js';
import { raceTexts } from './texts.js';

/** @typedef {import('./types.js').FoundOutcome} FoundOutcome */

/** Those that matter most first. */
const ORDER = ['fatal', 'anomaly', 'stuck', 'serial'];

/**
 * @param {import('../../strings/index.js').Locale} locale @param {FoundOutcome[]} outcomes
 * @param {object} options
 * @param {boolean} options.partial
 * @param {string | null} options.schedules how many there are in all; null where that is not known
 * @param {(sched: string) => string} options.linkTo
 * @param {(sched: string) => void} options.onOpen
 * @param {import('../parts/sorting.js').Sorting} options.sorting
 */
export function outcomeTable(locale, outcomes, { partial, schedules, linkTo, onOpen, sorting }) {
  const { t } = raceTexts(locale);
  const rows = outcomes
    .map((outcome) => {
      const { kind, steps } = outcome;
      return { outcome, kind: ORDER.indexOf(kind), share: Number(outcome.schedules), steps };
    })
    .sort((a, b) => a.kind - b.kind || a.steps - b.steps);
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-label=${t('explore.table')}>
      <table class="figures race-outcomes">
        <thead>
          <tr>
            ${sorting.head('kind', t('explore.kind'), { kind: '', rises: true })}
            <th scope="col">${t('explore.end')}</th>
            ${partial ? nothing : sorting.head('share', t('explore.share'), { kind: '' })}
            ${sorting.head('steps', t('explore.witness'), { kind: '', rises: true })}
          </tr>
        </thead>
        <tbody>
          ${sorting
            .rows(rows)
            .map(({ outcome }, place) =>
              row(locale, outcome, place + 1, { schedules, linkTo, onOpen }),
            )}
        </tbody>
      </table>
    </div>
    <dl class="race-kinds">
      ${[...new Set(rows.map(({ outcome }) => outcome.kind))].map(
        (kind) =>
          html`<div>
            <dt class="race-kind ${kind}">${t(`outcome.${kind}`)}</dt>
            <dd>${t(`outcome.${kind}Help`)}</dd>
          </div>`,
      )}
    </dl>
    ${partial ? nothing : html`<p class="caption">${t('explore.shares')}</p>`}
  `;
}

/**
 * @param {import('../../strings/index.js').Locale} locale @param {FoundOutcome} outcome @param {number} number
 * @param {{ schedules: string | null, linkTo: (sched: string) => string, onOpen: (sched: string) => void }} options
 */
function row(locale, outcome, number, { schedules, linkTo, onOpen }) {
  const { t } = raceTexts(locale);
  const { kind, fatal, witness, steps, anomalies } = outcome;
  const death = deathText(locale, outcome);
  const open = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(witness);
  };
  return html`<tr>
    <th scope="row"><span class="race-kind ${kind}">${t(`outcome.${kind}`)}</span></th>
    <td class="race-end">
      ${
        death
          ? html`${fatal ? html`<code>${death.message}</code>` : html`<span>${death.message}</span>`}
              <span>${death.by}</span>`
          : html`${anomalies.length ? html`<strong>${anomaliesText(locale, outcome)}</strong>` : nothing}
              <span>${contentsText(locale, outcome)}</span>${answersText(locale, outcome).map(
                (text) => html`<span>${text}</span>`,
              )}`
      }
    </td>
    ${schedules === null ? nothing : html`<td>${shareText(locale, outcome.schedules, schedules)}</td>`}
    <td>
      <a href=${linkTo(witness)} @click=${open}
        >${t('explore.open', { steps })}<span class="unseen"
          >${t('explore.ofOutcome', { number })}</span
        ></a
      >
    </td>
  </tr>`;
}

/** A share of numbers of any length. */
/** @param {import('../../strings/index.js').Locale} locale @param {string} part @param {string} all */
function shareText(locale, part, all) {
  const scale = 1_000_000n;
  const share = Number((BigInt(part) * scale) / BigInt(all || '1')) / Number(scale);
  if (share < 0.0001 && part !== '0') return '< 0.01 %';
  return `${locale.n.plain(Number((share * 100).toPrecision(3)))} %`;
}

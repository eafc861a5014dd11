// <rounds-table>: every round of every map, on demand: the figures behind the dots and the bars.
//
// Guarantees: nothing is left out and nothing is averaged; the rows are made only once the reader
// opens them, because a careful run has hundreds.

import { html, nothing } from 'lit';
import { LightElement } from '../../dom.js';
import { specLabel } from '../../link/specs.js';
import { NOTHING } from '../../strings/numbers.js';
import { outcomeOf } from '../../share/outcome.js';
import { resultTexts } from '../parts/result-texts.js';
import { Sorting } from '../parts/sorting.js';
import '../parts/result-notes.css';

/** @typedef {import('../../types.js').Result} Result */
/** @typedef {import('../../types.js').Trial} Trial */
/** @typedef {import('../../strings/index.js').Locale} Locale */

export class RoundsTable extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    result: { attribute: false },
    simulated: { attribute: false },
    opened: { state: true },
  };

  #sorting = new Sorting(this);

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** @type {Result | null} */
    this.result = null;
    this.simulated = false;
    this.opened = false;
  }

  /** @override */
  render() {
    const { t } = resultTexts(this.locale);
    return html`
      <details
        class="rounds"
        @toggle=${(/** @type {Event} */ event) => {
          this.opened = /** @type {HTMLDetailsElement} */ (event.currentTarget).open;
        }}
      >
        <summary>${t('rounds.title')}</summary>
        ${this.opened ? this.#table() : nothing}
      </details>
    `;
  }

  #table() {
    const { locale, metadata, result, simulated } = this;
    const { t } = resultTexts(locale);
    if (!metadata || !result) return nothing;
    const rows = result.strategies.flatMap(({ id, trials }) =>
      trials.map((trial) => {
        const { round, opsPerSec, ops, seconds } = trial;
        return { map: specLabel(metadata, locale, id), trial, round, opsPerSec, ops, seconds };
      }),
    );
    return html`
      <div class="table-scroll" role="region" tabindex="0" aria-label=${t('rounds.title')}>
        <table class="figures">
          <thead>
            <tr>
              ${this.#sorting.head('map', locale.t('table.map'), { kind: '', rises: true })}
              ${this.#sorting.head('round', t('rounds.round'), { rises: true })}
              ${simulated ? nothing : this.#sorting.head('opsPerSec', t('rounds.rate'))}
              ${this.#sorting.head('ops', t('rounds.ops'))}
              ${this.#sorting.head('seconds', t('rounds.seconds'))}
              <th scope="col">${t('rounds.threads')}</th>
              <th scope="col">${locale.t('table.verdict')}</th>
            </tr>
          </thead>
          <tbody>
            ${this.#sorting.rows(rows).map(({ map, trial }) => row(locale, map, trial, simulated))}
          </tbody>
        </table>
      </div>
    `;
  }
}

customElements.define('rounds-table', RoundsTable);

/** @param {Locale} locale @param {string} label @param {Trial} trial @param {boolean} simulated */
function row(locale, label, trial, simulated) {
  const { n } = locale;
  const { t } = resultTexts(locale);
  const words = {
    passed: t('rounds.passed'),
    failed: t('rounds.failed'),
    'not-checked': locale.t('verdict.none'),
  };
  return html`
    <tr>
      <th scope="row">${label}</th>
      <td class="number">${n.integer(trial.round)}</td>
      ${simulated ? nothing : html`<td class="number">${n.si(trial.opsPerSec)}</td>`}
      <td class="number">${n.integer(trial.ops)}</td>
      <td class="number">${trial.seconds.toFixed(3)}</td>
      <td>${trial.perThread.length ? trial.perThread.map(n.si).join(', ') : NOTHING}</td>
      <td>${words[outcomeOf(trial.verdict)]}</td>
    </tr>
  `;
}

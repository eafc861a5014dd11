// <result-notes>: what stands below the figures of a result: what to know before believing them, what
// single operations cost, how full the maps were, every round, and where it was measured.
//
// Guarantees: fetched with the first run, for nobody needs it before; until it is there it takes no
// room, and it moves nothing that stands above it.

import { html, nothing } from 'lit';
import { LightElement } from '../../dom.js';
import { courseTable } from './course-table.js';
import { environmentList } from '../parts/environment.js';
import { warningList } from '../parts/warnings.js';
import './costs-table.js';
import './rounds-table.js';

/** @typedef {import('../../types.js').Result} Result */

export class ResultNotes extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    running: { attribute: false },
    result: { attribute: false },
    busy: { attribute: false },
    simulated: { attribute: false },
  };

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
    const { locale, metadata, running, result, busy, simulated } = this;
    if (!result || !running) return nothing;
    // Threads beyond what runs at once belong to the conclusion.
    const warnings = result.warnings.filter(({ kind }) => kind !== 'oversubscribed');
    return html`
      ${warningList(locale, { warnings }, busy ? Number(running.state.values.rounds) : null)}
      ${
        simulated
          ? nothing
          : html`<costs-table
              .locale=${locale}
              .metadata=${metadata}
              .running=${running}
              .result=${result}
            ></costs-table>`
      }
      ${metadata ? courseTable(locale, metadata, result) : nothing}
      ${
        result.strategies.some((strategy) => strategy.trials.length)
          ? html`<rounds-table
                .locale=${locale}
                .metadata=${metadata}
                .result=${result}
                .simulated=${simulated}
              ></rounds-table>
              ${environmentList(locale, result)}`
          : nothing
      }
    `;
  }
}

customElements.define('result-notes', ResultNotes);

// <tab-runs>: the runs of this tab, to go back to, to save, and to lay two side by side.
//
// Guarantees: nothing is stored; closing the tab forgets them. Two runs are never called paired, and
// where their settings differ there is no ratio but a list of what differs.

import { html, nothing } from 'lit';
import { LightElement } from '../../dom.js';
import { digest } from '../parts/form/words.js';
import { specLabel } from '../../link/specs.js';
import { errorSentence } from '../../strings/errors/words.js';
import { save } from '../../export/save.js';
import { resultTexts } from '../parts/result-texts.js';
import { comparisonOf } from './comparison.js';
import { MOST_RUNS, acrossExperiments } from './runs.js';
import { runTexts } from './run-texts.js';
import '../../share/share.css';

/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('./runs.js').TabRun} TabRun */

export class TabRuns extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    runs: { attribute: false },
    busy: { attribute: false },
    chosen: { state: true },
    compared: { state: true },
    fault: { state: true },
  };

  constructor() {
    super();
    /** @type {Metadata | null} */
    this.metadata = null;
    /** Oldest first. @type {TabRun[]} */
    this.runs = [];
    this.busy = false;
    /** Numbers of the two runs to compare; the last two until the reader chooses. */
    this.chosen = /** @type {{ a: number | null, b: number | null }} */ ({ a: null, b: null });
    /** The two that were compared last. @type {{ a: TabRun, b: TabRun, comparison: import('./types.js').Comparison } | null} */
    this.compared = null;
    /** Why they could not be. @type {Error | null} */
    this.fault = null;
  }

  get #said() {
    return runTexts(this.locale).t;
  }

  /** @override */
  render() {
    const { metadata, runs } = this;
    if (!metadata || runs.length === 0) return nothing;
    return html`
      <details class="panel runs">
        <summary>
          <h2>${this.#said('runs.title', { count: runs.length })}</h2>
        </summary>
        <p class="field-help">${this.#said('runs.kept', { most: MOST_RUNS })}</p>
        ${this.#list(metadata)} ${runs.length > 1 ? this.#comparison(metadata) : nothing}
        ${this.#across(metadata)}
      </details>
    `;
  }

  /** @param {'a' | 'b'} side @returns {TabRun} */
  #side(side) {
    const standing = /** @type {TabRun} */ (this.runs.at(side === 'a' ? -2 : -1) ?? this.runs[0]);
    return this.runs.find(({ number }) => number === this.chosen[side]) ?? standing;
  }

  /** @param {Metadata} metadata */
  #list(metadata) {
    const several = this.runs.length > 1;
    return html`
      <div class="table-scroll" role="region" tabindex="0" aria-label=${this.#said('runs.table')}>
        <table class="figures">
          <thead>
            <tr>
              ${
                several
                  ? html`<th scope="col">A</th>
                      <th scope="col">B</th>`
                  : nothing
              }
              <th scope="col">${this.#said('runs.run')}</th>
              <th scope="col">${this.#said('runs.settings')}</th>
            </tr>
          </thead>
          <tbody>
            ${[...this.runs].reverse().map((run) => this.#run(metadata, run, several))}
          </tbody>
        </table>
      </div>
    `;
  }

  /** @param {Metadata} metadata @param {TabRun} run @param {boolean} several */
  #run(metadata, run, several) {
    const { locale } = this;
    const { n } = locale;
    const { number, state, result } = run;
    const named = this.#said('runs.number', { number });
    const keys = metadata.keys.filter(
      (meta) => state.values[meta.key] !== undefined && !['maps', 'baseline'].includes(meta.type),
    );
    const time = new Intl.DateTimeFormat(locale.language, { timeStyle: 'medium' });
    const changed = digest(locale, keys, state.values, { changedOnly: true });
    return html`
      <tr>
        ${several ? this.#choice('a', run) : nothing} ${several ? this.#choice('b', run) : nothing}
        <th scope="row">
          ${named}
          <small>
            ${time.format(new Date(result.environment.recordedAt))}
            ${result.stopped ? html` · ${this.#said('runs.stopped')}` : nothing}
          </small>
        </th>
        <td class="runs-what">
          ${locale.list(state.maps.map((id) => specLabel(metadata, locale, id)))}
          <small>${changed}</small>
          <div class="runs-actions">
            <button
              type="button"
              class="quiet"
              ?disabled=${this.busy}
              aria-label=${this.#said('runs.restoreNamed', { run: n.integer(number) })}
              @click=${() => this.tell('lab-show', again(run))}
            >
              ${this.#said('runs.restore')}
            </button>
            <button
              type="button"
              class="quiet"
              aria-label=${this.#said('runs.saveNamed', { run: n.integer(number) })}
              @click=${() => save(result)}
            >
              ${this.#said('runs.save')}
            </button>
          </div>
        </td>
      </tr>
    `;
  }

  /** @param {'a' | 'b'} side @param {TabRun} run */
  #choice(side, { number }) {
    return html`<td>
      <input
        type="radio"
        name="runs-${side}"
        aria-label=${this.#said('runs.choose', { number, side: side.toUpperCase() })}
        .checked=${this.#side(side).number === number}
        @change=${() => (this.chosen = { ...this.chosen, [side]: number })}
      />
    </td>`;
  }

  /** @param {Metadata} metadata */
  #comparison(metadata) {
    const { locale, compared, fault } = this;
    const [a, b] = [this.#side('a'), this.#side('b')];
    if (a === b) return html`<p class="field-help">${this.#said('runs.sameRun')}</p>`;
    const same = compared?.a === a && compared.b === b;
    return html`
      <h3>${this.#said('runs.compare', { a: a.number, b: b.number })}</h3>
      ${
        same
          ? html`<result-comparison
              .locale=${locale}
              .metadata=${metadata}
              .comparison=${compared.comparison}
            ></result-comparison>`
          : html`<p>
              <button type="button" class="quiet" @click=${() => this.#compare(a, b)}>
                ${this.#said('runs.doCompare')}
              </button>
            </p>`
      }
      <p role="status" class=${fault ? 'error' : ''}>
        ${fault ? errorSentence(locale, fault) : nothing}
      </p>
    `;
  }

  /** @param {TabRun} a @param {TabRun} b */
  async #compare(a, b) {
    this.fault = null;
    const named = (/** @type {TabRun} */ { number, result }) => ({
      name: this.#said('runs.number', { number }),
      result,
    });
    try {
      const [comparison] = await Promise.all([
        comparisonOf(named(a), named(b)),
        import('./result-comparison.js'),
      ]);
      this.compared = { a, b, comparison };
    } catch (error) {
      this.fault = error instanceof Error ? error : new Error(String(error));
    }
  }

  /** How the maps do over all that was run. @param {Metadata} metadata */
  #across(metadata) {
    const { locale } = this;
    const across = acrossExperiments(this.runs);
    if (!across) return nothing;
    const { t } = resultTexts(locale);
    const named = (/** @type {string} */ id) => specLabel(metadata, locale, id);
    const title = t('runs.across', { count: across.count });
    return html`
      <h3>${title}</h3>
      <p class="field-help">${t('runs.acrossHelp')}</p>
      <div class="table-scroll" role="region" tabindex="0" aria-label=${title}>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">${locale.t('table.map')}</th>
              <th scope="col" class="number">
                ${locale.t('table.ratio', { baseline: named(across.baseline) })}
              </th>
            </tr>
          </thead>
          <tbody>
            ${across.means.map(
              ({ id, mean }) => html`
                <tr>
                  <th scope="row">${named(id)}</th>
                  <td class="number">${locale.n.ratio(mean)}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  }
}

customElements.define('tab-runs', TabRuns);

/** The run shown again, its settings and its result. @param {TabRun} run @returns {import('../types.js').Saved} */
function again({ link, state, result }) {
  return {
    address: link,
    kept: { failed: false, running: { link, state, again: true }, result },
  };
}

// <guard-audit>: who did what when, and whether two threads were ever inside one lock together.
//
// Guarantees: the answers are those of the result, word for word one of three; lanes and histories are of what was
// kept, and say how much was overwritten. Every operation that can be pressed is in the table as well.

import { html, nothing } from 'lit';
import { inputOf, download } from '../../dom.js';
import { specLabel } from '../../link/specs.js';
import { fileName } from '../../export/name.js';
import { environmentList } from '../parts/environment.js';
import { startButton } from '../parts/bar.js';
import { labResults } from '../parts/lab-results.js';
import { answersOf, overlapList } from './answers.js';
import { extent, firstOf, historyOf, within } from './lanes.js';
import { outcomeText } from './outcome.js';
import { GuardView } from './parts.js';
import { faultTable } from './tables.js';
import { guardTexts, laneText, timeText } from './texts.js';
import './lane-chart.js';

/** @typedef {import('./types.js').Runs} Runs */
/** @typedef {import('./types.js').Records} Records */
/** @typedef {import('./types.js').MapShown} MapShown */
/** @typedef {import('./lanes.js').Entry} Entry */

/** Rows of a table at most. */
const MOST_ROWS = 100;
/** Rows of each lane in the table of what is shown. */
const MOST_OF_LANE = 12;
/** The shortest stretch to be shown, in nanoseconds. */
const SHORTEST = 1_000;

export class GuardAudit extends GuardView {
  /** @override */
  static properties = {
    unguarded: { attribute: false },
    map: { state: true },
    key: { state: true },
    stretch: { state: true },
  };

  constructor() {
    super();
    /** Races of the map that nothing guards. @type {any} */
    this.unguarded = null;
    /** The map whose lanes are shown. */
    this.map = '';
    /** @type {number | null} */
    this.key = null;
    /** What of the lanes is shown; null: all. @type {{ from: number, to: number } | null} */
    this.stretch = null;
    this.addEventListener('guard-key', (event) => {
      this.key = /** @type {CustomEvent} */ (event).detail;
    });
  }

  /** The map that is shown. @returns {MapShown | null} */
  get #shown() {
    const kept = this.runs?.maps.filter(({ records }) => records) ?? [];
    return kept.find(({ map }) => map === this.map) ?? kept[0] ?? null;
  }

  /** @override @param {Runs} runs */
  results(runs) {
    const { locale, metadata } = this;
    if (!metadata) return nothing;
    const { t } = guardTexts(locale);
    const busy = this.isRunning;
    const faults = this.faultsOf(runs);
    const { result } = runs;
    const shown = this.#shown;
    return labResults({
      ...{ locale, t, busy, now: this.link, id: 'guard-audit-title' },
      sweep: runs,
      onOpen: (link) => this.tell('lab-open', link),
      sentence: outcomeText(locale, metadata, runs, busy),
      title: t('audit.title'),
      caption: '',
      ways: this.saveButton(result),
      body: html`
        ${answersOf(locale, metadata, runs)} ${overlapList(locale, metadata, runs)}
        ${this.#unguarded()} ${shown?.records ? this.#lanes(shown, shown.records, runs) : nothing}
        ${result && !shown ? html`<p class="caption">${t('audit.file')}</p>` : nothing}
        ${faultTable(locale, metadata, runs, {
          ...{ faults, chosen: this.chosen },
          choose: (id) => this.#choose(id),
        })}
        ${result && !busy ? environmentList(locale, result) : nothing}
      `,
    });
  }

  /** A fault that is chosen comes into view. @param {number} id */
  #choose(id) {
    this.chosen = id;
    const records = this.#shown?.records;
    const first = id > 0 && records ? firstOf(records, id) : null;
    if (!first) return;
    const length = Math.max(first.took * 2, 2_000_000);
    this.stretch = { from: first.begun - length / 4, to: first.begun + length };
    this.key = first.key ?? this.key;
  }

  /** @param {MapShown} shown @param {Records} records @param {Runs} runs */
  #lanes(shown, records, runs) {
    const { locale, metadata } = this;
    if (!metadata) return nothing;
    const { t } = guardTexts(locale);
    const whole = extent(records);
    const { from, to } = this.stretch ?? whole;
    const move = (/** @type {number} */ by, /** @type {number} */ zoom) => {
      const middle = (from + to) / 2 + by * (to - from);
      const half = Math.min(
        Math.max(SHORTEST, ((to - from) * zoom) / 2),
        (whole.to - whole.from) / 2,
      );
      const start = Math.min(Math.max(middle - half, whole.from), whole.to - 2 * half);
      this.stretch = { from: start, to: start + 2 * half };
    };
    const ways = /** @type {const} */ ([
      ['earlier', -0.5, 1],
      ['later', 0.5, 1],
      ['closer', 0, 0.25],
      ['wider', 0, 4],
    ]);
    const kept = runs.maps.filter((one) => one.records);
    return html`
      <section class="guard-lanes" aria-labelledby="guard-lanes">
        <h3 id="guard-lanes">${t('audit.lanes')}</h3>
        <p class="guard-buttons">
          ${
            kept.length > 1
              ? html`<label
                  >${t('audit.map')}
                  <select
                    @change=${(/** @type {Event} */ event) => {
                      this.map = inputOf(event).value;
                      this.stretch = null;
                    }}
                  >
                    ${kept.map(
                      ({ map }) =>
                        html`<option value=${map} ?selected=${map === shown.map}>
                          ${specLabel(metadata, locale, map)}
                        </option>`,
                    )}
                  </select></label
                >`
              : nothing
          }
          ${ways.map(
            ([name, by, zoom]) =>
              html`<button type="button" class="quiet" @click=${() => move(by, zoom)}>
                ${t(`audit.${name}`)}
              </button>`,
          )}
          <span class="caption"
            >${t('audit.window', { from: time(locale, from), to: time(locale, to) })}</span
          >
        </p>
        <lane-chart
          .locale=${locale}
          .records=${records}
          .from=${from}
          .to=${to}
          .key=${this.key}
          .chosen=${this.chosen}
        ></lane-chart>
        <p class="field-help">${t('audit.lanesHelp')}</p>
        ${this.#table(
          records,
          records.lanes.flatMap((_, lane) => within(records, lane, from, to, MOST_OF_LANE)),
          t('audit.tableShown'),
        )}
        ${this.#history(records)} ${this.#exports(shown, records)}
      </section>
    `;
  }

  /** @param {Records} records */
  #history(records) {
    const { t } = guardTexts(this.locale);
    const { key } = this;
    const found = key === null ? null : historyOf(records, key, MOST_ROWS);
    return html`
      <p class="guard-key">
        <label
          >${t('audit.chooseKey')}
          <input
            type="number"
            min="0"
            step="1"
            .value=${key === null ? '' : String(key)}
            aria-describedby="guard-key-help"
            @change=${(/** @type {Event} */ event) => {
              const { value, valueAsNumber } = inputOf(event);
              this.key = value === '' || !(valueAsNumber >= 0) ? null : Math.floor(valueAsNumber);
            }}
          />
        </label>
        <small id="guard-key-help">${t('audit.chooseHelp')}</small>
      </p>
      ${
        found === null
          ? nothing
          : html`<section class="guard-history" aria-labelledby="guard-history">
              <h4 id="guard-history">${t('audit.history', { key: String(key) })}</h4>
              ${
                found.count === 0
                  ? html`<p class="caption">${t('audit.historyNone')}</p>`
                  : this.#table(records, found.entries, t('audit.tableKey', { key: String(key) }))
              }
              ${
                found.count > MOST_ROWS
                  ? html`<p class="caption">
                      ${t('audit.historyMost', { most: MOST_ROWS, count: found.count })}
                    </p>`
                  : nothing
              }
            </section>`
      }
    `;
  }

  /** @param {Records} records @param {Entry[]} entries @param {string} title */
  #table({ lanes }, entries, title) {
    const { t, maybe } = guardTexts(this.locale);
    const heads = /** @type {const} */ ([
      'thread',
      'begun',
      'call',
      'chooseKey',
      'outcome',
      'took',
      'fault',
    ]);
    return html`
      <div class="table-scroll guard-records" tabindex="0" role="region" aria-label=${title}>
        <table class="figures">
          <thead>
            <tr>
              ${heads.map((head) => html`<th scope="col">${t(`audit.${head}`)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${entries.map(
              ({ lane, call, outcome, overran, key, begun, took, fault }) =>
                html`<tr class=${fault > 0 && fault === this.chosen ? 'chosen' : ''}>
                  <td>${laneText(this.locale, lanes[lane])}</td>
                  <td class="number">${time(this.locale, begun)}</td>
                  <td><code>${call}</code></td>
                  <td>
                    ${
                      key === null
                        ? '–'
                        : html`<button
                            type="button"
                            class="link"
                            aria-pressed=${key === this.key ? 'true' : 'false'}
                            @click=${() => (this.key = key)}
                          >
                            ${key}
                          </button>`
                    }
                  </td>
                  <td>
                    ${maybe(`outcome.of.${outcome}`, outcome)}${overran ? ` (${t('audit.overran')})` : ''}
                  </td>
                  <td class="number">${timeText(this.locale, took)}</td>
                  <td>${fault || '–'}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  /** @param {MapShown} shown @param {Records} records */
  #exports({ map }, { trace, csv }) {
    const { t } = guardTexts(this.locale);
    const { runs } = this;
    if (!runs) return nothing;
    const recordedAt = runs.result?.environment.recordedAt ?? '';
    const name = (/** @type {string} */ ending) =>
      fileName({ experiment: `#v1/guard?maps=${map}`, environment: { recordedAt } }, ending);
    return html`
      <h4>${t('audit.exports')}</h4>
      <p class="guard-buttons">
        <button
          type="button"
          @click=${() => download(name('trace.json'), trace, 'application/json')}
        >
          ${t('audit.trace')}
        </button>
        <button type="button" @click=${() => download(name('ops.csv'), csv, 'text/csv')}>
          ${t('audit.csv')}
        </button>
      </p>
      <p class="field-help">${t('audit.exportsHelp')}</p>
    `;
  }

  /** What there is to see where nothing guards. */
  #unguarded() {
    const { locale, unguarded } = this;
    const { t } = guardTexts(locale);
    /** @type {any[]} */
    const runs = unguarded?.runs ?? [];
    const audits = runs.flatMap((run) => (run.audit ? [run.audit] : []));
    const seen = audits.filter(({ answer }) => answer === 'overlap');
    return html`
      <section class="guard-unguarded" aria-labelledby="guard-unguarded">
        <h3 id="guard-unguarded">${t('audit.unguardedTitle')}</h3>
        <p>${t('audit.unguarded')}</p>
        <p>
          ${startButton(this, {
            act: 'unguarded',
            label: t('audit.unguardedRun'),
            look: 'quiet',
            possible: !this.simulated,
            onStart: () => this.tell('lab-do', { act: 'unguarded' }),
          })}
        </p>
        ${
          audits.length > 0
            ? html`<p role="status">
                  ${t('audit.unguardedSaid', { seen: seen.length, runs: audits.length })}
                </p>
                ${overlapList(locale, null, null, seen)}`
            : nothing
        }
      </section>
    `;
  }

  /** @override */
  empty() {
    const { t } = guardTexts(this.locale);
    const paragraphs = [t('audit.emptyLead'), t('audit.emptyAnswers')];
    return this.emptyPanel(t('audit.empty'), paragraphs, this.#unguarded());
  }
}

/** @param {import('../../strings/index.js').Locale} locale @param {number} nanos */
function time({ n }, nanos) {
  return `${n.plain(Math.round(nanos / 100) / 1e4)} ms`;
}

customElements.define('guard-audit', GuardAudit);

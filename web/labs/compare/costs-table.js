// <costs-table>: what single operations cost in time and what the map costs in memory.
//
// Guarantees: says how latency was taken (closed loop, or at a rate from the intended start) and
// how coarse the clock is; what the clock cannot tell is written as "below", never as zero. Shown
// once a pass has brought figures, with columns for what passes brought; fetched with the first run.

import { html, nothing } from 'lit';
import { LightElement } from '../../dom.js';
import { specLabel } from '../../link/specs.js';
import { NOTHING } from '../../strings/numbers.js';
import { resultTexts } from '../parts/result-texts.js';
import { Sorting } from '../parts/sorting.js';

/** @typedef {import('../../types.js').Result} Result */
/** @typedef {import('../../types.js').Latency} Latency */
/** @typedef {import('../../types.js').Memory} Memory */

const PERCENTILES = /** @type {const} */ (['p50', 'p90', 'p99', 'p999']);
const NAMES = { p50: 'p50', p90: 'p90', p99: 'p99', p999: 'p99.9' };

export class CostsTable extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    running: { attribute: false },
    result: { attribute: false },
  };

  #sorting = new Sorting(this);

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** @type {import('./types.js').RunOf | null} */
    this.running = null;
    /** @type {Result | null} */
    this.result = null;
  }

  /** @override */
  render() {
    const { locale, metadata, running, result } = this;
    const { n } = locale;
    const { t } = resultTexts(locale);
    const strategies = result?.strategies ?? [];
    const some = strategies.find(({ latency }) => latency)?.latency;
    if (!metadata || !running || !result || !(some || strategies.some(({ memory }) => memory))) {
      return nothing;
    }
    const { rate, sla } = running.state.values;
    const limit = strategies.some(({ latency }) => latency?.overSla != null) ? sla : null;
    const step = n.nanoseconds(result.environment.clockStepNs);
    const rows = strategies.map((strategy) => ({
      name: specLabel(metadata, locale, strategy.id),
      latency: strategy.latency,
      memory: /** @type {Memory | null} */ (strategy.memory),
      waits: this.#waits(strategy),
      ...strategy.latency,
      ...strategy.memory,
      ...strategy.contention,
    }));
    const { head } = this.#sorting;
    const harness = { name: locale.t('table.harness'), memory: null, waits: NOTHING };
    const counted = strategies.some(({ contention }) => contention);
    const held = strategies.some(({ memory }) => memory);
    const shown = { timed: some !== undefined, limited: limit !== null, held, counted };
    return html`
      <section class="costs">
        <h3 id="costs-title">${t('costs.title')}</h3>
        <div class="table-scroll" role="region" tabindex="0" aria-labelledby="costs-title">
          <table class="figures">
            <thead>
              <tr>
                ${head('name', locale.t('table.map'), { kind: '', rises: true })}
                ${
                  shown.timed
                    ? html`${PERCENTILES.map((at) => head(at, NAMES[at]))}
                      ${head('max', t('costs.max'))}`
                    : nothing
                }
                ${limit === null ? nothing : head('overSla', t('costs.over', { limit }))}
                ${
                  held
                    ? html`${head('bytes', t('costs.held'))}
                      ${head('allocationsPerOp', t('costs.allocations'))}`
                    : nothing
                }
                ${counted ? head('waitsPerOp', t('costs.waits')) : nothing}
              </tr>
            </thead>
            <tbody>
              ${this.#sorting.rows(rows).map((row) => this.#row(row, shown, step))}
            </tbody>
            ${
              result.harness?.latency
                ? html`<tfoot>
                    ${this.#row({ ...harness, latency: result.harness.latency }, shown, step)}
                  </tfoot>`
                : nothing
            }
          </table>
        </div>
        <p class="field-help">
          ${
            some
              ? some.kind === 'response-time'
                ? t('costs.response', { rate: n.integer(Number(rate)) })
                : t('costs.service')
              : nothing
          }
          ${some ? t('costs.clock', { step }) : nothing} ${held ? t('costs.memory') : nothing}
          ${counted ? t('costs.waiting') : nothing}
        </p>
      </section>
    `;
  }

  /** What the map's threads waited, in words. @param {Result['strategies'][number]} strategy */
  #waits({ contention }) {
    const { n } = this.locale;
    const { t } = resultTexts(this.locale);
    if (!contention) return html`${NOTHING}<small>${t('costs.uncounted')}</small>`;
    const { waitsPerOp, waitedShare } = contention;
    return html`${n.amount(waitsPerOp)}<small
        >${t('costs.waited', { share: n.share(waitedShare) })}</small
      >`;
  }

  /**
   * @param {{ name: unknown, latency: Latency | null, memory: Memory | null, waits: unknown }} row
   * @param {{ timed: boolean, limited: boolean, held: boolean, counted: boolean }} shown
   * @param {string} step
   */
  #row({ name, latency, memory, waits }, { timed, limited, held, counted }, step) {
    const { n } = this.locale;
    const { t } = resultTexts(this.locale);
    const coarse = this.result?.environment.clockStepNs ?? 0;
    const time = (/** @type {number | undefined} */ value) =>
      value === undefined
        ? NOTHING
        : value < coarse
          ? t('costs.below', { step })
          : n.nanoseconds(value);
    return html`
      <tr>
        <th scope="row">${name}</th>
        ${
          timed
            ? html`${PERCENTILES.map((at) => html`<td class="number">${time(latency?.[at])}</td>`)}
                <td class="number">${time(latency?.max)}</td>`
            : nothing
        }
        ${
          limited
            ? html`<td class="number">
                ${latency?.overSla == null ? NOTHING : n.share(latency.overSla)}
              </td>`
            : nothing
        }
        ${held ? this.#held(memory) : nothing}
        ${counted ? html`<td class="number">${waits}</td>` : nothing}
      </tr>
    `;
  }

  /** @param {Memory | null} memory */
  #held(memory) {
    const { n } = this.locale;
    const { t } = resultTexts(this.locale);
    return html`
      <td class="number">
        ${memory ? n.bytes(memory.bytes) : NOTHING}<small
          >${
            memory?.bytesPerEntry == null
              ? html`&nbsp;`
              : t('costs.perEntry', { bytes: n.bytes(memory.bytesPerEntry) })
          }</small
        >
      </td>
      <td class="number">
        ${memory ? n.amount(memory.allocationsPerOp) : NOTHING}<small
          >${memory ? n.bytes(memory.bytesPerOp) : html`&nbsp;`}</small
        >
      </td>
    `;
  }
}

customElements.define('costs-table', CostsTable);

// <recorded-result>: the result that came with the link, beside the reader's own run.
//
// Guarantees: a panel of its own with a chart and a table of its own, so nothing recorded is ever
// ranked with what this page measured; it says that the figures are the link's word, and, once the
// reader has run, whether both runs did the same operations. What cannot be read is named, and the
// experiment is untouched. Everything from the link is shown as text.

import { html, nothing } from 'lit';
import { LightElement } from '../../dom.js';
import { specLabel } from '../../link/specs.js';
import { visible } from '../../strings/visible.js';
import { swatch } from '../../charts/palette.js';
import { concludedText } from './conclusion.js';
import { interval, share } from './figures.js';
import { resultTexts } from '../parts/result-texts.js';
import './run-standings.js';
import { warningList } from '../parts/warnings.js';
import '../../charts/interval-chart.js';
import {
  RecordedFault,
  readRecorded,
  recordedOutcome,
  streamChecksum,
} from '../../share/recorded.js';
import { runTexts } from './run-texts.js';
import '../../share/share.css';

/** @typedef {import('../../share/recorded.js').Recorded} Recorded */
/** @typedef {Recorded['strategies'][number]} Row */
/** @typedef {import('../../types.js').Result} Result */

export class RecordedResult extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    codec: { attribute: false },
    text: { attribute: false },
    link: { attribute: false },
    state: { attribute: false },
    own: { attribute: false },
    recorded: { state: true },
    fault: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** @type {{ canonical: (fragment: string) => string | null } | null} */
    this.codec = null;
    /** The packed result. */
    this.text = '';
    /** The canonical link of the experiment that it came with. */
    this.link = '';
    /** @type {import('../../types.js').LinkState | null} */
    this.state = null;
    /** The reader's own run of this experiment, when it is over. @type {Result | null} */
    this.own = null;
    /** @type {Recorded | null} */
    this.recorded = null;
    /** @type {import('../../share/recorded.js').Fault | null} */
    this.fault = null;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('text') || changed.has('link')) this.#read();
  }

  async #read() {
    const { metadata, codec, text, link, state } = this;
    if (!metadata || !codec || !state) return;
    this.recorded = null;
    this.fault = null;
    const same = () => this.text === text && this.link === link;
    try {
      const recorded = await readRecorded(text, {
        maxBytes: metadata.link.maxUnpackedBytes,
        link,
        maps: state.maps,
        canonical: codec.canonical,
      });
      if (same()) this.recorded = recorded;
    } catch (error) {
      if (same()) this.fault = error instanceof RecordedFault ? error.fault : 'damaged';
    }
  }

  get #said() {
    return runTexts(this.locale).t;
  }

  /** @override */
  render() {
    if (this.fault) {
      return html`
        <section class="notice" role="status" aria-labelledby="recorded-fault">
          <div>
            <h2 id="recorded-fault">${this.#said('recorded.bad')}</h2>
            <p>${runTexts(this.locale).maybe(`recorded.${this.fault}`, this.fault)}</p>
          </div>
        </section>
      `;
    }
    const { metadata, recorded } = this;
    return metadata && recorded ? this.#panel(metadata, recorded) : nothing;
  }

  /** @param {import('../../types.js').Metadata} metadata @param {Recorded} recorded */
  #panel(metadata, recorded) {
    const { locale } = this;
    const { environment, strategies } = recorded;
    const { build, allocator, hasher } = environment;
    const simulated = environment.mode === 'simulated';
    const rounds = recorded.continued ?? Math.max(0, ...strategies.map((row) => row.rounds));
    const told = concludedText(metadata, locale, recorded, rounds);
    return html`
      <section class="panel recorded" aria-labelledby="recorded-title">
        <header>
          <h2 id="recorded-title">${this.#said('recorded.title', this.#origin(recorded))}</h2>
          <p class="field-help">${this.#said('recorded.word')} ${this.#sameness(recorded)}</p>
        </header>
        <p>${told}${recorded.stopped ? html` ${this.#said('recorded.stopped')}` : nothing}</p>
        ${
          simulated
            ? nothing
            : html`<run-standings
                  .locale=${locale}
                  .metadata=${metadata}
                  .conclusion=${recorded.conclusion}
                ></run-standings>
                ${this.#chart(metadata, strategies)}`
        }
        ${this.#table(metadata, recorded, simulated)} ${warningList(locale, recorded, null)}
        <p class="field-help">
          ${this.#said('recorded.parallelism', { count: environment.parallelism })} ·
          ${resultTexts(locale).t('env.clock')} ${locale.n.nanoseconds(environment.clockStepNs)} ·
          <span lang="en">${[build, allocator, hasher].map(visible).join(' · ')}</span>
        </p>
      </section>
    `;
  }

  /** @param {Recorded} recorded */
  #origin({ environment }) {
    const { language } = this.locale;
    const when = new Date(environment.recordedAt);
    const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
    return {
      machine: visible(environment.machine),
      cores: this.#said('recorded.cores', { count: environment.cores }),
      date: Number.isNaN(when.getTime()) ? visible(environment.recordedAt) : format.format(when),
    };
  }

  /** Whether the reader's run did what the recorded one did. @param {Recorded} recorded */
  #sameness(recorded) {
    const own = this.own ? streamChecksum(this.own) : null;
    if (own === null || recorded.streamChecksum === null)
      return this.#said('recorded.runToCompare');
    return this.#said(own === recorded.streamChecksum ? 'recorded.same' : 'recorded.different');
  }

  /** @param {import('../../types.js').Metadata} metadata @param {Row[]} strategies */
  #chart(metadata, strategies) {
    const { t } = this.locale;
    const rows = strategies.map(({ id, summary }) => ({
      label: specLabel(metadata, this.locale, id),
      median: summary?.opsPerSec.median ?? null,
      low: summary?.opsPerSec.low ?? null,
      high: summary?.opsPerSec.high ?? null,
      points: [],
    }));
    return html`
      <figure class="chart">
        <interval-chart
          .locale=${this.locale}
          .rows=${rows}
          .axis=${t('chart.axis')}
          .alt=${this.#said('recorded.alt')}
        ></interval-chart>
      </figure>
    `;
  }

  /**
   * @param {import('../../types.js').Metadata} metadata @param {Recorded} recorded
   * @param {boolean} simulated
   */
  #table(metadata, recorded, simulated) {
    const { locale, own, state } = this;
    const { t } = locale;
    const baseline = specLabel(metadata, locale, state?.values.baseline ?? '');
    const speeds = html`
      <th scope="col" class="number">${t('table.rate')}</th>
      <th scope="col" class="number">${t('table.ratio', { baseline })}</th>
    `;
    const perOp = html`<th scope="col" class="number" title=${t('table.nsHelp')}>
      ${t('table.ns')}
    </th>`;
    return html`
      <div
        class="table-scroll"
        role="region"
        tabindex="0"
        aria-label=${this.#said('recorded.table')}
      >
        <table class="figures">
          <thead>
            ${
              own
                ? html`<tr class="parties">
                    <td></td>
                    <th scope="colgroup" colspan=${simulated ? 2 : 5}>
                      ${this.#said('recorded.theirs')}
                    </th>
                    <th scope="colgroup" colspan="3" class="own">${this.#said('recorded.own')}</th>
                  </tr>`
                : nothing
            }
            <tr>
              <th scope="col">${t('table.map')}</th>
              ${simulated ? nothing : html`${speeds}${perOp}`}
              <th scope="col" class="number">${t('table.hits')}</th>
              <th scope="col">${t('table.verdict')}</th>
              ${
                own
                  ? html`${speeds}
                      <th scope="col">${t('table.verdict')}</th>`
                  : nothing
              }
            </tr>
          </thead>
          <tbody>
            ${recorded.strategies.map((row, i) => this.#row(metadata, row, i, simulated))}
          </tbody>
        </table>
      </div>
    `;
  }

  /**
   * @param {import('../../types.js').Metadata} metadata @param {Row} row @param {number} index
   * @param {boolean} simulated
   */
  #row(metadata, row, index, simulated) {
    const { id, rounds, extraThreads, summary } = row;
    const { locale, own } = this;
    const { t, n } = locale;
    const extra = extraThreads ? ` · ${t('table.extra', { count: extraThreads })}` : '';
    const mine = own?.strategies.find((strategy) => strategy.id === id);
    const measured = own?.environment.mode === 'threads' ? mine?.summary : null;
    return html`
      <tr>
        <th scope="row">
          <div class="row-name">
            ${swatch(index)}
            <span>
              ${specLabel(metadata, locale, id)}
              <small
                ><code>${id}</code> · ${this.#said('recorded.rounds', { rounds })}${extra}</small
              >
            </span>
          </div>
        </th>
        ${
          simulated
            ? nothing
            : html`
                <td class="number">${interval(summary?.opsPerSec, n.si)}</td>
                <td class="number">${this.#ratio(id, summary)}</td>
                <td class="number">${share(summary?.nsPerOp, n.nanoseconds)}</td>
              `
        }
        <td class="number">${share(summary?.hitRate, n.percent)}</td>
        <td>${this.#verdict(summary && recordedOutcome(row))}</td>
        ${
          own
            ? html`
                <td class="number own">${interval(measured?.opsPerSec, n.si)}</td>
                <td class="number">${this.#ratio(id, measured)}</td>
                <td>${this.#verdict(mine?.summary?.outcome)}</td>
              `
            : nothing
        }
      </tr>
    `;
  }

  /**
   * To the baseline, whose own is one by definition.
   * @param {string} id @param {Pick<import('../../types.js').Summary, 'ratio'> | null | undefined} summary
   */
  #ratio(id, summary) {
    const { n } = this.locale;
    const plain = id === this.state?.values.baseline ? { low: null, high: null } : {};
    return interval(summary?.ratio && { ...summary.ratio, ...plain }, n.ratio, n.plainRatio);
  }

  /** @param {import('../../types.js').Outcome | null | undefined} outcome */
  #verdict(outcome) {
    const { t } = this.locale;
    if (!outcome) return share(null, String);
    if (outcome === 'failed')
      return html`<span class="failed">✗ ${resultTexts(this.locale).t('rounds.failed')}</span>`;
    return outcome === 'passed' ? `✓ ${t('verdict.passed')}` : `· ${t('verdict.none')}`;
  }
}

customElements.define('recorded-result', RecordedResult);

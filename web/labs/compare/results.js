// The results of a run, as they fill in and when it is over.
//
// Guarantees: laid out in full as soon as a run starts, with dashes for what is not measured yet;
// says which experiment it is the result of; in simulated mode it shows no speed at all.

import { html, nothing } from 'lit';
import { digest } from '../../app/form/words.js';
import { specLabel } from '../../app/specs.js';
import { download } from '../../dom.js';
import { environmentList } from './environment.js';
import { resultTable } from './result-table.js';
import { warningList } from './warnings.js';
import './rounds-table.js';
import '../../charts/interval-chart.js';

/** @typedef {import('../../types.js').Result} Result */
/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('../../strings/index.js').Locale} Locale */
/**
 * @typedef {object} ResultsOptions
 * @property {Locale} locale
 * @property {Metadata} metadata
 * @property {import('../../app/contend-app.js').RunOf} running
 * @property {Result | null} result so far
 * @property {boolean} busy
 * @property {boolean} failed it ended in an error and is not whole
 * @property {boolean} simulated
 * @property {string} link the experiment now on the page
 * @property {boolean} logarithmic
 * @property {(on: boolean) => void} onLogarithmic
 * @property {(link: string) => void} onOpen
 */

/** @param {ResultsOptions} options */
export function results(options) {
  const { locale, metadata, running, result, busy, failed, simulated, link, onOpen } = options;
  const { t } = locale;
  const keys = metadata.keys.filter((meta) => running.state.values[meta.key] !== undefined);
  const shown = keys.filter((meta) => !['maps', 'baseline', 'axis'].includes(meta.type));
  return html`
    <section class="panel results" aria-labelledby="results-title" aria-busy=${busy}>
      <header>
        <div>
          <h2 id="results-title">${t(busy || failed ? 'results.titleSoFar' : 'results.title')}</h2>
          <p class="caption">${digest(locale, shown, running.state.values)}</p>
        </div>
        <button
          type="button"
          class="quiet"
          ?disabled=${busy || failed || !result}
          @click=${() => result && save(result)}
        >
          ${t('results.download')}
        </button>
      </header>
      ${
        !busy && link && link !== running.link
          ? html`<p class="changed">
              ${t('results.changed')}
              <button type="button" class="link" @click=${() => onOpen(running.link)}>
                ${t('results.restore')}
              </button>
            </p>`
          : nothing
      }
      ${simulated ? nothing : chart(options)}
      ${resultTable({ locale, metadata, running, result, busy, simulated })}
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
      ${result ? warningList(locale, result, busy ? Number(running.state.values.rounds) : null) : nothing}
      ${
        result?.strategies.some((strategy) => strategy.trials.length)
          ? html`<rounds-table
                .locale=${locale}
                .metadata=${metadata}
                .result=${result}
                .simulated=${simulated}
              ></rounds-table>
              ${environmentList(locale, result)}`
          : nothing
      }
    </section>
  `;
}

/** @param {ResultsOptions} options */
function chart({ locale, metadata, running, result, logarithmic, onLogarithmic }) {
  const { t } = locale;
  const rows = running.state.maps.map((text) => {
    const strategy = result?.strategies.find((candidate) => candidate.id === text);
    const figures = strategy?.summary?.opsPerSec;
    return {
      label: specLabel(metadata, locale, text),
      median: figures?.median ?? null,
      low: figures?.low ?? null,
      high: figures?.high ?? null,
      points: strategy?.trials.map((trial) => trial.opsPerSec) ?? [],
    };
  });
  return html`
    <figure class="chart">
      <figcaption>
        <span>${t('chart.title')} <small>${t('chart.key')}</small></span>
        <label class="switch">
          <input
            type="checkbox"
            .checked=${logarithmic}
            @change=${(/** @type {Event} */ event) =>
              onLogarithmic(/** @type {HTMLInputElement} */ (event.currentTarget).checked)}
          />
          ${t('chart.log')}
        </label>
      </figcaption>
      <interval-chart
        .locale=${locale}
        .rows=${rows}
        .logarithmic=${logarithmic}
        .axis=${t(logarithmic ? 'chart.axisLog' : 'chart.axis')}
        .alt=${t('chart.alt')}
      ></interval-chart>
    </figure>
  `;
}

/** @param {Result} result */
function save(result) {
  const time = result.environment.recordedAt.replace(/[^0-9]/g, '').slice(0, 14);
  download(`contend-${time}.json`, JSON.stringify(result, null, 2), 'application/json');
}

// The results of a run, as they fill in and when it is over.
//
// Guarantees: laid out in full as soon as a run starts, with dashes for what is not measured yet;
// says which experiment it is the result of; in simulated mode it shows no speed at all. The plots of
// the run that is on and the chart of its results share one place, so that what is new stands first
// and nothing moves when the run ends.

import { html, nothing } from 'lit';
import { digest } from '../parts/form/words.js';
import { specLabel } from '../../link/specs.js';
import { changedNotice, chartSwitch, exportWays } from '../parts/results-parts.js';
import './result-table.js';
import '../../charts/interval-chart.js';
import './results.css';

/** @typedef {import('../../types.js').Result} Result */
/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('../../strings/index.js').Locale} Locale */
/**
 * @typedef {object} ResultsOptions
 * @property {Locale} locale
 * @property {Metadata} metadata
 * @property {import('./types.js').RunOf} running
 * @property {Result | null} result so far
 * @property {boolean} busy
 * @property {boolean} failed it ended in an error and is not whole
 * @property {boolean} simulated
 * @property {string} link the experiment now on the page
 * @property {string} theme
 * @property {boolean} logarithmic
 * @property {(on: boolean) => void} onLogarithmic
 * @property {boolean} plots the plots are shown rather than the chart
 * @property {(on: boolean) => void} onPlots
 * @property {(link: string) => void} onOpen
 */

/** What a reader wants to know of any result; other settings are told where they are not the usual. */
const ALWAYS_TOLD = ['threads', 'mix', 'keys', 'prefill', 'dist', 'ms', 'rounds'];

/** @param {ResultsOptions} options */
export function results(options) {
  const { locale, metadata, running, result, busy, failed, simulated, link, onOpen } = options;
  const { t } = locale;
  const { values } = running.state;
  const shown = metadata.keys.filter(
    (meta) =>
      !['maps', 'baseline', 'preset', 'axis'].includes(meta.type) &&
      (ALWAYS_TOLD.includes(meta.key) || values[meta.key] !== meta.default),
  );
  return html`
    <section class="panel results" aria-labelledby="results-title" aria-busy=${busy}>
      <header>
        <h2 id="results-title">${t(busy || failed ? 'results.titleSoFar' : 'results.title')}</h2>
        ${simulated || running.again ? nothing : views(options)}
        ${exportWays(locale, result, {
          ...{ chart: chartOnPage, caption: t('chart.title') },
          away: busy || failed || !result,
        })}
      </header>
      ${
        !busy && link && link !== running.link
          ? changedNotice(t('results.changed'), t('results.restore'), () => onOpen(running.link))
          : nothing
      }
      ${simulated ? nothing : stage(options)}
      <div class="measured">
        <result-table
          .locale=${locale}
          .metadata=${metadata}
          .running=${running}
          .result=${result}
          .busy=${busy}
          .simulated=${simulated}
        ></result-table>
        <p class="caption">${digest(locale, shown, values)}</p>
      </div>
      <result-notes
        .locale=${locale}
        .metadata=${metadata}
        .running=${running}
        .result=${result}
        .busy=${busy}
        .simulated=${simulated}
      ></result-notes>
    </section>
  `;
}

/** The plots of the run and what came of it, one at a time. */
/** @param {ResultsOptions} options */
function stage(options) {
  const { locale, metadata, running, result, theme } = options;
  // A run shown again has no plots: samples are not kept.
  const plots = options.plots && !running.again;
  const lines = running.state.maps.length - 1;
  return html`
    <div class="stage" .style="--lines: ${lines > 1 ? lines : 0}">
      <div class=${plots ? 'away' : ''}>
        <run-standings
          .locale=${locale}
          .metadata=${metadata}
          .conclusion=${result?.conclusion ?? null}
        ></run-standings>
        ${chart(options)}
      </div>
      ${
        running.again
          ? nothing
          : html`<live-panel
              class=${plots ? '' : 'away'}
              .locale=${locale}
              .metadata=${metadata}
              .running=${running}
              .theme=${theme}
            ></live-panel>`
      }
    </div>
  `;
}

/** @param {ResultsOptions} options */
function views({ locale, plots, onPlots }) {
  const { t } = locale;
  const view = (/** @type {boolean} */ on, /** @type {string} */ text) =>
    html`<button type="button" aria-pressed=${plots === on} @click=${() => onPlots(on)}>
      ${text}
    </button>`;
  return html`<div class="views" role="group" aria-label=${t('results.views')}>
    ${view(false, t('results.chart'))} ${view(true, t('results.plots'))}
  </div>`;
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
        ${chartSwitch(t('chart.log'), logarithmic, onLogarithmic)}
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

/** Where the bars are, for whoever wants them as a picture. */
function chartOnPage() {
  return /** @type {SVGSVGElement | null} */ (document.querySelector('.stage .chart svg'));
}

// The results of a scale experiment, as they fill in and when it is over.
//
// Guarantees: laid out in full as soon as a run starts; says which experiment they are of; a run
// that was stopped or failed keeps what was complete.

import { html, nothing } from 'lit';
import { swatch } from '../../charts/palette.js';
import { digest } from '../parts/form/words.js';
import { specLabel } from '../../link/specs.js';
import { environmentList } from '../parts/environment.js';
import { warningList } from '../parts/warnings.js';
import { labResults } from '../parts/lab-results.js';
import { chartSwitch, exportWays } from '../parts/results-parts.js';
import { articleClaims } from './article-claims.js';
import { axisScale, curvesOf, lawAt } from './curves.js';
import { endsText, findings } from './findings.js';
import { scaleTable } from './scale-table.js';
import { atText, axisTitle, scaleTexts, valueText } from './texts.js';
import '../../charts/curve-chart.js';

/** @typedef {import('../../types.js').ScaleResult} ScaleResult */
/** @typedef {import('./curves.js').Curve} Curve */
/** @typedef {import('../../types.js').Axis} Axis */
/**
 * @typedef {object} ResultsOptions
 * @property {import('../../strings/index.js').Locale} locale
 * @property {import('../../types.js').Metadata} metadata
 * @property {import('./curves.js').SpecReader} codec
 * @property {import('../types.js').Sweep} sweep
 * @property {{ map: string, cell: number } | null} now what is being measured
 * @property {boolean} busy
 * @property {number | null} parallelism
 * @property {string} link the experiment now on the page
 * @property {boolean} logarithmic
 * @property {(on: boolean) => void} onLogarithmic
 * @property {(link: string) => void} onOpen
 * @property {import('../parts/sorting.js').Sorting} sorting of the table
 */

/** More single rounds than this would be a blot. */
const MOST_ROUNDS = 3000;
const LAW_POINTS = 48;

/** @param {ResultsOptions} options */
export function scaleResults(options) {
  const { locale, metadata, codec, sweep, now, busy, link, onOpen } = options;
  const { state, result, trials } = sweep;
  const { axis, maps, values } = state;
  if (!axis) return nothing;
  const { t } = scaleTexts(locale);
  const { spec } = axis;
  const curves = curvesOf({ axis, maps, trials, result }, codec);
  const shown = metadata.keys.filter(
    ({ key, type }) =>
      values[key] !== undefined && key !== spec.key && !['maps', 'baseline', 'axis'].includes(type),
  );
  const title = t('chart.title', { axis: locale.words(spec.label).toLowerCase() });
  return labResults({
    ...{ locale, t, sweep, busy, onOpen, id: 'scale-title', now: link },
    sentence: result
      ? endsText({ locale, metadata, spec, result })
      : t(busy ? 'outcome.wait' : 'outcome.none'),
    title: t(result ? 'results.title' : 'results.soFar'),
    caption: digest(locale, shown, values),
    ways: result ? exportWays(locale, result, { chart: chartOnPage, caption: title }) : nothing,
    body: html`
      ${chart(options, axis, curves)}
      ${scaleTable({
        ...{ locale, metadata, axis, curves, result, now },
        ...{ rounds: Number(values.rounds), sorting: options.sorting },
      })}
      ${result ? described(options, axis, curves, result) : nothing}
    `,
  });
}

/** @param {ResultsOptions} options @param {Axis} axis @param {Curve[]} curves @param {ScaleResult} result */
function described({ locale, metadata }, axis, curves, result) {
  const all = result.cells.flatMap(({ result: cell }) => cell.warnings);
  // Once is enough, of the places that have rounds; more threads than run at once are shaded.
  const few = all.find(({ kind, rounds }) => kind === 'few-rounds' && rounds !== 0);
  const others = all.filter(({ kind }) => !['oversubscribed', 'few-rounds'].includes(kind));
  const warnings = few ? [few, ...others] : others;
  const first = result.cells[0]?.result;
  return html`
    ${findings({ locale, metadata, spec: axis.spec, result, curves })}
    ${first ? warningList(locale, { ...first, warnings }, null) : nothing}
    ${articleClaims({ locale, metadata, axis, result })}
    ${first ? environmentList(locale, { ...first, environment: result.environment }) : nothing}
  `;
}

/** @param {ResultsOptions} options @param {Axis} axis @param {Curve[]} curves */
function chart(options, axis, curves) {
  const { locale, metadata, sweep, logarithmic, onLogarithmic } = options;
  const { t } = scaleTexts(locale);
  const { n } = locale;
  const { spec, values } = axis;
  const numbers = values.map(Number);
  const { at: place } = axisScale(numbers);
  const parallelism = sweep.result?.environment.parallelism ?? options.parallelism;
  const over =
    spec.key === 'threads' && parallelism !== null
      ? (numbers.find((value) => value > parallelism) ?? null)
      : null;
  const many = sweep.trials.length > MOST_ROUNDS;
  const series = curves.map(({ map, points, law }) => ({
    law: law ? lawPoints(law, numbers) : [],
    points: points.map(({ at, value, median, low, high, rates }) => ({
      ...{ at, median, low, high, rates: many ? [] : rates },
      title: t(low === null ? 'chart.point' : 'chart.pointInterval', {
        map: specLabel(metadata, locale, map),
        at: atText(locale, spec, value),
        rate: n.rate(median ?? NaN, 'ops/s'),
        low: n.si(low ?? NaN),
        high: n.si(high ?? NaN),
      }),
    })),
  }));
  const label = locale.words(spec.label).toLowerCase();
  return html`
    <figure class="chart">
      <figcaption>
        <span>
          ${t('chart.title', { axis: label })}
          <small>${t(many ? 'chart.keyMany' : 'chart.key')}</small>
        </span>
        ${chartSwitch(t('chart.log'), logarithmic, onLogarithmic)}
      </figcaption>
      <curve-chart
        .locale=${locale}
        .series=${series}
        .ticks=${numbers.map((at) => ({ at, text: valueText(locale, at) }))}
        .place=${place}
        .from=${over}
        .shaded=${t('chart.oversubscribed')}
        .logarithmic=${logarithmic}
        .axisX=${axisTitle(locale, spec)}
        .axisY=${t('chart.axisY')}
        .alt=${t('chart.alt', { axis: label, maps: curves.length })}
      ></curve-chart>
      <ul class="curve-legend">
        ${curves.map(({ map }, i) => html`<li>${swatch(i)} ${specLabel(metadata, locale, map)}</li>`)}
        ${
          curves.some(({ law }) => law)
            ? html`<li><span class="law-key" aria-hidden="true"></span> ${t('chart.law')}</li>`
            : nothing
        }
      </ul>
      ${
        over === null
          ? nothing
          : html`<p class="field-help">
              ${t('chart.oversubscribedHelp', { parallelism: parallelism ?? 0 })}
            </p>`
      }
    </figure>
  `;
}

/**
 * @param {import('../../types.js').ScalingLaw} law @param {number[]} values
 * @returns {[number, number][]}
 */
function lawPoints(law, values) {
  const [from, to] = [Math.min(...values), Math.max(...values)];
  return Array.from({ length: LAW_POINTS + 1 }, (_, i) => {
    const threads = from + ((to - from) * i) / LAW_POINTS;
    return [threads, lawAt(law, threads)];
  });
}

/** Where the curves are, for whoever wants them as a picture. */
function chartOnPage() {
  return /** @type {SVGSVGElement | null} */ (document.querySelector('curve-chart svg'));
}

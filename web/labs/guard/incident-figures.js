// A simulation in figures: curves, Little's law where it holds and where it cannot, what its parameters predict,
// and all requests accounted for.

import { html, nothing } from 'lit';
import { incidentTexts } from './incident-texts.js';
import './time-chart.js';

/** @typedef {import('./types.js').Incident} Incident */
/** @typedef {import('./types.js').IncidentInterval} Interval */
/** @typedef {import('../../strings/index.js').Locale} Locale */

/** @param {Interval} row */
const seconds = ({ fromMs, toMs }) => (toMs - fromMs) / 1000;

const CHARTS =
  /** @type {const} @satisfies {{ name: string, of: (row: Interval) => number | null }[]} */ ([
    { name: 'goroutines', of: (/** @type {Interval} */ row) => row.goroutines },
    { name: 'throughput', of: (/** @type {Interval} */ row) => row.answered / seconds(row) },
    { name: 'p99', of: (/** @type {Interval} */ row) => row.p99Ns },
    { name: 'cpu', of: (/** @type {Interval} */ row) => row.cpuPercent },
    { name: 'memory', of: (/** @type {Interval} */ row) => row.memoryBytes },
  ]);

/** @param {Locale} locale @param {Incident} incident */
export function incidentCharts(locale, { overTime, parameters }) {
  const { t } = incidentTexts(locale);
  const { n } = locale;
  const to = overTime.at(-1)?.toMs ?? 1;
  const step = overTime[0] ? overTime[0].toMs - overTime[0].fromMs : 1;
  const at = Number(parameters.faultAtMs);
  const spans =
    at > 0
      ? [{ id: 1, from: at, to: at, chosen: true, title: t('fault', { at: n.plain(at / 1000) }) }]
      : [];
  const figure = {
    goroutines: n.tick,
    throughput: n.tick,
    p99: (/** @type {number} */ value) => n.tick(value / 1e6),
    cpu: n.tick,
    memory: (/** @type {number} */ value) => n.tick(value / 1e6),
  };
  return html`
    <div class="guard-curves">
      ${CHARTS.map(({ name, of }) => {
        const values = overTime.map(of);
        const positive = values.flatMap((value) => (value !== null && value > 0 ? [value] : []));
        return html`<figure class="chart">
          <figcaption><span>${t(`chart.${name}`)}</span></figcaption>
          <time-chart
            .locale=${locale}
            .lines=${[{ label: t(`chart.${name}`), values }]}
            .step=${step}
            .to=${to}
            .top=${Math.max(1, ...positive)}
            .bottom=${positive.length ? Math.min(...positive) : 1}
            .logarithmic=${name === 'p99'}
            .spans=${spans}
            .figure=${figure[name]}
            .axisX=${t('axis.time')}
            .axisY=${t(`axis.${name}`)}
            .alt=${t('chart.alt', { what: t(`chart.${name}`) })}
          ></time-chart>
        </figure>`;
      })}
    </div>
    ${figuresTable(locale, overTime)}
  `;
}

/** @param {Locale} locale @param {Interval[]} overTime */
function figuresTable(locale, overTime) {
  const { t } = incidentTexts(locale);
  const { n } = locale;
  const columns = /** @type {const} */ ([
    ...[
      'arrived',
      'answered',
      'wrong',
      'failed',
      'timedOut',
      'shed',
      'lost',
      'inFlight',
      'waiting',
    ],
    'goroutines',
  ]);
  const time = (/** @type {number | null} */ value) =>
    value === null ? '–' : n.nanoseconds(value);
  return html`
    <details class="guard-figures">
      <summary>${t('figures.title')}</summary>
      <div
        class="table-scroll guard-records"
        tabindex="0"
        role="region"
        aria-label=${t('figures.title')}
      >
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">${t('figures.from')}</th>
              ${columns.map((name) => html`<th scope="col">${t(`count.${name}`)}</th>`)}
              <th scope="col">p50</th>
              <th scope="col">p99</th>
              <th scope="col">${t('chart.cpu')}</th>
              <th scope="col">${t('chart.memory')}</th>
            </tr>
          </thead>
          <tbody>
            ${overTime.map(
              (row) =>
                html`<tr>
                  <th scope="row">${n.plain(row.fromMs / 1000)} s</th>
                  ${columns.map((name) => html`<td class="number">${n.integer(row[name])}</td>`)}
                  <td class="number">${time(row.p50Ns)}</td>
                  <td class="number">${time(row.p99Ns)}</td>
                  <td class="number">${n.amount(row.cpuPercent)} %</td>
                  <td class="number">${n.bytes(row.memoryBytes)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  `;
}

/** @param {Locale} locale @param {Incident} incident */
export function littleTable(locale, { little }) {
  const { t } = incidentTexts(locale);
  const { n } = locale;
  const figure = (/** @type {number | null} */ value) => (value === null ? '–' : n.amount(value));
  return html`
    <section class="guard-little" aria-labelledby="guard-little">
      <h3 id="guard-little">${t('little.title')}</h3>
      <p class="field-help">${t('little.what')}</p>
      <div class="table-scroll" tabindex="0" role="region" aria-label=${t('little.table')}>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">${t('little.window')}</th>
              <th scope="col">λ</th>
              <th scope="col">W</th>
              <th scope="col">λW</th>
              <th scope="col">L</th>
              <th scope="col">${t('little.says')}</th>
            </tr>
          </thead>
          <tbody>
            ${little.map(
              (one) =>
                html`<tr>
                  <th scope="row">
                    ${t(`little.${one.name}`)}
                    <small
                      >${t('little.span', { from: n.plain(one.fromMs / 1000), to: n.plain(one.toMs / 1000) })}</small
                    >
                  </th>
                  <td class="number">${n.integer(one.lambda)}/s</td>
                  <td class="number">${one.w === null ? '–' : n.nanoseconds(one.w * 1e9)}</td>
                  <td class="number">${figure(one.lambdaW)}</td>
                  <td class="number">${figure(one.l)}</td>
                  <td class=${one.stationary ? 'good' : 'bad'}>
                    ${
                      one.stationary
                        ? t('little.holds', { off: n.share(one.off ?? 0) })
                        : t('little.fails')
                    }
                    ${one.why ? html`<small>${locale.words(one.why)}</small>` : nothing}
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

/** @param {Locale} locale @param {Incident} incident */
export function predictionTable(locale, { predictions }) {
  const { t } = incidentTexts(locale);
  const { n } = locale;
  if (predictions.length === 0) return nothing;
  return html`
    <section aria-labelledby="guard-predictions">
      <h3 id="guard-predictions">${t('predictions.title')}</h3>
      <div class="table-scroll" tabindex="0" role="region" aria-label=${t('predictions.table')}>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">${t('predictions.what')}</th>
              <th scope="col">${t('predictions.formula')}</th>
              <th scope="col">${t('predictions.predicted')}</th>
              <th scope="col">${t('predictions.measured')}</th>
              <th scope="col">${t('predictions.off')}</th>
            </tr>
          </thead>
          <tbody>
            ${predictions.map(
              ({ label, formula, predicted, measured, off }) =>
                html`<tr>
                  <th scope="row">${locale.words(label)}</th>
                  <td><code>${formula}</code></td>
                  <td class="number">${n.amount(predicted)}</td>
                  <td class="number">${n.amount(measured)}</td>
                  <td class="number">${n.share(off)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

const ENDS = /** @type {const} */ ([
  ...['arrived', 'answered', 'wrong', 'failed', 'timedOut', 'shed', 'lost', 'inFlight'],
  ...['panicsRecovered', 'fatalErrors', 'processEnds', 'abandoned', 'peakGoroutines'],
]);

/** @param {Locale} locale @param {Incident} incident */
export function totalsList(locale, { totals, parameters }) {
  const { t, maybe } = incidentTexts(locale);
  const { n } = locale;
  return html`
    <section aria-labelledby="guard-totals">
      <h3 id="guard-totals">${t('totals.title')}</h3>
      <dl class="guard-totals">
        ${ENDS.map(
          (name) =>
            html`<div>
              <dt>${t(`count.${name}`)}</dt>
              <dd>${n.integer(totals[name] ?? 0)}</dd>
            </div>`,
        )}
        ${
          totals.exitStatus === null || totals.exitStatus === undefined
            ? nothing
            : html`<div>
                <dt>${t('count.exitStatus')}</dt>
                <dd>${String(totals.exitStatus)}</dd>
              </div>`
        }
      </dl>
      <details>
        <summary>${t(parameters.costs === 'own' ? 'parameters.own' : 'parameters.stated')}</summary>
        <dl class="guard-totals">
          ${Object.entries(parameters)
            .filter(([name]) => name !== 'costs')
            .map(
              ([name, value]) =>
                html`<div>
                  <dt>${maybe(`parameter.${name}`, name)}</dt>
                  <dd>${typeof value === 'number' ? n.plain(value) : (value ?? '–')}</dd>
                </div>`,
            )}
        </dl>
      </details>
    </section>
  `;
}

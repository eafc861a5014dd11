// What a map's run looked like by time: three charts, side by side with those of the other maps, and the same
// figures as a table.
//
// Guarantees: charts of one kind have one scale, so that maps can be held against each other by eye; latency is of
// operations that ended, and where none did there is no figure.

import { html, nothing } from 'lit';
import { swatch } from '../../charts/palette.js';
import { specLabel } from '../../link/specs.js';
import { faultOf } from './look.js';
import { faultTimed, guardTexts, timeText, waitsText } from './texts.js';
import './time-chart.js';

/** @typedef {import('./types.js').MapShown} MapShown */
/** @typedef {import('./types.js').OverTime} OverTime */
/** @typedef {import('./types.js').Marked} Marked */
/**
 * @typedef {object} Shown
 * @property {import('../../strings/index.js').Locale} locale
 * @property {import('../../types.js').Metadata} metadata
 * @property {MapShown[]} maps
 * @property {import('./types.js').Runs} runs
 * @property {Marked[]} faults
 * @property {number} chosen the fault that is chosen, or 0
 * @property {number} ms how long operations are begun
 */

/** What ended with an answer. @param {OverTime} row */
export const answered = ({ hit, miss, done }) => hit + miss + done;

/** @param {MapShown} map @returns {OverTime[]} */
export const rowsOf = ({ figures, look }) => figures?.overTime ?? look?.overTime ?? [];

/** @typedef {{ name: 'outcomes' | 'waiting' | 'latency', lines: { name: string, of: (row: OverTime) => number | null }[] }} Kind */

/** @type {Kind[]} */
const KINDS = [
  {
    name: 'outcomes',
    lines: [
      { name: 'answered', of: answered },
      { name: 'timeout', of: (row) => row.timeout },
      { name: 'overrun', of: (row) => row.overruns },
      { name: 'panic', of: (row) => row.panic },
    ],
  },
  { name: 'waiting', lines: [{ name: 'waiting', of: (row) => row.waiting }] },
  {
    name: 'latency',
    lines: [
      { name: 'p50', of: ({ took }) => took?.p50 ?? null },
      { name: 'p99', of: ({ took }) => took?.p99 ?? null },
      { name: 'p999', of: ({ took }) => took?.p999 ?? null },
    ],
  },
];

/** @param {Shown} shown */
export function curves(shown) {
  const { locale, metadata, maps, runs } = shown;
  return html`<div class="guard-curves" .style=${`--maps: ${maps.length}`}>
    ${maps.map(
      (map) => html`
        <section class="guard-map" aria-label=${specLabel(metadata, locale, map.map)}>
          <h3>${specLabel(metadata, locale, map.map)} ${state(shown, map)}</h3>
          ${
            rowsOf(map).length === 0
              ? html`<p class="caption">${waitsText(locale, runs, map.map)}</p>`
              : html`${KINDS.map((kind) => chart(shown, map, kind))}
                ${figures(locale, map, specLabel(metadata, locale, map.map))}`
          }
        </section>
      `,
    )}
  </div>`;
}

/** @param {Shown} shown @param {MapShown} map */
function state({ locale, runs }, { map, figures, look }) {
  const { t } = guardTexts(locale);
  if (figures || !look) return nothing;
  if (map !== runs.on)
    return html`<small class="guard-now">${waitsText(locale, runs, map)}</small>`;
  return html`<small class="guard-now"
    >${t('map.now', { seconds: locale.n.plain(Math.round(look.now / 100) / 10), waiting: look.waiting, clients: look.clients })}</small
  >`;
}

/** @param {Shown} shown @param {MapShown} map @param {Kind} kind */
function chart({ locale, metadata, maps, faults, chosen, ms }, map, { name, lines }) {
  const { t } = guardTexts(locale);
  const values = maps.flatMap((one) =>
    rowsOf(one).flatMap((row) => lines.map(({ of }) => of(row) ?? 0)),
  );
  const positive = values.filter((value) => value > 0);
  const rows = rowsOf(map);
  const step = rows.length > 1 ? rows[1].fromMs - rows[0].fromMs : 100;
  const ends = maps.map((one) => (rowsOf(one).at(-1)?.fromMs ?? 0) + step);
  const to = Math.max(ms, ...ends);
  const ids = new Set((map.figures?.faults ?? map.look?.faults ?? faults).map(({ id }) => id));
  const spans = faults
    .filter(({ id }) => ids.has(id))
    .map(({ id, fault }) => {
      const { at, lasts } = faultOf(fault);
      const until = lasts === null ? to : at + lasts;
      const title = `${id}: ${faultTimed(locale, fault)}`;
      return { id, from: at, to: until, chosen: id === chosen, title };
    });
  const labels = lines.map((line) => t(/** @type {'line.p50'} */ (`line.${line.name}`)));
  return html`
    <figure class="chart">
      <figcaption>
        <span>${t(`chart.${name}`)}</span>
      </figcaption>
      <time-chart
        .locale=${locale}
        .lines=${lines.map(({ of }, i) => ({ label: labels[i], values: rows.map(of) }))}
        .step=${step}
        .to=${to}
        .top=${Math.max(1, ...values)}
        .bottom=${positive.length ? Math.min(...positive) : 1}
        .logarithmic=${name !== 'waiting'}
        .spans=${spans}
        .figure=${
          name === 'latency'
            ? (/** @type {number} */ value) => locale.n.tick(value / 1e3)
            : (/** @type {number} */ value) => locale.n.tick(value)
        }
        .axisX=${t('axis.time')}
        .axisY=${t(`axis.${name}`)}
        .alt=${t('chart.alt', {
          what: t(`chart.${name}`),
          map: specLabel(metadata, locale, map.map),
        })}
      ></time-chart>
      ${
        lines.length > 1
          ? html`<ul class="curve-legend">
              ${labels.map((label, i) => html`<li>${swatch(i)} ${label}</li>`)}
            </ul>`
          : nothing
      }
    </figure>
  `;
}

/** @param {import('../../strings/index.js').Locale} locale @param {MapShown} map @param {string} name */
function figures(locale, map, name) {
  const { t } = guardTexts(locale);
  const { n } = locale;
  return html`
    <details class="guard-figures">
      <summary>${t('figures.title')}</summary>
      <div
        class="table-scroll"
        tabindex="0"
        role="region"
        aria-label=${t('figures.of', { map: name })}
      >
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">${t('figures.from')}</th>
              ${['answered', 'timeout', 'overrun', 'panic', 'waiting', 'p50', 'p99', 'p999'].map(
                (name) =>
                  html`<th scope="col" class="number">
                    ${t(/** @type {'line.p50'} */ (`line.${name}`))}
                  </th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${rowsOf(map).map(
              (row) =>
                html`<tr>
                  <th scope="row">${n.plain(row.fromMs / 1000)} s</th>
                  ${[answered(row), row.timeout, row.overruns, row.panic, row.waiting].map(
                    (count) => html`<td class="number">${n.integer(count)}</td>`,
                  )}
                  ${[row.took?.p50, row.took?.p99, row.took?.p999].map(
                    (value) => html`<td class="number">${timeText(locale, value)}</td>`,
                  )}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  `;
}

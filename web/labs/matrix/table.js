// The table of a matrix: a row for each map, a column for each preset, the geometric mean at the end.
//
// Guarantees: laid out in full as soon as a run starts, and fills in trial by trial; the cell that is being
// measured says so; the best of a preset and all that cannot be told from it are marked alike, by a sign
// and not by colour alone. Each preset opens in Compare, as the experiment of its own that it is.

import { html, nothing } from 'lit';
import { swatch } from '../../charts/palette.js';
import { specLabel } from '../../link/specs.js';
import { NOTHING } from '../../strings/numbers.js';
import { grouped, meanOf, presetsOf, shownOf } from './grid.js';
import { matrixTexts } from './texts.js';

/** @typedef {import('./types.js').Grid} Grid */
/** @typedef {import('./types.js').Group} Group */
/** @typedef {import('../../types.js').Preset} Preset */
/**
 * @typedef {object} TableOptions
 * @property {import('../../strings/index.js').Locale} locale
 * @property {import('../../types.js').Metadata} metadata
 * @property {import('../../link/codec.js').Codec} codec
 * @property {Grid} grid
 * @property {boolean} busy
 * @property {{ map: string, preset: string } | null} now what is being measured
 * @property {import('../parts/sorting.js').Sorting} sorting
 * @property {boolean} groups the columns stand in groups
 */

/** @param {TableOptions} options */
export function matrixTable(options) {
  const { locale, metadata, codec, grid, sorting } = options;
  const { t } = matrixTexts(locale);
  const all = presetsOf(metadata, grid.state.values.presets);
  /** @type {Group[]} */
  const groups = options.groups ? grouped(codec, all) : [{ name: 'all', presets: all }];
  const means = groups.length > 1;
  const rows = grid.state.maps.map((map) => ({
    ...{ map, name: specLabel(metadata, locale, map) },
    mean: grid.result?.maps.find((one) => one.map === map)?.mean?.median,
    ...Object.fromEntries(all.map(({ name }) => [name, shownOf(grid, map, name).figures?.median])),
  }));
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-label=${t('table.title')}>
      <table class="figures matrix-figures">
        <caption class="caption">
          ${t('table.caption')}
        </caption>
        <thead>
          ${means ? groupHeads(options, groups) : nothing}
          <tr>
            ${sorting.head('name', locale.t('table.map'), { kind: '', rises: true })}
            ${groups.map(
              ({ presets }) => html`
                ${presets.map((preset) => head(options, preset))}
                ${means ? html`<th scope="col" class="number mean">${t('table.groupMean')}</th>` : nothing}
              `,
            )}
            ${sorting.head('mean', t('table.mean'), { kind: 'number mean' })}
          </tr>
        </thead>
        <tbody>
          ${sorting.rows(rows).map(({ map }) => row(options, map, groups, means))}
        </tbody>
      </table>
    </div>
  `;
}

/** @param {TableOptions} options @param {Group[]} groups */
function groupHeads({ locale }, groups) {
  const { t } = matrixTexts(locale);
  return html`<tr>
    <td></td>
    ${groups.map(
      ({ name, presets }) =>
        html`<th scope="colgroup" colspan=${presets.length + 1}>${t(`group.${name}`)}</th>`,
    )}
    <td></td>
  </tr>`;
}

/** @param {TableOptions} options @param {Preset} preset */
function head({ locale, grid, sorting }, { name, label }) {
  const link = grid.result?.presets.find(({ preset }) => preset === name)?.experiment;
  const text = locale.words(label);
  const open = matrixTexts(locale).t('table.open', { preset: name });
  const code = html`<code>${name}</code>`;
  const beside = html`<small>
    ${link ? html`<a href=${link} title=${open} aria-label=${open}>${code}</a>` : code}
  </small>`;
  return sorting.head(name, text, { beside });
}

/** @param {TableOptions} options @param {string} map @param {Group[]} groups @param {boolean} means */
function row(options, map, groups, means) {
  const { locale, metadata, grid } = options;
  const { t } = matrixTexts(locale);
  const { n } = locale;
  const mean = grid.result?.maps.find((one) => one.map === map)?.mean ?? null;
  const isBaseline = map === grid.state.values.baseline;
  const leads = leading(grid);
  return html`
    <tr>
      <th scope="row">
        <span class="row-name">
          ${swatch(grid.state.maps.indexOf(map))}
          <span>
            ${specLabel(metadata, locale, map)}
            ${isBaseline ? html`<small>${locale.t('table.baseline')}</small>` : nothing}
          </span>
        </span>
      </th>
      ${groups.map(({ presets }) => {
        const group = means ? meanOf(grid, map, presets) : null;
        return html`
          ${presets.map(({ name }) => figure(options, map, name))}
          ${
            means
              ? html`<td class="number mean">${group === null ? NOTHING : n.ratio(group)}</td>`
              : nothing
          }
        `;
      })}
      <td class="number mean ${leads === map ? 'best' : ''}">
        ${mean ? n.ratio(mean.median) : NOTHING}
        <small
          >${
            isBaseline || !mean || mean.low === null || mean.high === null
              ? html`&nbsp;`
              : t('table.interval', { low: n.plainRatio(mean.low), high: n.plainRatio(mean.high) })
          }</small
        >
      </td>
    </tr>
  `;
}

/** The map of the highest mean. @param {Grid} grid */
function leading({ result }) {
  const means = (result?.maps ?? []).flatMap(({ map, mean }) => (mean ? { map, mean } : []));
  means.sort((a, b) => b.mean.median - a.mean.median);
  return means.length > 1 ? means[0].map : null;
}

/** @param {TableOptions} options @param {string} map @param {string} preset */
function figure({ locale, grid, now }, map, preset) {
  const { t } = matrixTexts(locale);
  const { n } = locale;
  const { figures, rounds, cell } = shownOf(grid, map, preset);
  const current = now?.map === map && now.preset === preset;
  const failed = cell?.outcome === 'failed';
  const best = cell?.best === true && !failed;
  const interval =
    figures && figures.low !== null && figures.high !== null
      ? t('table.interval', { low: n.si(figures.low), high: n.si(figures.high) })
      : rounds > 0
        ? t('table.rounds', { rounds })
        : html`&nbsp;`;
  return html`
    <td class="number ${current ? 'now' : ''} ${best ? 'best' : ''} ${failed ? 'bad' : ''}">
      ${
        best
          ? html`<span aria-hidden="true">★ </span><span class="unseen">${t('table.best')} </span>`
          : nothing
      }${failed ? t('table.failed') : figures ? n.si(figures.median) : NOTHING}
      <small>${current ? t('table.now') : interval}</small>
    </td>
  `;
}

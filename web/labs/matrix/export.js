// The ways in which a matrix leaves the page: as data, as a table of either kind, as a command.
//
// Guarantees: what it gives is the whole result; texts in a Markdown table cannot leave their cells.

import { html } from 'lit';
import { copy, download } from '../../dom.js';
import { specLabel } from '../../link/specs.js';
import { fileName } from '../../export/name.js';
import { matrixTexts } from './texts.js';

/** @typedef {import('../../types.js').MatrixResult} MatrixResult */

/** @param {MatrixResult} result */
export function csvOf({ presets, cells, experiment }) {
  const complete = new Map(presets.map(({ preset, complete: all }) => [preset, all]));
  const rows = cells.map(({ map, preset, rounds, opsPerSec, ratio, best, outcome }) => [
    ...[map, preset, rounds, opsPerSec?.median, opsPerSec?.low, opsPerSec?.high],
    ...[ratio?.median, ratio?.low, ratio?.high, best, outcome, complete.get(preset)],
  ]);
  const head =
    'map,preset,rounds,ops_per_sec,low,high,ratio,ratio_low,ratio_high,best,outcome,complete';
  const lines = rows.map((row) => row.map((value) => value ?? '').join(','));
  return `# ${experiment}\n${[head, ...lines].join('\n')}\n`;
}

/**
 * @param {import('../../strings/index.js').Locale} locale @param {import('../../types.js').Metadata} metadata
 * @param {MatrixResult} result
 */
export function markdownOf(locale, metadata, { maps, presets, cells, experiment }) {
  const { n } = locale;
  const cellOf = (/** @type {string} */ map, /** @type {string} */ preset) => {
    const cell = cells.find((one) => one.map === map && one.preset === preset);
    if (cell?.outcome === 'failed') return '✗';
    const { median, low, high } = cell?.opsPerSec ?? { median: NaN, low: null, high: null };
    const interval = low === null || high === null ? '' : ` (${n.si(low)} – ${n.si(high)})`;
    const text = n.si(median) + interval;
    return cell?.best ? `**${text}**` : text;
  };
  const line = (/** @type {string[]} */ texts) => `| ${texts.join(' | ')} |`;
  const { t } = matrixTexts(locale);
  const rows = maps.map(({ map, mean }) =>
    line([
      specLabel(metadata, locale, map).replaceAll('|', '\\|'),
      ...presets.map(({ preset }) => cellOf(map, preset)),
      mean ? n.ratio(mean.median) : '–',
    ]),
  );
  const head = [
    locale.t('table.map'),
    ...presets.map(({ preset }) => `\`${preset}\``),
    t('table.mean'),
  ];
  const rule = line(head.map((_, at) => (at === 0 ? '---' : '---:')));
  return `${[line(head), rule, ...rows].join('\n')}\n\n${t('export.note')}\n\n\`contend matrix '${experiment}'\`\n`;
}

/** @param {{ locale: import('../../strings/index.js').Locale, metadata: import('../../types.js').Metadata, result: MatrixResult }} options */
export function exportMenu({ locale, metadata, result }) {
  const { t } = matrixTexts(locale);
  const save = (
    /** @type {string} */ ending,
    /** @type {string} */ text,
    /** @type {string} */ type,
  ) => download(fileName(result, ending), text, type);
  const say = async (/** @type {Event} */ event, /** @type {string} */ text) => {
    const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
    const copied = await copy(text);
    const status = button.closest('.menu')?.querySelector('[role="status"]');
    if (status) status.textContent = locale.t(copied ? 'export.copied' : 'export.refused');
  };
  const json = () => `${JSON.stringify(result, null, 2)}\n`;
  return html`<details class="menu">
    <summary>${locale.t('export.open')}</summary>
    <div class="menu-body">
      <button type="button" class="quiet" @click=${() => save('json', json(), 'application/json')}>
        ${t('export.json')}
      </button>
      <button type="button" class="quiet" @click=${() => save('csv', csvOf(result), 'text/csv')}>
        ${t('export.csv')}
      </button>
      <button
        type="button"
        class="quiet"
        @click=${(/** @type {Event} */ event) => say(event, markdownOf(locale, metadata, result))}
      >
        ${t('export.markdown')}
      </button>
      <button
        type="button"
        class="quiet"
        @click=${(/** @type {Event} */ event) => say(event, `contend matrix '${result.experiment}'`)}
      >
        ${t('export.command')}
      </button>
      <p class="field-help" role="status"></p>
    </div>
  </details>`;
}

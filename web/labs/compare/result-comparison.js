// <result-comparison>: two results held against each other, map by map.
//
// Guarantees: shows what the command line's `compare` says, and decides nothing itself; what else differs
// stands above the figures, because a change of machine looks like a change of code. Texts of a file are
// text.

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../../dom.js';
import { specLabel } from '../../link/specs.js';
import { visible } from '../../strings/visible.js';
import { Sorting } from '../parts/sorting.js';
import { interval } from './figures.js';
import { en } from './words/comparison.en.js';
import { zh } from './words/comparison.zh.js';
import './comparison.css';

/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('./types.js').Comparison} Comparison */
/** @typedef {import('./types.js').MapChange} MapChange */

const TABLES = { en, zh };
/** Three decimals of it would be none. */
const TINY = 0.001;

/** @param {import('../../strings/index.js').Locale} locale */
export const comparisonTexts = (locale) => locale.own(TABLES);

export class ResultComparison extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    comparison: { attribute: false },
  };

  #sorting = new Sorting(this);

  constructor() {
    super();
    /** @type {Metadata | null} */
    this.metadata = null;
    /** @type {Comparison | null} */
    this.comparison = null;
  }

  /** @override */
  render() {
    const { locale, metadata, comparison } = this;
    if (!metadata || !comparison) return nothing;
    const { t } = comparisonTexts(locale);
    const label = (/** @type {string} */ id) => specLabel(metadata, locale, id);
    const names = { old: comparison.old.name, new: comparison.new.name };
    const unlike = comparison.differences.map((one) => differenceText(locale, metadata, one));
    return html`
      <p class="comparison-says">${says(locale, comparison, label)}</p>
      <p class="field-help">
        ${[comparison.old, comparison.new].map(
          ({ name, recordedAt }) =>
            html`${t('recorded', { name, date: dateText(locale, recordedAt) })} `,
        )}
      </p>
      ${
        unlike.length
          ? html`<p>${t('differs')}</p>
              <ul class="comparison-differs">
                ${unlike.map((text) => html`<li>${text}</li>`)}
              </ul>`
          : nothing
      }
      ${comparison.maps.length ? this.#table(comparison, label) : nothing}
      ${comparison.leftOut.map(
        ({ id, reason }) => html`<p>${t(`left.${reason}`, { map: label(id), ...names })}</p>`,
      )}
      ${comparison.maps.flatMap(({ id, outcomeOld, outcomeNew }) =>
        [
          ...(outcomeOld === 'passed' ? [] : [names.old]),
          ...(outcomeNew === 'passed' ? [] : [names.new]),
        ].map((name) => html`<p>${t('unchecked', { map: label(id), name })}</p>`),
      )}
    `;
  }

  /** @param {Comparison} comparison @param {(id: string) => string} label */
  #table({ old, new: now, maps, geometricMean }, label) {
    const { locale } = this;
    const { n } = locale;
    const { t } = comparisonTexts(locale);
    const { head } = this.#sorting;
    const rows = maps.map((change) => ({
      ...{ change, map: label(change.id), verdict: t(`verdict.${change.verdict}`), p: change.p },
      ...{ old: change.old.median, now: change.new.median, ratio: change.ratio.median },
    }));
    return html`
      <div class="table-scroll" role="region" tabindex="0" aria-label=${t('table')}>
        <table class="figures comparison">
          <thead>
            <tr>
              ${head('map', locale.t('table.map'), { kind: '', rises: true })}
              ${head('old', rateHead(locale, old.name))} ${head('now', rateHead(locale, now.name))}
              ${head('ratio', t('ratio'), { title: t('ratioHelp') })}
              ${head('p', t('p'), { title: t('pHelp'), rises: true })}
              ${head('verdict', t('change'), { kind: '', rises: true })}
            </tr>
          </thead>
          <tbody>
            ${repeat(
              this.#sorting.rows(rows),
              ({ change }) => change.id,
              ({ change, map, verdict }) => html`
                <tr>
                  <th scope="row">
                    ${map}
                    <small><code>${change.id}</code></small>
                  </th>
                  <td class="number">${interval(change.old, n.si)}</td>
                  <td class="number">${interval(change.new, n.si)}</td>
                  <td class="number">${interval(change.ratio, n.ratio, n.plainRatio)}</td>
                  <td class="number">${change.p < TINY ? t('tiny') : n.index(change.p)}</td>
                  <td class=${change.verdict}>
                    ${verdict}
                    <small>${t('rounds', { old: change.roundsOld, new: change.roundsNew })}</small>
                  </td>
                </tr>
              `,
            )}
          </tbody>
          ${
            geometricMean && maps.length > 1
              ? html`<tfoot>
                  <tr>
                    <th scope="row" colspan="3">${t('mean')}</th>
                    <td class="number">${interval(geometricMean, n.ratio, n.plainRatio)}</td>
                    <td colspan="2"></td>
                  </tr>
                </tfoot>`
              : nothing
          }
        </table>
      </div>
    `;
  }
}

customElements.define('result-comparison', ResultComparison);

/** @param {import('../../strings/index.js').Locale} locale @param {string} name */
function rateHead(locale, name) {
  return html`${name} <small>${locale.t('table.rate')}</small>`;
}

/**
 * What it comes to, in a sentence.
 * @param {import('../../strings/index.js').Locale} locale @param {Comparison} comparison
 * @param {(id: string) => string} label
 */
function says(locale, { maps, new: { name } }, label) {
  const { t } = comparisonTexts(locale);
  const these = (/** @type {MapChange['verdict']} */ kind) =>
    maps.flatMap(({ id, verdict }) => (verdict === kind ? [label(id)] : []));
  const sentences = /** @type {const} */ (['slower', 'faster']).flatMap((kind) => {
    const found = these(kind);
    return found.length ? [t(`says.${kind}`, { name, maps: locale.list(found) })] : [];
  });
  if (maps.length === 0) return t('says.nothing');
  return sentences.join(' ') || t('says.none', { name });
}

/**
 * @param {import('../../strings/index.js').Locale} locale @param {Metadata} metadata
 * @param {import('./types.js').Difference} difference
 */
function differenceText(locale, metadata, difference) {
  const { t, maybe } = comparisonTexts(locale);
  switch (difference.kind) {
    case 'streams':
    case 'same-recording':
      return t(`difference.${difference.kind}`);
    case 'stopped':
      return t('difference.stopped', { name: difference.name });
    case 'experiment': {
      const { key, old, new: now } = difference;
      const row = metadata.keys.find((known) => known.key === key);
      const what = row ? locale.words(row.label) : maybe(`what.${key}`, visible(key));
      const values = { old: visible(old ?? t('default')), new: visible(now ?? t('default')) };
      return t('difference.pair', { what, ...values });
    }
    default: {
      const { what, old, new: now } = difference;
      const values = { old: visible(old), new: visible(now) };
      return t('difference.pair', { what: maybe(`what.${what}`, what), ...values });
    }
  }
}

/** @param {import('../../strings/index.js').Locale} locale @param {string} iso */
function dateText({ language }, iso) {
  const date = new Date(iso);
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return Number.isNaN(date.getTime()) ? visible(iso) : format.format(date);
}

// What audits say: one of three answers for each map, and overlaps with both records.

import { html, nothing } from 'lit';
import { specLabel } from '../../link/specs.js';
import { guardTexts, waitsText } from './texts.js';

/** @typedef {import('./types.js').Audit} Audit */
/** @typedef {import('./types.js').Runs} Runs */
/** @typedef {import('../../strings/index.js').Locale} Locale */

/** @param {Locale} locale @param {Audit | null} audit null: nothing was written down */
export function answerText(locale, audit) {
  const { t } = guardTexts(locale);
  const { sections = 0, times = 0 } = audit ?? {};
  switch (audit?.answer) {
    case 'clean':
      return t('audit.clean', { sections });
    case 'overlap':
      return t('audit.overlap', { sections, times });
    case 'not-judged':
      return t('audit.not-judged');
    default:
      return t('audit.none');
  }
}

/** An audit in which nobody was inside has shown nothing. @param {Audit | null} audit */
function lookOf(audit) {
  if (audit?.answer === 'overlap') return 'bad';
  return audit?.answer === 'clean' && (audit.sections ?? 0) > 0 ? 'good' : '';
}

/** @param {Locale} locale @param {import('../../types.js').Metadata} metadata @param {Runs} runs */
export function answersOf(locale, metadata, runs) {
  const { t } = guardTexts(locale);
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-label=${t('audit.answer')}>
      <table class="figures guard-answers">
        <caption class="caption">
          ${t('audit.answer')}
        </caption>
        <tbody>
          ${runs.maps.map(({ map, figures }) => {
            const audit = figures?.audit ?? null;
            return html`<tr>
              <th scope="row">${specLabel(metadata, locale, map)}</th>
              <td class=${lookOf(audit)}>
                ${figures ? answerText(locale, audit) : waitsText(locale, runs, map)}
                ${figures ? html`<small>${t('audit.records', figures.records)}</small>` : nothing}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  `;
}

/**
 * @param {Locale} locale @param {import('../../types.js').Metadata | null} metadata @param {Runs | null} runs
 * @param {Audit[]} [audits] in place of those of the runs
 */
export function overlapList(locale, metadata, runs, audits) {
  const { t, maybe } = guardTexts(locale);
  const found = audits
    ? audits.map((audit) => ({ name: '', audit }))
    : (runs?.maps ?? []).flatMap(({ map, figures }) =>
        figures?.audit
          ? [{ name: metadata ? specLabel(metadata, locale, map) : map, audit: figures.audit }]
          : [],
      );
  const pairs = found.flatMap(({ name, audit }) =>
    (audit.overlaps ?? []).map((pair) => ({ name, pair })),
  );
  if (pairs.length === 0) return nothing;
  return html`
    <h4>${t('audit.overlaps')}</h4>
    <ol class="guard-overlaps">
      ${pairs.slice(0, MOST).map(
        ({ name, pair }) =>
          html`<li>
            ${name ? html`<strong>${name}</strong>` : nothing}
            ${pair.map(
              ({ thread, call, outcome, key, enter, leave }) =>
                html`<p>
                  ${t('audit.witness', {
                    ...{ thread: String(thread), call, enter, leave },
                    outcome: maybe(`outcome.of.${outcome}`, outcome),
                    key: key === null ? t('audit.noKey') : t('audit.key', { key: String(key) }),
                  })}
                </p>`,
            )}
          </li>`,
      )}
    </ol>
  `;
}

const MOST = 10;

// What the results of a run along something stand in: the sentence that they come to, and a panel with what was
// run, the notice that they are of other settings, and where a saved one comes from.
//
// Guarantees: says which experiment the figures are of, and when they are not of the present one; the
// sentence has a place of its own that is there from the start, and is read out at the end alone.

import { html, nothing } from 'lit';
import { machineName } from '../../share/machine.js';
import { visible } from '../../strings/visible.js';
import { changedNotice } from './results-parts.js';

/** @typedef {'outcome.title' | 'outcome.soFar' | 'outcome.failed' | 'outcome.stopped' | 'outcome.end'
 *   | 'results.changed' | 'results.restore'} OwnText what each lab says in its own words */

/**
 * The results of a run along something, as they come and when it is over.
 * @param {object} shown
 * @param {import('../../strings/index.js').Locale} shown.locale
 * @param {(key: OwnText) => string} shown.t
 * @param {string} shown.id
 * @param {import('../types.js').Sweep | { link: string, result: any, failed: boolean, opened?: boolean }} shown.sweep
 * @param {boolean} shown.busy
 * @param {string} shown.now the experiment on the page
 * @param {(link: string) => void} shown.onOpen
 * @param {string} shown.sentence what it has come to
 * @param {string} shown.title
 * @param {string} shown.caption what was run
 * @param {unknown} shown.ways in which the result leaves
 * @param {unknown} shown.body
 */
export function labResults({ locale, t, id, sweep, busy, now, onOpen, ...says }) {
  const { link, result, failed, opened } = sweep;
  const label = busy ? 'outcome.soFar' : failed ? 'outcome.failed' : 'outcome.end';
  return html`
    <section class="outcome" aria-label=${t('outcome.title')}>
      <p class="outcome-label">${t(result?.stopped ? 'outcome.stopped' : label)}</p>
      <p class="outcome-text">${says.sentence}</p>
      <p class="unseen" role="status">${busy ? '' : says.sentence}</p>
    </section>
    <section class="panel results" aria-labelledby=${id} aria-busy=${busy}>
      <header>
        <div>
          <h2 id=${id}>${says.title}</h2>
          <p class="caption">${says.caption}</p>
          ${opened && result ? origin(locale, result.environment) : nothing}
        </div>
        ${says.ways}
      </header>
      ${
        busy || !now || now === link
          ? nothing
          : changedNotice(t('results.changed'), t('results.restore'), () => onOpen(link))
      }
      ${says.body}
    </section>
  `;
}

/**
 * That another page or another day measured it.
 * @param {import('../../strings/index.js').Locale} locale @param {import('../../types.js').Environment} environment
 */
function origin(locale, { userAgent, recordedAt, cores }) {
  const when = new Date(recordedAt);
  const format = new Intl.DateTimeFormat(locale.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return html`<p class="caption">
    ${locale.t('results.opened', {
      ...{ machine: visible(machineName(userAgent)), cores },
      date: Number.isNaN(when.getTime()) ? visible(recordedAt) : format.format(when),
    })}
  </p>`;
}

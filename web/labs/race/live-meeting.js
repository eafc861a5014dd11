// The throws that ended runs: the message as Go prints it, and the two operations that met.

import { html, nothing } from 'lit';
import { callText, cellText, liveTexts, timeText } from './live-texts.js';
import { stepWords } from './texts.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../race-results.js').RaceRun} RaceRun */
/** @typedef {import('../../race-results.js').Cell} Cell */
/** @typedef {import('../../race-results.js').Doing} Doing */

/** Earlier ones that are listed. */
const MOST = 12;

/** @param {Locale} locale @param {RaceRun[]} runs @param {Cell[]} cells */
export function meetings(locale, runs, cells) {
  const { t } = liveTexts(locale);
  const dead = runs.filter(({ meeting }) => meeting).reverse();
  const [last, ...earlier] = dead;
  if (!last) {
    const crashes = runs.filter(({ ended }) => ended === 'crash').length;
    const none = crashes ? t('meeting.crashed', { crashes }) : t('meeting.none');
    return html`<p class="race-alive">${runs.length ? none : t('meeting.waiting')}</p>`;
  }
  return html`
    <section class="race-meeting" aria-labelledby="race-meeting-title">
      <h3 id="race-meeting-title">${t('meeting.title')}</h3>
      <pre class="race-message" lang="en"><samp>${last.meeting?.message}</samp></pre>
      <p>${meetingText(locale, last)}</p>
      <p class="field-help">${circumstances(locale, last, cells)}</p>
      ${
        earlier.length
          ? html`<details>
              <summary>${t('meeting.earlier', { count: earlier.length })}</summary>
              <ol class="race-earlier">
                ${earlier.slice(0, MOST).map(
                  (run) =>
                    html`<li>
                      <samp lang="en">${run.meeting?.message}</samp>
                      <span>${meetingText(locale, run)}</span>
                      <small>${circumstances(locale, run, cells)}</small>
                    </li>`,
                )}
              </ol>
              ${
                earlier.length > MOST
                  ? html`<p class="field-help">
                      ${t('meeting.more', { count: earlier.length - MOST })}
                    </p>`
                  : nothing
              }
            </details>`
          : nothing
      }
    </section>
  `;
}

/** Who met whom, each in its micro-step. @param {Locale} locale @param {RaceRun} run */
function meetingText(locale, { meeting }) {
  if (!meeting) return nothing;
  const { t } = liveTexts(locale);
  const { by, other } = meeting;
  return html`${t('meeting.by')} ${doing(locale, by)}
  ${
    other
      ? html`${t(
          other.parked ? 'meeting.parked' : other.complete ? 'meeting.complete' : 'meeting.other',
        )}
        ${doing(locale, other)}`
      : t('meeting.nobody')
  }`;
}

/** @param {Locale} locale @param {Doing} doing */
function doing(locale, { goroutine, worker, call, key, step }) {
  const { t } = liveTexts(locale);
  return html`<strong>${t('meeting.goroutine', { goroutine: goroutine + 1 })}</strong>
    (${t('meeting.worker', { worker: worker + 1 })}), <code>${callText({ call, key })}</code>,
    ${t('meeting.step')} <q>${stepWords(locale, step)}</q>.`;
}

/** @param {Locale} locale @param {RaceRun} run @param {Cell[]} cells */
function circumstances(locale, { cell, ms, operations, meeting }, cells) {
  const { t } = liveTexts(locale);
  const flags = meeting?.flags ?? 0;
  const names = [
    [1, 'iterator'],
    [2, 'oldIterator'],
    [4, 'hashWriting'],
    [8, 'sameSizeGrow'],
  ].flatMap(([bit, name]) => (flags & Number(bit) ? [String(name)] : []));
  return t('meeting.after', {
    operations,
    time: timeText(locale, ms),
    at: cells[cell] ? cellText(locale, cells[cell]) : '',
    flags: names.length ? names.join(' | ') : '0',
  });
}

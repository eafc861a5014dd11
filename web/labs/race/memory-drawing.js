// The model's memory, drawn: the header, and each array of buckets with its slots and overflow.
//
// Guarantees: all of it is tables with headers, so it reads as it looks; what the last step changed
// is marked by a sign and in words, and so is where each goroutine is about to be, never by colour
// alone.

import { html, nothing } from 'lit';
import { FIELDS, fieldText, pointerText, tophashText } from './cells.js';
import { raceTexts } from './texts.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('./types.js').Frame} Frame */
/** @typedef {import('./types.js').TableView} TableView */
/** @typedef {import('./types.js').BucketView} BucketView */
/** What is to be marked: cells just changed, and by cell who is about to be there. */
/** @typedef {{ locale: Locale, changed: Set<string>, visitors: Map<string, number[]> }} Marks */

/** @param {Locale} locale @param {Frame} frame */
export function memoryDrawing(locale, frame) {
  const { t } = raceTexts(locale);
  /** @type {Map<string, number[]>} */
  const visitors = new Map();
  frame.next.forEach(({ state, step }, goroutine) => {
    if (state !== 'ready' || !step?.cell) return;
    visitors.set(step.cell, [...(visitors.get(step.cell) ?? []), goroutine]);
  });
  const marks = { locale, changed: new Set(frame.changed), visitors };
  const tables = frame.memory.tables;
  return html`
    <div class="race-memory">
      ${header(marks, frame)}
      ${
        tables.length
          ? tables.map((table) => drawTable(marks, table))
          : html`<p class="field-help">${t('memory.none')}</p>`
      }
    </div>
    <p class="caption">${t('memory.legend')}</p>
    <p class="caption">${t('memory.marks')}</p>
  `;
}

/** @param {Marks} marks @param {Frame} frame */
function header(marks, { memory }) {
  const { t } = raceTexts(marks.locale);
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-label=${t('memory.header')}>
      <table class="race-header">
        <caption>
          ${t('memory.header')}
        </caption>
        <thead>
          <tr>
            ${FIELDS.map((field) => html`<th scope="col">${t(`cell.${field}`)}</th>`)}
          </tr>
        </thead>
        <tbody>
          <tr>
            ${FIELDS.map((field) => cell(marks, field, fieldText(marks.locale, memory, field)))}
          </tr>
        </tbody>
      </table>
    </div>
  `;
}

/** @param {Marks} marks @param {TableView} table */
function drawTable(marks, { role, buckets }) {
  const { t } = raceTexts(marks.locale);
  return html`
    <section class="race-table ${role}">
      <h3>${t(`memory.${role}`, { count: buckets.length })}</h3>
      <div class="race-buckets">
        ${buckets.map(
          ({ index, chain }) => html`
            <div class="race-chain">
              ${chain.map((bucket, depth) => drawBucket(marks, bucket, index, depth))}
            </div>
          `,
        )}
      </div>
    </section>
  `;
}

/** @param {Marks} marks @param {BucketView} bucket @param {number} index @param {number} depth */
function drawBucket(marks, bucket, index, depth) {
  const { t } = raceTexts(marks.locale);
  const { id } = bucket;
  return html`
    <table class="race-bucket">
      <caption>
        ${t(depth ? 'memory.overflow' : 'memory.bucket', { index: String(index) })}
        <small>${t('memory.number', { id: String(id) })}</small>
      </caption>
      <thead>
        <tr>
          <th scope="col">${t('memory.slot')}</th>
          <th scope="col">${t('memory.tophash')}</th>
          <th scope="col">${t('memory.key')}</th>
          <th scope="col">${t('memory.value')}</th>
        </tr>
      </thead>
      <tbody>
        ${bucket.tophash.map((tophash, slot) => {
          const state = bucket.state[slot];
          const full = state === 'full';
          // What an empty or a moved slot still holds is there, but means nothing any more.
          const stale = full ? '' : 'stale';
          return html`<tr>
            <th scope="row">${slot}</th>
            ${cell(marks, `${id}.tophash.${slot}`, tophashText(tophash), full ? '' : 'mark')}
            ${cell(marks, `${id}.key.${slot}`, shown(bucket.keys[slot], full), stale)}
            ${cell(marks, `${id}.value.${slot}`, shown(bucket.values[slot], full), stale)}
          </tr>`;
        })}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colspan="2">${t('memory.link')}</th>
          ${cell(marks, `${id}.overflow`, pointerText(marks.locale, bucket.overflow), '', 2)}
        </tr>
      </tfoot>
    </table>
  `;
}

/** @param {number} word @param {boolean} full */
const shown = (word, full) => (full || word ? String(word) : '');

/**
 * @param {Marks} marks @param {string} id @param {string} content @param {string} [kind]
 * @param {number} [columns]
 */
function cell({ locale, changed, visitors }, id, content, kind = '', columns = 1) {
  const { t } = raceTexts(locale);
  const here = visitors.get(id) ?? [];
  const is = changed.has(id);
  return html`<td class="${kind} ${is ? 'changed' : ''}" colspan=${columns} data-cell=${id}>
    ${
      is
        ? html`<span class="race-sign" aria-hidden="true">◆</span
            ><span class="unseen">${t('memory.changed')}: </span>`
        : nothing
    }${content}${here.map((goroutine) => {
      const name = t('goroutine.short', { number: goroutine + 1 });
      return html` <span class="race-visitor g${goroutine + 1}" aria-hidden="true">${name}</span
        ><span class="unseen">${t('memory.at', { goroutine: name })}</span>`;
    })}
  </td>`;
}

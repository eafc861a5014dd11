// The result's warnings in words.
//
// Guarantees: every warning is shown; one that this page has no words for is shown as the engine
// named it, with its numbers.

import { html, nothing } from 'lit';
import { resultTexts } from './result-texts.js';
import './result-notes.css';

/** @typedef {import('../../types.js').Result} Result */
/** @typedef {import('../../strings/index.js').Locale} Locale */

/** As many as give a finite interval, where an older result does not say. */
const NEEDED = 6;

/**
 * @param {Locale} locale @param {Pick<Result, 'warnings'>} result
 * @param {number | null} ahead the rounds that a run still on will have
 */
export function warningList(locale, result, ahead) {
  // While a run is on, what counts is how many rounds it will have.
  const shown = result.warnings
    .map((row) =>
      row.kind === 'few-rounds' ? { needed: NEEDED, ...row, rounds: ahead ?? row.rounds } : row,
    )
    .filter(({ kind, needed }) => !(kind === 'few-rounds' && Number(ahead) >= Number(needed)));
  const texts = [...new Set(shown.map((warning) => warningText(locale, warning)))];
  if (texts.length === 0) return nothing;
  return html`
    <ul class="warnings" aria-label=${resultTexts(locale).t('warnings.title')}>
      ${texts.map((text) => html`<li><span aria-hidden="true">!</span> ${text}</li>`)}
    </ul>
  `;
}

/** @param {Locale} locale @param {Result['warnings'][number]} warning */
export function warningText(locale, { kind, ...data }) {
  /** @type {Record<string, string | number>} */
  const values = {};
  for (const [name, value] of Object.entries(data)) {
    values[name] = typeof value === 'number' ? value : String(value);
  }
  const numbers = Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  return resultTexts(locale).maybe(
    `warning.${kind}`,
    numbers ? `${kind}: ${numbers}` : kind,
    values,
  );
}

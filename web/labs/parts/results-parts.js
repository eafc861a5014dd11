// What the results of several labs have alike: the notice that they are of other settings, where a saved
// one comes from, and the switch of a chart's scale.

import { html } from 'lit';
import { visible } from '../../strings/visible.js';
import { machineName } from '../../share/machine.js';

/**
 * @param {string} text @param {string} restore what the button says
 * @param {() => void} onRestore
 */
export function changedNotice(text, restore, onRestore) {
  return html`<p class="changed">
    ${text} <button type="button" class="link" @click=${onRestore}>${restore}</button>
  </p>`;
}

/** @param {string} text @param {boolean} on @param {(on: boolean) => void} onChange */
export function chartSwitch(text, on, onChange) {
  return html`<label class="switch">
    <input
      type="checkbox"
      .checked=${on}
      @change=${(/** @type {Event} */ event) =>
        onChange(/** @type {HTMLInputElement} */ (event.currentTarget).checked)}
    />
    ${text}
  </label>`;
}

/**
 * That another page or another day measured it.
 * @param {import('../../strings/index.js').Locale} locale @param {import('../../types.js').Environment} environment
 */
export function origin(locale, { userAgent, recordedAt, cores }) {
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

// What the results of every lab have: the notice that they are of other settings, and the switch of a chart's
// scale.

import { html } from 'lit';
import { inputOf } from '../../dom.js';

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
      @change=${(/** @type {Event} */ event) => onChange(inputOf(event).checked)}
    />
    ${text}
  </label>`;
}

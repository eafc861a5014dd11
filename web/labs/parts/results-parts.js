// What the results of every lab have: the notice that they are of other settings, the switch of a chart's
// scale, and the menu by which they leave the page, which is fetched when it is opened.

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

/**
 * @param {import('../../strings/index.js').Locale} locale
 * @param {import('../../export/export-menu.js').Exported | null} result
 * @param {object} [shown]
 * @param {() => SVGSVGElement | null} [shown.chart] finds it as it stands
 * @param {string} [shown.caption] what that is of
 * @param {boolean} [shown.away] it has its place, and is not there
 */
export function exportWays(
  locale,
  result,
  { chart = () => null, caption = '', away = false } = {},
) {
  return html`<details
    class="menu ${away ? 'away' : ''}"
    @toggle=${() => import('../../export/export-menu.js')}
  >
    <summary>${locale.t('export.open')}</summary>
    <export-menu
      .locale=${locale}
      .result=${result}
      .chart=${chart}
      .caption=${caption}
    ></export-menu>
  </details>`;
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

// How a lab is laid out: its form, its bar, what is amiss, and what it shows; in a frame, what it is about
// above all that, and its form folded below.
//
// Guarantees: without the threads that a lab needs, and after an error, it says so in the same place in
// every lab; the way from a frame to the whole page carries the present experiment and opens a tab of its
// own.

import { html, nothing } from 'lit';
import { swatch } from '../../charts/palette.js';
import { newTabUrl } from '../../isolation/isolation.js';
import { presetOf } from '../../link/presets.js';
import { specLabel } from '../../link/specs.js';
import { errorPanel } from './error-panel.js';
import { digest } from './form/words.js';
import { simulatedNote } from './simulated-note.js';

/** @typedef {import('./lab-element.js').LabElement} LabElement */

/**
 * @param {LabElement} lab
 * @param {object} parts
 * @param {unknown} parts.form
 * @param {unknown} parts.bar
 * @param {unknown} parts.body
 * @param {unknown} [parts.beside] below that, but not in a frame
 * @param {unknown} [parts.head] above it in a frame
 * @param {boolean} parts.simulated there are no threads
 * @param {{ title: string, text: string }} [parts.needs] why this lab needs them
 */
export function labLayout(lab, { form, bar, body, beside, head, simulated, needs }) {
  const { locale, embedded, error, link } = lab;
  return html`
    <div class="lab">
      ${embedded ? (head ?? nothing) : html`<div class="lab-side">${form}</div>`}
      <div class="lab-main">
        ${bar} ${simulated ? simulatedNote(locale, lab.address || link, needs) : nothing}
        ${
          error
            ? errorPanel(locale, error, link, () => lab.tell('lab-dismiss-error', null))
            : nothing
        }
        ${body} ${embedded ? folded(lab, form) : beside}
      </div>
    </div>
  `;
}

/** What the bar says already. */
const SAID = ['maps', 'mix', 'threads', 'rounds', 'ms', 'preset', 'baseline', 'axis'];

/**
 * @param {Pick<import('../types.js').LabPage, 'locale' | 'metadata' | 'state' | 'link' | 'preset'>} page
 * @param {{ heading?: string, maps?: boolean }} [what] `heading`: for want of a preset's name
 */
export function embedHead(
  { locale, metadata, state, link, preset },
  { heading, maps = true } = {},
) {
  const { t, words } = locale;
  const named = presetOf(metadata, preset);
  const shared = metadata.link.apart.includes(state.lab) ? [] : metadata.keys;
  const keys = shared.filter(({ key }) => !SAID.includes(key));
  const changed = digest(locale, keys, state.values, { changedOnly: true });
  return html`
    <header class="embed-head">
      <h1>${heading ?? (named ? words(named.label) : t('embed.heading'))}</h1>
      <a href=${newTabUrl(link)} target="_blank" rel="noopener">${t('embed.open')} ↗</a>
      ${maps ? mapChips(locale, metadata, state.maps) : nothing}
      ${changed ? html`<p class="caption">${changed}</p>` : nothing}
    </header>
  `;
}

/**
 * @param {import('../../strings/index.js').Locale} locale @param {import('../../types.js').Metadata} metadata
 * @param {string[]} maps
 */
export function mapChips(locale, metadata, maps) {
  return html`<ul class="chips-static" aria-label=${locale.t('empty.maps')}>
    ${maps.map((text, i) => html`<li>${swatch(i)} ${specLabel(metadata, locale, text)}</li>`)}
  </ul>`;
}

/** @param {LabElement} lab @param {unknown} form */
function folded({ locale }, form) {
  return html`
    <details class="embed-form">
      <summary>${locale.t('embed.change')}</summary>
      ${form}
    </details>
  `;
}

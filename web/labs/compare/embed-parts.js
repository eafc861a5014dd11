// What a framed experiment shows in place of the page's own parts: what it compares above the run
// bar, its form folded below the results.
//
// Guarantees: the way to the whole page carries the present experiment and opens a tab of its own.

import { html, nothing } from 'lit';
import { digest } from '../parts/form/words.js';
import { specLabel } from '../../link/specs.js';
import { swatch } from '../../charts/palette.js';
import { newTabUrl } from '../../isolation/isolation.js';

/** What the run bar says already. */
const SAID = ['maps', 'mix', 'threads', 'rounds', 'ms', 'preset'];

/**
 * @param {object} options
 * @param {import('../../strings/index.js').Locale} options.locale
 * @param {import('../../types.js').Metadata} options.metadata
 * @param {import('../../types.js').LinkState} options.state
 * @param {string | null} options.preset
 * @param {string} options.link
 */
export function embedHead({ locale, metadata, state, preset, link }) {
  const { t, words } = locale;
  const named = metadata.presets.find(({ name }) => name === preset);
  const keys = metadata.keys.filter(({ key, type }) => !SAID.includes(key) && type !== 'baseline');
  const changed = digest(locale, keys, state.values, { changedOnly: true });
  return html`
    <header class="embed-head">
      <h1>${named ? words(named.label) : t('embed.heading')}</h1>
      <a href=${newTabUrl(link)} target="_blank" rel="noopener">${t('embed.open')} ↗</a>
      <ul class="chips-static" aria-label=${t('empty.maps')}>
        ${state.maps.map((text, i) => html`<li>${swatch(i)} ${specLabel(metadata, locale, text)}</li>`)}
      </ul>
      ${changed ? html`<p class="caption">${changed}</p>` : nothing}
    </header>
  `;
}

/** @param {import('../../strings/index.js').Locale} locale @param {unknown} form */
export function embedFoot({ t }, form) {
  return html`
    <details class="embed-form">
      <summary>${t('embed.change')}</summary>
      ${form}
    </details>
  `;
}

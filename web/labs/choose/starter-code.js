// <starter-code>: code to start from, in each language that has the map.
//
// Guarantees: shown and copied as the files that the tests compile; nothing of it is markup.

import { html, nothing } from 'lit';
import { LightElement, copy } from '../../dom.js';
import { chooseTexts } from './texts.js';

/** @typedef {{ language: string, name: string, code: string }} Code */

export class StarterCode extends LightElement {
  /** @override */
  static properties = {
    map: { attribute: false },
    codes: { attribute: false },
    wanted: { state: true },
    copied: { state: true },
  };

  constructor() {
    super();
    /** As links name it. */
    this.map = '';
    /** @type {Code[]} */
    this.codes = [];
    /** The language that the reader picked. */
    this.wanted = '';
    /** @type {boolean | null} */
    this.copied = null;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('map') || changed.has('wanted')) this.copied = null;
  }

  /** @override */
  render() {
    const { codes } = this;
    const shown = codes.find(({ language }) => language === this.wanted) ?? codes[0];
    if (!shown) return nothing;
    const { t } = chooseTexts(this.locale);
    return html`
      <details class="choose-code">
        <summary>
          ${t('code.title', { languages: this.locale.list(codes.map(({ name }) => name)) })}
        </summary>
        <div class="choose-code-bar">
          ${codes.length > 1 ? codes.map((code) => this.#tab(code, code === shown)) : nothing}
          <button
            type="button"
            class="quiet"
            @click=${async () => (this.copied = await copy(shown.code))}
          >
            ${this.copied ? this.locale.t('link.copied') : t('code.copy')}
          </button>
          <span class="field-help" role="status">
            ${this.copied === false ? this.locale.t('export.refused') : ''}
          </span>
        </div>
        <pre
          tabindex="0"
          aria-label=${t('code.of', { language: shown.name })}
        ><code translate="no">${shown.code}</code></pre>
      </details>
    `;
  }

  /** @param {Code} code @param {boolean} on */
  #tab({ language, name }, on) {
    return html`<button
      type="button"
      class="quiet"
      aria-pressed=${on ? 'true' : 'false'}
      @click=${() => (this.wanted = language)}
    >
      ${name}
    </button>`;
  }
}

customElements.define('starter-code', StarterCode);

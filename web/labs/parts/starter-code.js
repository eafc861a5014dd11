// <starter-code>: code to start from, in each language that has the map.
//
// Guarantees: shown and copied as the files that the tests compile; nothing of it is markup. All code is
// fetched with the first map whose code is looked at.

import { html, nothing } from 'lit';
import { LightElement, copy } from '../../dom.js';
import { en } from './words/code.en.js';
import { zh } from './words/code.zh.js';
import './starter-code.css';

/** @typedef {'go' | 'rust'} Coded */
/** @typedef {{ language: Coded, name: string, code: string }} Code */
/** @typedef {Record<string, Record<Coded, string | null>>} Starters */

const TABLES = { en, zh };
/** @type {[Coded, string][]} */
const LANGUAGES = [
  ['go', 'Go'],
  ['rust', 'Rust'],
];

/** Of all maps, once somebody has looked. @type {Promise<Starters> | null} */
let starters = null;

async function fetched() {
  const { default: all } = await import('../../generated/starters.json', {
    with: { type: 'json' },
  });
  return /** @type {Starters} */ (all);
}

export class StarterCode extends LightElement {
  /** @override */
  static properties = {
    map: { attribute: false },
    deadline: { attribute: false },
    first: { attribute: false },
    codes: { state: true },
    wanted: { state: true },
    copied: { state: true },
  };

  constructor() {
    super();
    /** As links name it. */
    this.map = '';
    /** Its operations are to have one, where there is such code. */
    this.deadline = false;
    /** The language that comes first. */
    this.first = '';
    /** @type {Code[]} */
    this.codes = [];
    /** The language that the reader picked. */
    this.wanted = '';
    /** @type {boolean | null} */
    this.copied = null;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    const other = changed.has('map') || changed.has('deadline');
    if (other || changed.has('wanted')) this.copied = null;
    if (other) this.#look();
  }

  async #look() {
    const { map, deadline } = this;
    this.codes = [];
    starters ??= fetched();
    try {
      const all = await starters;
      const code = (deadline && all[`${map}/deadline`]) || all[map];
      if (this.map !== map || this.deadline !== deadline || !code) return;
      this.codes = LANGUAGES.flatMap(([language, name]) => {
        const text = code[language];
        return text === null ? [] : [{ language, name, code: text }];
      });
    } catch {
      // It is asked for again with the next map.
      starters = null;
    }
  }

  /** @override */
  render() {
    const { codes, wanted, first } = this;
    const ask = wanted || first;
    const shown = codes.find(({ language }) => language === ask) ?? codes[0];
    if (!shown) return nothing;
    const { t } = this.locale.own(TABLES);
    return html`
      <details class="starter-code">
        <summary>
          ${t('title', { languages: this.locale.list(codes.map(({ name }) => name)) })}
        </summary>
        <div class="starter-code-bar">
          ${codes.length > 1 ? codes.map((code) => this.#tab(code, code === shown)) : nothing}
          <button
            type="button"
            class="quiet"
            @click=${async () => (this.copied = await copy(shown.code))}
          >
            ${this.copied ? this.locale.t('link.copied') : t('copy')}
          </button>
          <span class="field-help" role="status">
            ${this.copied === false ? this.locale.t('export.refused') : ''}
          </span>
        </div>
        <pre
          tabindex="0"
          aria-label=${t('of', { language: shown.name })}
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

// <saved-comparison>: two saved results held against each other, until the reader has seen enough.

import { html } from 'lit';
import { LightElement } from '../../dom.js';
import { comparisonTexts } from './result-comparison.js';

export class SavedComparison extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    comparison: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** @type {import('./types.js').Comparison | null} */
    this.comparison = null;
  }

  /** @override */
  render() {
    const { locale } = this;
    return html`
      <section class="panel results" aria-labelledby="comparison-title">
        <header>
          <h2 id="comparison-title">${comparisonTexts(locale).t('title')}</h2>
          <button
            type="button"
            class="quiet"
            @click=${() => this.tell('lab-keep', { comparison: null })}
          >
            ${locale.t('notice.dismiss')}
          </button>
        </header>
        <result-comparison
          .locale=${locale}
          .metadata=${this.metadata}
          .comparison=${this.comparison}
        ></result-comparison>
      </section>
    `;
  }
}

customElements.define('saved-comparison', SavedComparison);

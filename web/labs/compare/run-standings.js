// <run-standings>: how the best map stands to every other map, a line each; what the chart below shows,
// in words.
//
// Guarantees: nothing where the sentence of the conclusion says it all; what was decided is told by a
// sign and in words, not by colour alone.

import { html, nothing } from 'lit';
import { LightElement } from '../../dom.js';
import { standingTexts } from './conclusion.js';
import { resultTexts } from '../parts/result-texts.js';
import './run-outcome.css';

/** What stands before a line, beside its words. */
const SIGNS = { slower: '✓', equal: '=', undecided: '?' };

export class RunStandings extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    conclusion: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** @type {import('../../types.js').Conclusion | null} */
    this.conclusion = null;
  }

  /** @override */
  render() {
    const { locale, metadata, conclusion } = this;
    const lines = metadata && conclusion ? standingTexts(metadata, locale, conclusion) : [];
    if (lines.length === 0) return nothing;
    return html`
      <ul class="standing-lines" aria-label=${resultTexts(locale).t('standing.title')}>
        ${lines.map(
          ({ answer, text }) =>
            html`<li class=${answer}><span aria-hidden="true">${SIGNS[answer]}</span>${text}</li>`,
        )}
      </ul>
    `;
  }
}

customElements.define('run-standings', RunStandings);

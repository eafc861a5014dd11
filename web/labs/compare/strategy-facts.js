// What a strategy promises, what it gives up and where it comes from, as its row says.
//
// Guarantees: promises that the page has no words for are shown as the row writes them, never
// left out.

import { html, nothing } from 'lit';
import { promiseWord } from './guarantees.js';

/**
 * @param {import('../../strings/index.js').Locale} locale
 * @param {import('../../types.js').StrategyRow} row
 */
export function strategyFacts(locale, row) {
  const { t, words } = locale;
  return html`
    <div class="facts">
      <p>${words(row.tradeOffs)}</p>
      ${row.withheld ? html`<p>${t('chooser.withheld')} ${words(row.withheld)}</p>` : nothing}
      <dl>
        ${Object.entries(row.guarantees).map(
          ([name, value]) => html`
            <div>
              <dt>${locale.maybe(`promise.${name}`, name)}</dt>
              <dd>${promiseWord(locale, value)}</dd>
            </div>
          `,
        )}
        ${
          row.extraThreads
            ? html`<div>
                <dt>${t('promise.extraThreads')}</dt>
                <dd>${row.extraThreads}</dd>
              </div>`
            : nothing
        }
        ${
          row.source.title
            ? html`<div>
                <dt>${t('promise.source')}</dt>
                <dd>
                  ${
                    row.source.url
                      ? html`<a href=${row.source.url} target="_blank" rel="noopener noreferrer"
                          >${row.source.title}</a
                        >`
                      : row.source.title
                  }
                </dd>
              </div>`
            : nothing
        }
      </dl>
    </div>
  `;
}

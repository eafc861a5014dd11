// What a strategy promises, what it gives up and where it comes from, as its row says.
//
// Guarantees: promises that the page has no words for are shown as the row writes them, never
// left out, unless the caller shows them beside it. Code to start from comes once the caller has fetched what
// shows it.

import { html, nothing } from 'lit';
import { promiseWord } from './guarantees.js';

/**
 * @param {import('../../strings/index.js').Locale} locale
 * @param {import('../../types.js').StrategyRow} row
 * @param {string[]} [told] promises that are shown beside it
 */
export function strategyFacts(locale, row, told = []) {
  const { t, words } = locale;
  const others = Object.entries(row.guarantees).filter(([name]) => !told.includes(name));
  return html`
    <div class="facts">
      <p>${words(row.tradeOffs)}</p>
      ${row.withheld && told.length === 0 ? html`<p>${t('chooser.withheld')} ${words(row.withheld)}</p>` : nothing}
      <dl>
        ${others.map(
          ([name, value]) => html`
            <div>
              <dt>${locale.maybe(`promise.${name}`, name)}</dt>
              <dd>${promiseWord(locale, value)}</dd>
            </div>
          `,
        )}
        ${
          row.extraThreads && !told.includes('extraThreads')
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
      <starter-code .locale=${locale} .map=${row.id}></starter-code>
    </div>
  `;
}

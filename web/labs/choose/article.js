// The article's own decision table: what it takes in which case, and whether that is what is answered here.
//
// Guarantees: every row says whether it holds, and where it does not, why; each opens as the question that
// stands for it.

import { html } from 'lit';
import { specLabel } from '../../link/specs.js';
import { ARTICLE, chooseTexts } from './texts.js';

/**
 * @param {object} options
 * @param {import('../../strings/index.js').Locale} options.locale
 * @param {import('../../types.js').Metadata} options.metadata
 * @param {import('../../link/codec.js').Codec} options.codec
 * @param {string} options.link the question now on the page
 */
export function article({ locale, metadata, codec, link }) {
  const { t } = chooseTexts(locale);
  const holding = ARTICLE.filter(({ differs }) => differs === null).length;
  return html`
    <section class="panel choose-article">
      <h2>${t('article.title')}</h2>
      <p class="field-help">${t('article.help', { rows: ARTICLE.length, holding })}</p>
      <div class="table-scroll" tabindex="0" role="region" aria-label=${t('article.title')}>
        <table class="figures">
          <caption class="unseen">
            ${t('article.title')}
          </caption>
          <thead>
            <tr>
              <th scope="col">${t('article.axis')}</th>
              <th scope="col">${t('article.case')}</th>
              <th scope="col">${t('article.takes')}</th>
              <th scope="col">${t('article.holds')}</th>
            </tr>
          </thead>
          <tbody>
            ${ARTICLE.map(({ section, axis, text, question, takes, differs }) => {
              const { lab, values } = codec.parse(`#v1/choose?${question}`);
              const href = codec.format(lab, values);
              const names = takes.map((map) => specLabel(metadata, locale, map));
              return html`<tr aria-current=${href === link ? 'true' : 'false'}>
                <td>${t(`axis.${axis}`)} <small>${section}</small></td>
                <td><a href=${href}>${locale.words(text)}</a></td>
                <td>${names.join(t('article.or'))}</td>
                <td class=${differs ? 'no' : 'yes'}>
                  ${differs ? html`✗ ${locale.words(differs)}` : html`✓ ${t('article.yes')}`}
                </td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

// What the article claims, beside what was measured here and what the maps' rows declare.
//
// Guarantees: without claims on maps of this build there is nothing; a claim with a figure is judged by the present result
// alone, and otherwise offers its own experiment; a claim without one stands beside the promise
// that it is about, with no verdict of the page's.

import { html, nothing } from 'lit';
import { parseSpec, specLabel } from '../../link/specs.js';
import { judgeClaim, otherSettings } from './claim-verdict.js';
import { promiseOf, promiseWord } from '../parts/guarantees.js';

/** @typedef {Extract<import('../../types.js').Claim, { about: 'throughput' }>} Figure */
/** @typedef {Extract<import('../../types.js').Claim, { about: 'guarantee' }>} Fact */
/** @typedef {import('./claim-verdict.js').ClaimVerdict} ClaimVerdict */
/**
 * @typedef {object} ClaimsOptions
 * @property {import('../../strings/index.js').Locale} locale
 * @property {import('../../types.js').Metadata} metadata
 * @property {{ parse: (link: string) => import('../../types.js').LinkState, canonical: (link: string) => string | null }} codec
 * @property {import('./types.js').RunOf | null} running
 * @property {import('../../types.js').Result | null} result whole, or null
 * @property {string} link the experiment now on the page
 * @property {boolean} busy
 * @property {(link: string) => void} onMeasure
 */

/** @param {ClaimsOptions} options */
export function claims(options) {
  const { locale, metadata } = options;
  const known = (/** @type {string} */ text) => parseSpec(metadata, text) !== null;
  const all = (metadata.claims ?? []).filter(({ map }) => known(map));
  const figures = all
    .filter((claim) => claim.about === 'throughput')
    .filter(({ baseline }) => known(baseline));
  const facts = all.filter((claim) => claim.about === 'guarantee');
  if (figures.length + facts.length === 0) return nothing;
  const { t } = locale;
  return html`
    <section class="panel claims" aria-labelledby="claims-title">
      <header>
        <h2 id="claims-title">${t('claims.title')}</h2>
        <p class="caption">${t('claims.what')}</p>
      </header>
      ${
        figures.length
          ? html`<ul class="claim-list">
              ${figures.map((claim) => figure(options, claim))}
            </ul>`
          : nothing
      }
      ${facts.length ? declared(options, facts) : nothing}
    </section>
  `;
}

/** @param {ClaimsOptions} options @param {Figure} claim */
function figure(options, claim) {
  const { locale, metadata, codec, running, result } = options;
  const { t, n, words } = locale;
  const name = (/** @type {string} */ text) => specLabel(metadata, locale, text);
  const settings = running
    ? otherSettings(metadata, codec.parse(fragment(claim.link)), running.state)
    : [];
  const verdict = judgeClaim(claim, result, running?.state.values.baseline ?? '', settings);
  return html`
    <li>
      <div class="claim-text">
        <p>
          ${words(claim.text)} <small>${t('claims.chapter', { chapter: claim.chapter })}</small>
        </p>
        ${claim.note ? html`<p class="field-help">${words(claim.note)}</p>` : nothing}
      </div>
      <dl>
        <div>
          <dt>${t('claims.claimed')}</dt>
          <dd>
            <strong>${t(`claims.${claim.relation}`, { ratio: n.ratio(claim.ratio) })}</strong>
            <small
              >${t('claims.of', { map: name(claim.map), baseline: name(claim.baseline) })}</small
            >
          </dd>
        </div>
        <div>
          <dt>${t('claims.measured')}</dt>
          <dd>${measured(locale, verdict)}</dd>
        </div>
        <div>
          <dt>${t('claims.verdict')}</dt>
          <dd class="claim-verdict ${verdict.kind}">
            ${t(`claims.${verdict.kind}`)}
            ${
              verdict.kind === 'other-settings'
                ? html`<small>${settingNames(options, verdict.settings)}</small>`
                : nothing
            }
            ${decided(verdict) ? nothing : measure(options, claim)}
          </dd>
        </div>
      </dl>
    </li>
  `;
}

/** @param {import('../../strings/index.js').Locale} locale @param {ClaimVerdict} verdict */
function measured({ t, n }, { ratio, rounds }) {
  if (!ratio) return '–';
  const { median, low, high } = ratio;
  return html`<strong>${n.ratio(median)}</strong>
    <small>
      ${
        low === null || high === null
          ? t('claims.noInterval', { rounds })
          : t('claims.interval', { low: n.plainRatio(low), high: n.plainRatio(high), rounds })
      }
    </small>`;
}

/** @param {ClaimVerdict} verdict */
function decided({ kind }) {
  return ['supported', 'direction', 'unsupported', 'inseparable', 'broken'].includes(kind);
}

/** @param {ClaimsOptions} options @param {string[]} keys */
function settingNames({ locale, metadata }, keys) {
  const rows = metadata.keys.filter(({ key }) => keys.includes(key));
  return locale.list(rows.map(({ label }) => locale.words(label)));
}

/** The way to the claim's own experiment. @param {ClaimsOptions} options @param {Figure} claim */
function measure({ locale, codec, link, busy, onMeasure }, claim) {
  const wanted = fragment(claim.link);
  if (codec.canonical(wanted) === link) {
    return html`<small>${locale.t('claims.ready')}</small>`;
  }
  return html`<button
    type="button"
    class="quiet"
    aria-label=${locale.t('claims.measureNamed', { claim: locale.words(claim.text) })}
    ?disabled=${busy}
    @click=${() => onMeasure(wanted)}
  >
    ${locale.t('claims.measure')}
  </button>`;
}

/** What the rows declare, beside the article's word for it. */
/** @param {ClaimsOptions} options @param {Fact[]} facts */
function declared({ locale, metadata }, facts) {
  const { t, words } = locale;
  return html`
    <div class="declared">
      <h3>${t('claims.declared')}</h3>
      <div class="table-scroll" role="region" tabindex="0" aria-label=${t('claims.declared')}>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">${t('claims.claim')}</th>
              <th scope="col">${t('table.map')}</th>
              <th scope="col">${t('claims.article')}</th>
              <th scope="col">${t('claims.row')}</th>
            </tr>
          </thead>
          <tbody>
            ${facts.map((claim) => {
              const row = parseSpec(metadata, claim.map)?.row;
              const { column } = claim;
              return html`
                <tr>
                  <th scope="row">
                    ${words(claim.text)}
                    <small>${t('claims.chapter', { chapter: claim.chapter })}</small>
                  </th>
                  <td>${specLabel(metadata, locale, claim.map)}</td>
                  <td>${words(claim.word)}</td>
                  <td>
                    ${
                      row
                        ? html`${locale.maybe(`promise.${column}`, column)}:
                          ${promiseWord(locale, promiseOf(row, column))}`
                        : '–'
                    }
                    ${claim.note ? html`<small>${words(claim.note)}</small>` : nothing}
                  </td>
                </tr>
              `;
            })}
          </tbody>
        </table>
      </div>
    </div>
  `;
}

/** @param {string} link */
function fragment(link) {
  return link.startsWith('#') ? link : `#${link}`;
}

// What the article claims of scaling (its chapter 2.5), beside what this machine shows.
//
// Guarantees: a claim stands as a claim; what is held against it is counted or fitted from the
// present result, and what a page cannot observe is said to be for the native run, with its command.

import { html } from 'lit';
import { specLabel } from '../../link/specs.js';
import { outcomeOf } from '../../share/outcome.js';
import { perText, signed, twoPlaces } from './findings.js';
import { scaleTexts } from './texts.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../types.js').ScaleResult} ScaleResult */

/**
 * @param {object} options
 * @param {Locale} options.locale
 * @param {import('../../types.js').Metadata} options.metadata
 * @param {import('../../types.js').Axis} options.axis
 * @param {ScaleResult} options.result
 */
export function articleClaims({ locale, metadata, axis, result }) {
  const { t } = scaleTexts(locale);
  const threads = axis.spec.key === 'threads';
  /** @type {[string, unknown][]} */
  const rows = [
    [t('claims.threshold'), threads ? threshold(locale, result) : t('claims.thresholdNone')],
    [t('claims.line'), (threads && lines(locale, metadata, axis, result)) || t('claims.lineNone')],
    [
      t('claims.bend'),
      html`${t('claims.bendHere')} <code>contend run '${result.experiment}'</code>`,
    ],
  ];
  return html`
    <section class="scale-claims" aria-labelledby="scale-claims-title">
      <h3 id="scale-claims-title">${t('claims.title')}</h3>
      <dl>
        ${rows.map(
          ([claim, here]) => html`
            <div>
              <dt><small>${t('claims.claimed')}</small> ${claim}</dt>
              <dd><small>${t('claims.here')}</small> ${here}</dd>
            </div>
          `,
        )}
      </dl>
    </section>
  `;
}

/** @param {Locale} locale @param {ScaleResult} result */
function threshold(locale, result) {
  const trials = result.cells.flatMap(({ result: cell }) =>
    cell.strategies.flatMap((strategy) => strategy.trials),
  );
  return scaleTexts(locale).t('claims.thresholdHere', {
    trials: trials.length,
    threads: Math.max(0, ...trials.map((trial) => trial.threads)),
    failed: trials.filter(({ verdict }) => outcomeOf(verdict) === 'failed').length,
  });
}

/**
 * @param {Locale} locale @param {import('../../types.js').Metadata} metadata
 * @param {import('../../types.js').Axis} axis @param {ScaleResult} result
 */
function lines(locale, metadata, axis, result) {
  const { t } = scaleTexts(locale);
  const told = result.scaling.curves.flatMap(({ map, decay, points }) => {
    const first = points[0]?.throughput.median;
    if (!decay || !first || decay.rSquared === null) return [];
    return t('claims.lineHere', {
      map: specLabel(metadata, locale, map),
      share: signed(decay.slope.value / first, locale.n.share),
      per: perText(locale, axis.spec),
      r2: twoPlaces(decay.rSquared),
    });
  });
  return told.length ? html`${told.map((line) => html`<p>${line}</p>`)}` : null;
}

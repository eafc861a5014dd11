// What the article claims of the unguarded map (its chapters 2.3 and 2.5), beside what this machine
// shows.
//
// Guarantees: a claim stands as a claim; what is held against it is counted or fitted from the
// present result.

import { html } from 'lit';
import { liveTexts, timeText } from './live-texts.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../race-results.js').RaceResult} RaceResult */
/** @typedef {import('../../race-results.js').Line} Line */

/** @param {Locale} locale @param {RaceResult} result */
export function claims(locale, result) {
  const { t } = liveTexts(locale);
  /** @type {[string, unknown][]} */
  const rows = [
    [t('claims.threshold'), threshold(locale, result)],
    [t('claims.linear'), linear(locale, result)],
    [t('claims.certain'), certain(locale, result)],
  ];
  return html`
    <section class="race-claims" aria-labelledby="race-claims-title">
      <h3 id="race-claims-title">${t('claims.title')}</h3>
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

/** @param {Locale} locale @param {RaceResult} result */
function threshold(locale, { cells }) {
  const { t } = liveTexts(locale);
  const ran = cells.filter(({ runs }) => runs > 0);
  const parallel = ran.filter(({ workers }) => workers > 1);
  const always = parallel.filter(({ deaths, runs }) => deaths === runs);
  const fewest = Math.min(...always.map(({ goroutines }) => goroutines));
  const alone = ran.filter(({ workers }) => workers === 1);
  const sum = (/** @type {'deaths' | 'runs'} */ figure) =>
    alone.reduce((all, cell) => all + cell[figure], 0);
  return html`
    <p>
      ${
        always.length
          ? t('claims.thresholdHere', { goroutines: fewest })
          : t(parallel.length ? 'claims.thresholdRare' : 'claims.thresholdOne')
      }
    </p>
    ${
      alone.length
        ? html`<p>${t('claims.thresholdAlone', { deaths: sum('deaths'), runs: sum('runs') })}</p>`
        : ''
    }
  `;
}

/** @param {Locale} locale @param {RaceResult} result */
function linear(locale, { findings, cells, ladder }) {
  const { t } = liveTexts(locale);
  const per = t(ladder === 'goroutines' ? 'claims.perGoroutine' : 'claims.perWorker');
  const fit = (
    /** @type {'claims.lineTime' | 'claims.lineRate'} */ key,
    /** @type {Line} */ line,
    /** @type {string} */ slope,
  ) =>
    html`<p>
      ${t(key, { slope, per, r2: line.rSquared === null ? '–' : locale.n.plainRatio(line.rSquared) })}
    </p>`;
  const signed = (/** @type {number} */ value, /** @type {(value: number) => string} */ write) =>
    `${value < 0 ? '−' : '+'}${write(Math.abs(value))}`;
  const [one, two] = (findings.step ?? []).map((place) => cells[place]?.probability);
  return html`
    ${
      one && two
        ? html`<p>
            ${t('claims.step', {
              one: locale.n.share(one.value),
              two: locale.n.share(two.value),
              oneHigh: locale.n.share(one.high),
              twoLow: locale.n.share(two.low),
            })}
          </p>`
        : ''
    }
    ${
      findings.time
        ? fit(
            'claims.lineTime',
            findings.time,
            signed(findings.time.slope.value, (ms) => timeText(locale, ms)),
          )
        : html`<p>${t('claims.lineNone')}</p>`
    }
    ${
      findings.rate
        ? fit('claims.lineRate', findings.rate, signed(findings.rate.slope.value, locale.n.amount))
        : ''
    }
  `;
}

/** @param {Locale} locale @param {RaceResult} result */
function certain(locale, { cells, runs }) {
  const { t } = liveTexts(locale);
  const reads = cells.reduce((all, { unseen }) => all + unseen.reads, 0);
  const stores = cells.reduce((all, { unseen }) => all + unseen.stores, 0);
  return html`<p>${t('claims.certainHere', { runs: runs.length, reads, stores })}</p>`;
}

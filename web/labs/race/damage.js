// <race-damage>: what the runtime's check protects from, by doing without it.
//
// Guarantees: every kind of damage is counted against the goroutines' own books, over the map at
// rest; real examples with key, bucket and slot; an example opens in the stepper as a reconstruction
// and says that it is one.

import { html, nothing } from 'lit';
import { swatch } from '../../charts/palette.js';
import { examples } from './damage-examples.js';
import { cellsOf } from './live-data.js';
import { cellText, liveTexts, rungText } from './live-texts.js';
import { LiveView } from './live-view.js';
import { resultsFrame } from './results-frame.js';

/** @typedef {import('./live-view.js').Shown} Shown */
/** @typedef {import('../../race-results.js').Cell} Cell */
/** @typedef {import('../../race-results.js').Damage} Damage */
/** @typedef {import('../../race-results.js').DamageKind} DamageKind */
/**
 * What is known of a setting.
 * @typedef {Cell & { runs: number, operations: number, kinds: { kind: DamageKind, times: number, runs: number }[],
 *   others: Record<typeof OTHERS[number], number> }} Tally
 */

/** In the order of a run's counts. @type {DamageKind[]} */
const KINDS = [
  'lost-update',
  'duplicate-key',
  'vanished-key',
  'unreachable-entry',
  'returned-key',
  'wrong-value',
  'corrupted-count',
];
const OTHERS = /** @type {const} */ ([
  'missedReads',
  'foreignReads',
  'fatal',
  'endless',
  'crashed',
  'ranAway',
]);

export class RaceDamage extends LiveView {
  constructor() {
    super();
    this.name = 'damage';
  }

  /** @override @param {number} cells @param {number} ms */
  plan(cells, ms) {
    return liveTexts(this.locale).t('plan.damage', { cells, runs: this.rounds, ms });
  }

  /** @override @param {Shown} shown */
  results(shown) {
    const { locale, codec } = this;
    const { t } = liveTexts(locale);
    const { state, result, runs } = shown;
    const { values } = state;
    const tallies = cellsOf(values).map((cell, place) => ({
      ...cell,
      ...tally(
        runs.flatMap((run) =>
          run.cell === place && run.damage ? [{ ...run, damage: run.damage }] : [],
        ),
      ),
    }));
    return resultsFrame(this, shown, {
      title: t('damage.title'),
      sentence: this.#sentence(tallies, runs, values.ladder),
      body: html`
        ${this.#table(tallies, values.ladder)}
        ${codec ? examples(locale, codec, state, runs, result) : nothing}
      `,
    });
  }

  /** @param {Tally[]} tallies @param {import('../../race-results.js').RaceRun[]} runs @param {string} ladder */
  #sentence(tallies, runs, ladder) {
    const { locale } = this;
    const { t } = liveTexts(locale);
    if (runs.length === 0) return t('says.none');
    const hurt = runs.filter(({ damage }) => damage && damage.counts.some((times) => times > 0));
    if (hurt.length === 0) return t('damage.none', { runs: runs.length });
    const present = KINDS.filter((kind) =>
      tallies.some(({ kinds }) => kinds.some((one) => one.kind === kind && one.times > 0)),
    );
    const clean = tallies.filter(
      (one) => one.runs > 0 && one.kinds.every(({ times }) => times === 0),
    );
    return [
      t('damage.some', {
        runs: runs.length,
        hurt: hurt.length,
        kinds: locale.list(present.map((kind) => lower(locale, t(`kind.${kind}`)))),
      }),
      clean.length
        ? t('damage.alone', { at: locale.list(clean.map((one) => rungText(locale, one, ladder))) })
        : '',
    ].join(' ');
  }

  /** @param {Tally[]} tallies @param {string} ladder */
  #table(tallies, ladder) {
    const { locale } = this;
    const { t } = liveTexts(locale);
    const { n } = locale;
    const others = OTHERS.filter((name) => tallies.some((one) => one.others[name] > 0));
    return html`
      <div class="table-scroll" tabindex="0" role="region" aria-label=${t('damage.table')}>
        <table class="figures race-figures">
          <caption class="caption">
            ${t('damage.table')}
          </caption>
          <thead>
            <tr>
              <th scope="col">${t('damage.kind')}</th>
              ${tallies.map(
                (one, i) =>
                  html`<th scope="col" class="number" title=${cellText(locale, one)}>
                    ${swatch(i)} ${rungText(locale, one, ladder)}
                  </th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${KINDS.map(
              (kind, place) =>
                html`<tr>
                  <th scope="row">${t(`kind.${kind}`)} <small>${t(`what.${kind}`)}</small></th>
                  ${tallies.map(({ runs, operations, kinds }) => {
                    const { times, runs: had } = kinds[place];
                    return html`<td class="number ${times > 0 ? 'bad' : 'zero'}">
                      ${runs === 0 ? '–' : n.integer(times)}
                      <small>
                        ${
                          times > 0
                            ? t('damage.runs', {
                                runs: had,
                                million: n.amount((times * 1e6) / Math.max(1, operations)),
                              })
                            : html`&nbsp;`
                        }
                      </small>
                    </td>`;
                  })}
                </tr>`,
            )}
            ${others.map(
              (name) =>
                html`<tr>
                  <th scope="row">${t(`damage.${name}`)}</th>
                  ${tallies.map(
                    (one) =>
                      html`<td class="number ${one.others[name] ? 'bad' : 'zero'}">
                        ${one.runs === 0 ? '–' : n.integer(one.others[name])}
                      </td>`,
                  )}
                </tr>`,
            )}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">${t('damage.operations')}</th>
              ${tallies.map(({ operations }) => html`<td class="number">${n.si(operations)}</td>`)}
            </tr>
          </tfoot>
        </table>
      </div>
      <p class="field-help">${t('damage.help')}</p>
    `;
  }

  /** @override */
  empty() {
    const { t } = liveTexts(this.locale);
    return html`
      <section class="panel empty" aria-labelledby="race-damage-empty">
        <h2 id="race-damage-empty">${t('empty.damage')}</h2>
        <p class="lead">${t('empty.damageLead')}</p>
        <p class="lead">${t('empty.damageHow')}</p>
        <p class="lead">${t('empty.damageSafe')}</p>
      </section>
    `;
  }
}

customElements.define('race-damage', RaceDamage);

/**
 * The runs of one setting added up.
 * @param {{ operations: number, ended: import('../../race-results.js').Ended, damage: Damage }[]} runs
 */
function tally(runs) {
  const sum = (/** @type {(damage: Damage) => number} */ figure) =>
    runs.reduce((all, { damage }) => all + figure(damage), 0);
  return {
    runs: runs.length,
    operations: runs.reduce((all, { operations }) => all + operations, 0),
    kinds: KINDS.map((kind, place) => ({
      kind,
      times: sum(({ counts }) => counts[place] ?? 0),
      runs: sum(({ counts }) => ((counts[place] ?? 0) > 0 ? 1 : 0)),
    })),
    others: {
      missedReads: sum(({ missedReads }) => missedReads),
      foreignReads: sum(({ foreignReads }) => foreignReads),
      fatal: runs.filter(({ ended }) => ended === 'fatal').length,
      endless: sum(({ endless }) => (endless > 0 ? 1 : 0)),
      crashed: sum(({ crashed }) => (crashed > 0 ? 1 : 0)),
      ranAway: sum(({ ranAway }) => (ranAway ? 1 : 0)),
    },
  };
}

/** In the midst of a sentence. @param {import('../../strings/index.js').Locale} locale @param {string} text */
function lower({ language }, text) {
  return language === 'en' ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

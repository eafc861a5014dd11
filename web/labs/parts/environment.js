// Where the figures come from: the machine, the browser's terms, and the build.
//
// Guarantees: shows what the result itself recorded, so that a result read elsewhere tells of the
// machine it was measured on.

import { html } from 'lit';
import { resultTexts } from './result-texts.js';
import './result-notes.css';

/**
 * @param {import('../../strings/index.js').Locale} locale
 * @param {Pick<import('../../types.js').Result, 'environment' | 'seed'> &
 *   Partial<Pick<import('../../types.js').Result, 'strategies'>>} result
 */
export function environmentList(locale, result) {
  const { n } = locale;
  const { t, maybe } = resultTexts(locale);
  const { environment, seed } = result;
  const spread = environment.calibrationSpread;
  const checksum = result.strategies?.[0]?.trials[0]?.streamChecksum;
  /** @type {[string, string][]} */
  const rows = [
    [t('env.cores'), n.integer(environment.cores)],
    [t('env.parallelism'), parallelism(locale, environment)],
    ...(spread === null || spread === undefined
      ? []
      : [/** @type {[string, string]} */ ([t('env.calibration'), n.share(spread)])]),
    [t('env.mode'), maybe(`env.mode.${environment.mode}`, environment.mode)],
    [t('env.isolation'), maybe(`env.isolation.${environment.isolation}`, environment.isolation)],
    [t('env.clock'), n.nanoseconds(environment.clockStepNs)],
    [t('env.allocator'), environment.allocator],
    [t('env.hasher'), environment.hasher],
    [t('env.build'), build(environment)],
    [t('env.seed'), String(seed)],
    ...(checksum ? [/** @type {[string, string]} */ ([t('env.streams'), checksum])] : []),
  ];
  return html`
    <section class="environment" aria-label=${t('env.title')}>
      <h3>${t('env.title')}</h3>
      <dl>
        ${rows.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      <p class="field-help">${environment.userAgent}</p>
    </section>
  `;
}

/** With the commit it is of, and a plus where its sources differed from that. */
/** @param {import('../../types.js').Environment} environment */
function build({ build: name, commit, dirty }) {
  return commit ? `${name} · ${commit}${dirty ? '+' : ''}` : name;
}

/**
 * With how many threads it was tried, and when, as far as that is known.
 * @param {import('../../strings/index.js').Locale} locale
 * @param {import('../../types.js').Environment} environment
 */
function parallelism(locale, { parallelism, parallelismTested: tested, parallelismAt: at }) {
  const { n } = locale;
  const found = n.integer(parallelism);
  if (tested === undefined || at === undefined) return found;
  return resultTexts(locale).t('env.tried', { found, tested, time: n.clock(at) });
}

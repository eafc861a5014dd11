// The answer: the choice with its reasons and their sources, the runner-up, what is excluded and why, code to
// start from, and what would change it.
//
// Guarantees: every reason names its source; one that was measured links to the experiment that measures
// it here. Where no map has all that is asked, that is said, with what to let go of.

import { html, nothing } from 'lit';
import { specLabel } from '../../link/specs.js';
import { answerText, availableText, chooseTexts, said } from './texts.js';
import '../parts/starter-code.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('../../types.js').ChooseResult} ChooseResult */
/** @typedef {import('../../types.js').Choice} Choice */
/** @typedef {import('../../types.js').Said} Said */
/** @typedef {import('../../link/codec.js').Codec} Codec */
/** @typedef {{ locale: Locale, metadata: Metadata, codec: Codec }} Words */

const LANGUAGES = /** @type {const} */ ([
  ['go', 'Go'],
  ['rust', 'Rust'],
]);

/** @param {Words & { advice: ChooseResult }} options */
export function answer(options) {
  const { locale, advice } = options;
  const { t } = chooseTexts(locale);
  const { choice, runnerUp, remarks } = advice;
  return html`
    <section class="panel choose-answer" aria-labelledby="choose-answer-title">
      <h2 id="choose-answer-title">${t('answer.title')}</h2>
      ${choice ? chosen(options, choice, true) : none(options)}
      ${remarks.length > 0 ? html`<div class="choose-remarks">${reasons(options, remarks, '')}</div>` : nothing}
      ${changes(options)} ${choice ? code(options, choice) : nothing}
      ${
        runnerUp
          ? html`<h3>${t('answer.runnerUp')}</h3>
              ${chosen(options, runnerUp, false)}`
          : nothing
      }
      ${excluded(options)}
    </section>
  `;
}

/** @param {Words & { advice: ChooseResult }} options @param {Choice} choice @param {boolean} first */
function chosen(options, choice, first) {
  const { locale, metadata, advice } = options;
  const { t } = chooseTexts(locale);
  const wanted = advice.answers.lang;
  const had = LANGUAGES.flatMap(([language, name]) => {
    const by = availableText(locale, metadata, choice.map, language);
    const asked = wanted === undefined || wanted === 'any' || wanted === language;
    return by && asked ? [t('answer.had', { language: name, by })] : [];
  });
  return html`
    <p class=${first ? 'choose-choice' : 'choose-next'}>
      <strong>${specLabel(metadata, locale, choice.map)}</strong> <code>${choice.map}</code>
    </p>
    <p class="choose-had">${had.join(' · ')}</p>
    ${reasons(options, choice.reasons, choice.map)}
  `;
}

/** @param {Words} options @param {Said[]} all @param {string} map that they are about */
function reasons(options, all, map) {
  return html`<ul class="choose-reasons">
    ${all.map(
      (one) =>
        html`<li>
          ${said(options.locale, 'said', one.id)}
          <span class="choose-source">${source(options, one.source, map)}</span>
        </li>`,
    )}
  </ul>`;
}

/** @param {Words} options @param {Said['source']} from @param {string} map */
function source({ locale, codec }, from, map) {
  const { t } = chooseTexts(locale);
  switch (from.kind) {
    case 'article':
      return t('source.article', { section: from.section });
    case 'go-docs':
      return html`<a href=${from.url} target="_blank" rel="noopener">${t('source.go')} ↗</a>`;
    case 'measured': {
      const { presets, threads, over } = from;
      const maps = [map, ...over.filter((other) => other !== map)].filter(Boolean).join();
      const links = presets.map((preset) => {
        const link = `#v1/compare?maps=${maps}&preset=${preset}&threads=${threads}`;
        return html`<a href=${canonical(codec, link)}>${preset}</a> `;
      });
      return html`${t('source.measured', { threads })} ${links}`;
    }
    default:
      return t(from.kind === 'row' ? 'source.row' : 'source.method');
  }
}

/** @param {Codec} codec @param {string} link */
function canonical(codec, link) {
  const { lab, values } = codec.parse(link);
  return codec.format(lab, values);
}

/** @param {Words & { advice: ChooseResult }} options */
function none({ locale, metadata, advice }) {
  const { t } = chooseTexts(locale);
  return html`
    <p class="choose-choice"><strong>${t('none.title')}</strong></p>
    <p>${t('none.text')}</p>
    <ul class="choose-changes">
      ${advice.drop.map(({ drop, map, question }) => {
        const dropped = drop.map(({ key, value }) => answerText(locale, metadata, key, value));
        return html`<li>
          <a href=${question}>${t('none.without', { what: locale.list(dropped) })}</a>
          → ${specLabel(metadata, locale, map)}
        </li>`;
      })}
    </ul>
  `;
}

/** @param {Words & { advice: ChooseResult }} options */
function changes({ locale, metadata, codec, advice }) {
  const { t } = chooseTexts(locale);
  const { changesIf } = advice;
  if (changesIf.length === 0) return nothing;
  return html`
    <h3>${t('change.title')}</h3>
    <p class="field-help">${t('change.help')}</p>
    <ul class="choose-changes">
      ${changesIf.map(({ key, value, map, question, link }) => {
        const { axis } = codec.parse(link);
        const words = changeText(locale, metadata, advice, { key, value });
        return html`<li>
          <a href=${question}>${words}</a> → ${specLabel(metadata, locale, map)}
          <a class="choose-axis" href=${link}>
            ${t(axis ? 'change.scale' : 'change.compare')}<span class="unseen">: ${words}</span>
          </a>
        </li>`;
      })}
    </ul>
  `;
}

/**
 * What the answer would be; of requirements, which one comes or goes.
 * @param {Locale} locale @param {Metadata} metadata @param {ChooseResult} advice
 * @param {{ key: string, value: string }} change
 */
function changeText(locale, metadata, { answers }, { key, value }) {
  const { t } = chooseTexts(locale);
  if (key !== 'need') return answerText(locale, metadata, key, value);
  const before = (answers.need ?? '').split(',').filter(Boolean);
  const after = value.split(',').filter(Boolean);
  const come = after.filter((one) => !before.includes(one));
  const gone = before.filter((one) => !after.includes(one));
  const [one = ''] = [...come, ...gone];
  const words = answerText(locale, metadata, key, one);
  return t(come.length > 0 ? 'change.need' : 'change.drop', { what: words });
}

/** @param {Words & { advice: ChooseResult }} options @param {Choice} choice */
function code({ locale, advice }, choice) {
  return html`<starter-code
    .locale=${locale}
    .map=${choice.map.split(/[:+]/, 1)[0]}
    .deadline=${(advice.answers.need ?? '').split(',').includes('deadline')}
    .first=${advice.answers.lang ?? ''}
  ></starter-code>`;
}

/** @param {Words & { advice: ChooseResult }} options */
function excluded({ locale, metadata, advice }) {
  const { t } = chooseTexts(locale);
  const { excluded: all } = advice;
  if (all.length === 0) return nothing;
  return html`
    <details class="choose-excluded">
      <summary>${t('excluded.title', { count: all.length })}</summary>
      <dl>
        ${all.map(
          ({ map, unmet }) => html`
            <div>
              <dt>${specLabel(metadata, locale, map)}</dt>
              <dd>${unmet.map((one) => said(locale, 'unmet', one)).join(t('excluded.and'))}</dd>
            </div>
          `,
        )}
      </dl>
    </details>
  `;
}

// What the curves say, in sentences: the line, the scaling law or why there is none, the knee, and
// where one map overtakes another.
//
// Guarantees: pure but for the templates; made from the engine's own description of the curves. What
// is not beyond doubt is called so, and of a map that failed its checks that is said first.

import { html, nothing } from 'lit';
import { swatch } from '../../charts/palette.js';
import { specLabel } from '../../link/specs.js';
import { axisScale } from './curves.js';
import { atText, mapText, scaleTexts, valueText } from './texts.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('../../types.js').AxisSpec} AxisSpec */
/** @typedef {import('../../types.js').ScaleResult} ScaleResult */
/** @typedef {import('../../types.js').ScalingCurve} ScalingCurve */
/** @typedef {import('./curves.js').Curve} Curve */
/** @typedef {{ locale: Locale, metadata: Metadata, spec: AxisSpec }} Words */

/** Below this a straight line describes a curve poorly. */
const GOOD_LINE = 0.9;
/** Crossings that are not beyond doubt, told one by one. */
const MOST_DOUBTS = 3;

/** @param {Words & { result: ScaleResult, curves: Curve[] }} options */
export function findings({ locale, metadata, spec, result, curves }) {
  const { t } = scaleTexts(locale);
  const words = { locale, metadata, spec };
  const { scaling } = result;
  const linear = !axisScale(result.axis.values.map(Number)).log;
  const crossings = overtakings(words, scaling.overtakings);
  return html`
    <section class="findings" aria-labelledby="findings-title">
      <h3 id="findings-title">${t('says.title')}</h3>
      <dl>
        ${scaling.curves.map((curve, index) => {
          const sentences = curveSentences(words, curve, curves[index], linear);
          return html`
            <div>
              <dt>${swatch(index)} ${mapText(metadata, locale, spec, curve.map)}</dt>
              <dd>${sentences.map((sentence) => html`<p>${sentence}</p>`)}</dd>
            </div>
          `;
        })}
      </dl>
      ${
        scaling.curves.length > 1
          ? html`<h3>${t('over.title')}</h3>
              <ul class="overtakings">
                ${crossings.map((sentence) => html`<li>${sentence}</li>`)}
              </ul>`
          : nothing
      }
    </section>
  `;
}

/**
 * @param {Words} words @param {ScalingCurve} curve @param {Curve | undefined} drawn
 * @param {boolean} linear whether a straight line is what one sees
 * @returns {string[]}
 */
export function curveSentences({ locale, spec }, curve, drawn, linear) {
  const { t } = scaleTexts(locale);
  const { n } = locale;
  const failed = drawn?.points.filter((point) => point.failed) ?? [];
  const said = failed.map(({ value }) => t('says.failed', { at: atText(locale, spec, value) }));
  if (curve.points.length < 2) return [...said, t('says.none')];
  said.push(spanSentence(locale, spec, curve.points));
  // Of threads it is what the article's decay is held against, however they are drawn.
  if (curve.decay && (linear || spec.key === 'threads'))
    said.push(lineSentence(locale, spec, curve.decay));
  if (curve.law) {
    const { alpha, beta, rSquared, peak, roof, leftOut } = curve.law;
    const values = {
      alpha: n.index(alpha.value),
      alphaError: small(alpha.error),
      beta: small(beta.value),
      betaError: small(beta.error),
      r2: n.index(rSquared),
      peak: n.amount(peak),
      roof: n.rate(roof, 'ops/s'),
    };
    said.push(t('says.law', values));
    if (leftOut.length) said.push(t('says.lawLeftOut'));
  }
  if (curve.refusal) said.push(refusalText(locale, curve.refusal));
  if (curve.knee !== null) said.push(t('says.knee', { at: atText(locale, spec, curve.knee) }));
  return said;
}

/** Both ends of a curve, and its top. */
/** @param {Locale} locale @param {AxisSpec} spec @param {ScalingCurve['points']} points two at least */
function spanSentence(locale, spec, points) {
  const { t } = scaleTexts(locale);
  const [first, last] = [points[0], points[points.length - 1]];
  const top = points.reduce((best, point) =>
    point.throughput.median > best.throughput.median ? point : best,
  );
  return t('says.span', {
    first: locale.n.rate(first.throughput.median, 'ops/s'),
    from: atText(locale, spec, first.at),
    last: locale.n.rate(last.throughput.median, 'ops/s'),
    to: atText(locale, spec, last.at),
    top: atText(locale, spec, top.at),
  });
}

/** @param {Locale} locale @param {AxisSpec} spec @param {NonNullable<ScalingCurve['decay']>} line */
function lineSentence(locale, spec, { slope, rSquared }) {
  const { t } = scaleTexts(locale);
  if (slope.value === 0) return t('says.level');
  const values = {
    slope: signed(slope.value, (size) => locale.n.rate(size, 'ops/s')),
    per: perText(locale, spec),
  };
  if (rSquared === null) return t('says.linePlain', values);
  const key = rSquared < GOOD_LINE ? 'says.linePoor' : 'says.line';
  return t(key, { ...values, r2: twoPlaces(rSquared) });
}

/** @param {Locale} locale @param {AxisSpec} spec */
export function perText(locale, spec) {
  const { t, maybe } = scaleTexts(locale);
  const other = t('per.other', { axis: locale.words(spec.label).toLowerCase() });
  return maybe(`per.${spec.name}`, other);
}

/** @param {Locale} locale @param {NonNullable<ScalingCurve['refusal']>} refusal */
export function refusalText(locale, { reason, ...data }) {
  const { t, maybe } = scaleTexts(locale);
  const { rSquared, needs, bound, ...rest } = data;
  /** @type {Record<string, string | number>} */
  const values = { ...rest };
  if (typeof rSquared === 'number') values.r2 = twoPlaces(rSquared);
  if (needs !== undefined) values.needs = String(needs);
  if (bound !== undefined) values.bound = String(bound);
  return maybe(`refusal.${reason}`, t('refusal.other', { reason }), values);
}

/** @param {Words} words @param {import('../../types.js').Overtaking[]} all @returns {string[]} */
export function overtakings({ locale, metadata, spec }, all) {
  const { t } = scaleTexts(locale);
  if (all.length === 0) return [t('over.none')];
  const name = (/** @type {string} */ map) => mapText(metadata, locale, spec, map);
  const tell = (/** @type {import('../../types.js').Overtaking} */ over) => {
    const { between, at, low, high, separable } = over;
    const values = {
      map: name(over.map),
      overtaken: name(over.overtaken),
      ...spanText(locale, spec, between),
    };
    if (!separable) return t('over.doubt', values);
    if (low === null || high === null) return t('over.plain', values);
    const place = (/** @type {number} */ value) => locale.n.amount(value);
    return t('over.interval', {
      ...values,
      ...{ at: place(at), low: place(low), high: place(high) },
    });
  };
  const certain = all.filter(({ separable }) => separable);
  const doubts = all.filter(({ separable }) => !separable);
  const more = doubts.length - MOST_DOUBTS;
  return [
    ...(certain.length ? [] : [t('over.none')]),
    ...certain.map(tell),
    ...doubts.slice(0, MOST_DOUBTS).map(tell),
    ...(more > 0 ? [t('over.crossings', { count: more })] : []),
  ];
}

/** Both ends in words; "2" and "3 threads" where the number comes first. */
/** @param {Locale} locale @param {AxisSpec} spec @param {[number, number]} between */
function spanText(locale, spec, [from, to]) {
  const end = atText(locale, spec, to);
  const first = end.startsWith(valueText(locale, to));
  return { from: first ? valueText(locale, from) : atText(locale, spec, from), to: end };
}

/**
 * One sentence each for the two ends of the axis.
 * @param {Words & { result: ScaleResult }} options @returns {string}
 */
export function endsText({ locale, metadata, spec, result }) {
  const { t } = scaleTexts(locale);
  const name = (/** @type {string | null} */ map) => (map ? specLabel(metadata, locale, map) : '');
  const told = result.cells.filter(({ result: cell }) => cell.conclusion.kind !== 'none');
  const ends = [...new Set([told[0], told.at(-1)])].flatMap((cell) => cell ?? []);
  if (ends.length === 0) return t('outcome.none');
  const sentences = ends.map(({ value, result: cell }) => {
    const { kind, best, tied, broken } = cell.conclusion;
    const own = cell.strategies.find(({ id }) => id === best)?.summary?.opsPerSec.median ?? NaN;
    const level = [best, ...tied.filter((id) => id !== best)].map(name);
    return t(OUTCOMES[kind] ?? 'outcome.few', {
      at: atText(locale, spec, value),
      best: name(best),
      level: locale.list(level),
      broken: locale.list(broken.map(name)),
      rate: locale.n.rate(own, 'ops/s'),
    });
  });
  return sentences.join(' ');
}

/** @type {Record<string, 'outcome.wins' | 'outcome.tied' | 'outcome.broken' | 'outcome.single'>} */
const OUTCOMES = {
  wins: 'outcome.wins',
  tied: 'outcome.tied',
  broken: 'outcome.broken',
  single: 'outcome.single',
};

/** @param {number} value @param {(size: number) => string} write */
export function signed(value, write) {
  return `${value < 0 ? '−' : '+'}${write(Math.abs(value))}`;
}

/** @param {number} value */
export function twoPlaces(value) {
  return value.toFixed(2);
}

/** @param {number | null} value two digits, however small */
function small(value) {
  return value === null ? '–' : Number(value.toPrecision(2)).toString();
}

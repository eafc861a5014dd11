// The text that puts an experiment into another page: the element with its fallback, or an iframe.
//
// Guarantees: pure; everything that is not this file's own is escaped, so a link with its "&" and
// the words of a result stand in the snippet as text. The element's place is reserved by plain
// style, also before its script is there. No figure is written that the result does not have.

import { specLabel } from '../link/specs.js';
import { machineName } from '../share/machine.js';
import { embedTexts } from './texts.js';

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../strings/index.js').Locale} Locale */
/**
 * @typedef {object} Choice
 * @property {'element' | 'iframe'} kind
 * @property {string} base the playground's address, without query and fragment
 * @property {string} link canonical
 * @property {'auto' | 'light' | 'dark'} theme
 * @property {string} lang empty: the host page's, or the reader's
 * @property {number} height
 */

/**
 * @param {Choice} choice
 * @param {{ locale: Locale, metadata: import('../types.js').Metadata, result: Result | null }} words
 *   in the language of the fallback; null: no result in it
 */
export function snippet(choice, words) {
  return choice.kind === 'element' ? element(choice, words) : iframe(choice, words.locale);
}

/** @param {Choice} choice @param {Parameters<typeof snippet>[1]} words */
function element({ base, link, theme, lang, height }, { locale, metadata, result }) {
  const attributes = [
    ['src', base],
    ['experiment', link],
    ...(theme === 'auto' ? [] : [['theme', theme]]),
    ...(lang ? [['lang', lang]] : []),
    ['height', `${height}`],
    ['style', `display: flow-root; min-height: ${height}px`],
  ];
  return [
    `<script type="module" src="${escape(new URL('contend-lab.js', base).href)}"></script>`,
    `<contend-lab`,
    ...attributes.map(([name, value]) => `  ${name}="${escape(value)}"`),
    `>`,
    ...(result ? table(locale, metadata, result) : []),
    `  <p><a href="${escape(base + link)}">${escape(embedTexts(locale).t('link'))}</a></p>`,
    `</contend-lab>`,
  ].join('\n');
}

/** @param {Choice} choice @param {Locale} locale */
function iframe({ base, link, theme, lang, height }, locale) {
  const address = new URL(base);
  address.searchParams.set('embed', '1');
  address.searchParams.set('theme', theme);
  if (lang) address.searchParams.set('lang', lang);
  return [
    `<iframe`,
    `  src="${escape(address.href + link)}"`,
    `  title="${escape(`Contend: ${locale.t('embed.heading')}`)}"`,
    `  width="100%" height="${height}" style="border: 0" loading="lazy"`,
    `  allow="cross-origin-isolated; clipboard-write"`,
    `></iframe>`,
  ].join('\n');
}

/**
 * Medians with their intervals, and where they were recorded.
 * @param {Locale} locale @param {import('../types.js').Metadata} metadata @param {Result} result
 */
function table(locale, metadata, result) {
  const { t, n, language } = locale;
  const { userAgent, cores, recordedAt } = result.environment;
  const rounds = Math.max(0, ...result.strategies.map(({ trials }) => trials.length));
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const caption = embedTexts(locale).t('caption', {
    date: date.format(new Date(recordedAt)),
    agent: machineName(userAgent),
    cores,
    rounds,
  });
  const cells = (/** @type {string} */ tag, /** @type {string[]} */ texts) =>
    texts.map((text) => `<${tag}>${escape(text)}</${tag}>`).join('');
  const rows = result.strategies.flatMap(({ id, summary }) => {
    if (!summary) return [];
    const { median, low, high } = summary.opsPerSec;
    const ends = low === null || high === null ? '' : ` (${n.si(low)} – ${n.si(high)})`;
    return [cells('td', [specLabel(metadata, locale, id), n.si(median) + ends])];
  });
  return [
    `  <table>`,
    `    <caption>${escape(caption)}</caption>`,
    `    <thead><tr>${cells('th', [t('table.map'), t('table.rate')])}</tr></thead>`,
    `    <tbody>`,
    ...rows.map((row) => `      <tr>${row}</tr>`),
    `    </tbody>`,
    `  </table>`,
  ];
}

/** @param {string} text for an attribute in double quotes, or between tags */
export function escape(text) {
  const names = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (sign) => names[/** @type {keyof typeof names} */ (sign)]);
}

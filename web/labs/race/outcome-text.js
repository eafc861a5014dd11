// How a schedule ends, in words: what was thrown, what the goroutines read, what the map holds.
//
// Guarantees: pure; the messages of Go stand word for word.

import { raceTexts } from './texts.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').Outcome} Outcome */

/** More entries than this are counted, not listed. */
const MOST_ENTRIES = 16;

/** What a statement answered; empty where it answers nothing. @param {Locale} locale @param {Answer} answer */
export function answerText(locale, answer) {
  const { t } = raceTexts(locale);
  switch (answer.kind) {
    case 'value':
      return answer.found ? t('answer.value', { value: String(answer.value) }) : t('answer.absent');
    case 'length':
      return t('answer.length', { value: String(answer.length) });
    case 'items':
      return t('answer.items', { items: itemsText(answer.items ?? []) });
    default:
      return '';
  }
}

/** @param {[number, number][]} items */
function itemsText(items) {
  const shown = items.slice(0, MOST_ENTRIES).map(([key, value]) => `${key}: ${value}`);
  return `{${shown.join(', ')}${items.length > MOST_ENTRIES ? ', …' : ''}}`;
}

/** What the map holds. @param {Locale} locale @param {Outcome} outcome */
export function contentsText(locale, { contents, count }) {
  const { t } = raceTexts(locale);
  const entries = contents.slice(0, MOST_ENTRIES).map(({ key, value, copies, reachable }) => {
    const values = { key: String(key), value: String(value), copies };
    if (copies > 1) return t('outcome.copies', values);
    return reachable ? `${key}: ${value}` : t('outcome.unreachable', values);
  });
  const more = contents.length > MOST_ENTRIES ? ', …' : '';
  const map = contents.length
    ? t('outcome.contents', { entries: `{${entries.join(', ')}${more}}` })
    : t('outcome.emptyMap');
  return `${map}; ${t('outcome.count', { count: String(count) })}`;
}

/** What each goroutine's reads came to. @param {Locale} locale @param {Outcome} outcome @returns {string[]} */
export function answersText(locale, { answers }) {
  const { t } = raceTexts(locale);
  return answers.flatMap((list, goroutine) => {
    const said = list.map((answer) => answerText(locale, answer)).filter(Boolean);
    return said.length
      ? [t('outcome.answers', { number: goroutine + 1, answers: said.join('; ') })]
      : [];
  });
}

/** @param {Locale} locale @param {Outcome} outcome */
export function anomaliesText(locale, { anomalies }) {
  const { maybe } = raceTexts(locale);
  return anomalies.map((name) => maybe(`anomaly.${name}`, name)).join(', ');
}

/**
 * What ended the process, and who; nothing where it ended by itself.
 * @param {Locale} locale @param {Outcome} outcome @returns {{ message: string, by: string } | null}
 */
export function deathText(locale, { fatal, stuck }) {
  const { t, maybe } = raceTexts(locale);
  if (stuck) {
    const message = maybe(`stuck.${stuck.reason}`, stuck.reason);
    return { message, by: t('outcome.stuckBy', { number: stuck.goroutine + 1 }) };
  }
  if (!fatal) return null;
  const number = fatal.goroutine + 1;
  const met = fatal.other === null ? 'outcome.by' : 'outcome.byMeeting';
  return { message: fatal.message, by: t(met, { number, other: (fatal.other ?? 0) + 1 }) };
}

/** All of it in a line. @param {Locale} locale @param {Outcome} outcome */
export function outcomeText(locale, outcome) {
  const { t } = raceTexts(locale);
  const death = deathText(locale, outcome);
  // Go's message says by itself that it is a fatal error.
  const parts = outcome.fatal ? [] : [t(`outcome.${outcome.kind}`)];
  if (death) parts.push(death.message, death.by);
  else {
    if (outcome.anomalies.length) parts.push(anomaliesText(locale, outcome));
    parts.push(contentsText(locale, outcome), ...answersText(locale, outcome));
  }
  return `${t('outcome.title')}: ${parts.join(' · ')}`;
}

// What the strategies promise, as columns: which there are, how a row fills them, how they sort.
//
// Guarantees: pure; knows no strategy by name. Values stand from the one that gives most to the one
// that gives least; a value that this page has no words for is shown as the row writes it, last.

/** @typedef {import('../../types.js').StrategyRow} StrategyRow */
/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {{ id: string, order: readonly unknown[] }} Column */

const YES_NO = /** @type {const} */ ([true, false]);
const PROGRESS = /** @type {const} */ (['wait-free', 'lock-free', 'blocking']);

/** The columns in the order of the table, each with its values from most to least given. */
export const COLUMNS = /** @type {readonly Column[]} */ ([
  { id: 'linearizable', order: YES_NO },
  { id: 'atomicUpdate', order: YES_NO },
  { id: 'iteration', order: ['snapshot', 'weak', 'repeating', 'none'] },
  { id: 'reads', order: PROGRESS },
  { id: 'writes', order: PROGRESS },
  { id: 'allocates', order: ['never', 'growth', 'per-key', 'per-write', 'whole-map'] },
  { id: 'afterRemoval', order: ['returned', 'until-rebuilt', 'reused'] },
  { id: 'panics', order: ['contained', 'damaged', 'stays-locked'] },
  { id: 'extraThreads', order: [] },
]);

/**
 * What a row says in a column; null where the question does not arise, for a map that stores nothing.
 * @param {StrategyRow} row @param {string} column
 */
export function promiseOf(row, column) {
  if (column === 'extraThreads') return row.extraThreads;
  return row.guarantees.stores === false ? null : row.guarantees[column];
}

/** @param {Locale} locale @param {unknown} value */
export function promiseWord(locale, value) {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return locale.t(value ? 'promise.yes' : 'promise.no');
  if (typeof value === 'number') return value ? locale.n.integer(value) : locale.t('promise.none');
  return locale.maybe(`promise.value.${value}`, String(value));
}

/**
 * The rows whose words or promises hold every word that was typed, in the order asked for.
 * @param {Locale} locale @param {StrategyRow[]} rows @param {string} text
 * @param {string} column empty: the registry's order
 */
export function chooseRows(locale, rows, text, column) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const hay = haystack(locale, row);
    return wanted.every((word) => hay.includes(word));
  });
  if (!column) return found;
  const by = COLUMNS.find(({ id }) => id === column);
  const place = (/** @type {StrategyRow} */ row) => {
    const value = promiseOf(row, column);
    if (typeof value === 'number') return value;
    const at = by?.order.indexOf(value) ?? -1;
    return at < 0 ? Infinity : at;
  };
  // Sorting is stable: rows that promise the same keep the registry's order.
  return [...found].sort((a, b) => compare(place(a), place(b)));
}

/** @param {number} a @param {number} b both may be infinite */
function compare(a, b) {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** @param {Locale} locale @param {StrategyRow} row */
function haystack(locale, row) {
  const { words } = locale;
  const promises = COLUMNS.map(({ id }) => promiseOf(row, id)).filter(
    (value) => typeof value === 'string',
  );
  return [
    row.id,
    words(row.label),
    words(row.summary),
    words(row.tradeOffs),
    row.source.title,
    ...row.variants.map((variant) => words(variant.label)),
    ...promises.map((value) => promiseWord(locale, value)),
  ]
    .join('\n')
    .toLowerCase();
}

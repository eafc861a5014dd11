// Where the operations of a recorded history stand: a lane for each thread, time from left to right.
//
// Guarantees: pure; only the order of calls and returns counts, so tickets are drawn evenly spaced,
// and the spacing is the least at which every operation's text fits before its thread's next one.

/** @typedef {import('../../types.js').HistoryOperation} HistoryOperation */
/**
 * @typedef {object} Bar
 * @property {HistoryOperation} operation
 * @property {number} number from 1, in the order of the calls
 * @property {number} lane
 * @property {number} from
 * @property {number} to
 * @property {string} call "insert 2"
 * @property {string} answer "→ none"; empty while it had not returned
 */

const GLYPH = 6.7;
const WIDE_GLYPH = 12;
/** What the number before a call takes. */
const NUMBER = 16;
const LEAST_STEP = 26;

/**
 * @param {HistoryOperation[]} operations
 * @param {(result: HistoryOperation['result']) => string} answer an answer in words
 * @returns {{ bars: Bar[], lanes: number[], width: number }} `lanes`: the threads' numbers
 */
export function layoutHistory(operations, answer) {
  const tickets = operations.flatMap((op) =>
    op.return === null ? [op.call] : [op.call, op.return],
  );
  const order = [...new Set(tickets)].sort((a, b) => a - b);
  const rank = new Map(order.map((ticket, i) => [ticket, i]));
  const end = order.length;
  const lanes = [...new Set(operations.map(({ thread }) => thread))].sort((a, b) => a - b);
  const sorted = [...operations].sort((a, b) => a.call - b.call);
  const bars = sorted.map((operation, i) => ({
    operation,
    number: i + 1,
    lane: lanes.indexOf(operation.thread),
    from: rank.get(operation.call) ?? 0,
    to: operation.return === null ? end : (rank.get(operation.return) ?? end),
    call: callText(operation),
    answer: operation.return === null ? '' : `→ ${answer(operation.result)}`,
  }));
  const step = Math.max(LEAST_STEP, ...bars.map((bar) => textWidth(bar) / room(bar, bars, end)));
  const width = step * end;
  return {
    bars: bars.map((bar) => ({ ...bar, from: bar.from * step, to: bar.to * step })),
    lanes,
    width,
  };
}

/** Steps from a call to the same thread's next call. @param {Bar} bar @param {Bar[]} bars @param {number} end */
function room(bar, bars, end) {
  const later = bars.filter((other) => other.lane === bar.lane && other.from > bar.from);
  return Math.max(1, Math.min(end, ...later.map((other) => other.from)) - bar.from);
}

/** @param {Pick<Bar, 'call' | 'answer'>} bar */
function textWidth({ call, answer }) {
  const width = (/** @type {string} */ text) =>
    [...text].reduce((sum, glyph) => sum + (glyph > '\u{2E7F}' ? WIDE_GLYPH : GLYPH), 0);
  return Math.max(width(call) + NUMBER, width(answer)) + 16;
}

/** @param {HistoryOperation} operation */
export function callText({ operation, argument, expected = null }) {
  const name = operation.replaceAll(/[_-]/g, ' ');
  if (argument === null || argument === '') return name;
  return expected === null ? `${name} ${argument}` : `${name} ${expected} ⇒ ${argument}`;
}

/**
 * Reads what the goroutines of the Race lab do, `1-8,17~a9+g3,d4`: keys that are there at the start,
 * then each goroutine's statements; and schedules of their steps, `1*12,2*3,1`.
 *
 * Canonical: keys in the order of their insertion, each once, neighbours as a range; a value only
 * where it is not a hundred times its key; neighbouring steps of one goroutine as one piece. What
 * cannot be read makes the whole text unusable; a number above its bound and more of anything than
 * there may be are mended and told.
 */

/** @typedef {import('../types.js').ProgramLimits} ProgramLimits */
/** @typedef {import('../types.js').ScheduleKey} ScheduleKey */
/** @typedef {import('../types.js').Program} Program */
/** @typedef {import('../types.js').Statement} Statement */
/** @typedef {import('./values.js').Judgement} Judgement */

const ENTRIES = /^(\d+)(?:-(\d+))?$/;
/** Of the letters only `a` has a value, and `r`, `x` and `l` have no key. */
const STATEMENT = /^(a(?=\d)|[gud](?=\d+$)|[rxl]$)(\d*)(?::(\d+))?$/;
const TURN = /^([1-9])(?:\*(\d+))?$/;

/** What an assignment stores where nothing is said. @param {number} key */
export const usualValue = (key) => key * 100;

/**
 * @param {ProgramLimits} limits
 * @param {string} text
 * @returns {(Program & { adjusted: boolean }) | null}
 */
export function readProgram(limits, text) {
  let adjusted = false;
  /** @param {string} digits @param {number} most */
  const bounded = (digits, most) => {
    adjusted ||= Number(digits) > most;
    return Math.min(Number(digits), most);
  };
  /** @template T @param {T[]} list @param {number} most */
  const cut = (list, most) => {
    adjusted ||= list.length > most;
    return list.slice(0, most);
  };

  const tilde = text.indexOf('~');
  if (tilde < 0) return null;
  const start = text.slice(0, tilde);
  /** @type {Set<number>} */
  const entries = new Set();
  for (const piece of start ? start.split(',') : []) {
    const [, from, to = from] = ENTRIES.exec(piece) ?? [];
    if (from === undefined || to === undefined) return null;
    const first = bounded(from, limits.key);
    const last = bounded(to, limits.key);
    if (first > last) return null;
    for (let key = first; key <= last; key += 1) {
      if (entries.size === limits.entries && !entries.has(key)) {
        adjusted = true;
        break;
      }
      entries.add(key);
    }
  }
  /** @type {Statement[][]} */
  const goroutines = [];
  for (const part of text.slice(tilde + 1).split('+')) {
    /** @type {Statement[]} */
    const statements = [];
    for (const piece of part.split(',')) {
      const [, kind, digits, given] = STATEMENT.exec(piece) ?? [];
      if (kind === undefined) return null;
      const key = digits ? bounded(digits, limits.key) : null;
      const value = given ? bounded(given, limits.value) : usualValue(key ?? 0);
      statements.push({ kind, key, value: kind === 'a' ? value : null });
    }
    goroutines.push(cut(statements, limits.statements));
  }
  const kept = cut(goroutines, limits.goroutines);
  return { entries: [...entries], goroutines: kept, adjusted };
}

/** @param {Program} program */
export function programText({ entries, goroutines }) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const key of entries) {
    const last = runs.at(-1);
    if (last?.[1] === key - 1) last[1] = key;
    else runs.push([key, key]);
  }
  const start = runs.map(([from, to]) => (from < to ? `${from}-${to}` : from)).join();
  return `${start}~${goroutines.map((list) => list.map(statementText).join()).join('+')}`;
}

/** @param {Statement} statement */
function statementText({ kind, key, value }) {
  const said = value !== null && value !== usualValue(key ?? 0) ? `:${value}` : '';
  return `${kind}${key ?? ''}${said}`;
}

/** @param {ProgramLimits} limits @param {string} text @returns {Judgement | null} */
export function judgeProgram(limits, text) {
  const read = readProgram(limits, text);
  return read && { used: programText(read), fault: read.adjusted ? 'out-of-range' : null };
}

/** @param {ScheduleKey} limits @param {string} text @returns {Judgement | null} */
export function judgeSchedule(limits, text) {
  /** @type {[number, number][]} */
  const turns = [];
  let left = limits.steps;
  let cut = false;
  for (const piece of text ? text.split(',') : []) {
    const [, goroutine = '', count = '1'] = TURN.exec(piece) ?? [];
    if (!goroutine || Number(goroutine) > limits.goroutines || !Number(count)) return null;
    const steps = Math.min(Number(count), left);
    cut ||= steps < Number(count);
    left -= steps;
    const last = turns.at(-1);
    if (last?.[0] === Number(goroutine)) last[1] += steps;
    else turns.push([Number(goroutine), steps]);
  }
  const used = turns
    .filter(([, steps]) => steps)
    .map(([goroutine, steps]) => (steps > 1 ? `${goroutine}*${steps}` : `${goroutine}`))
    .join();
  return { used, fault: cut ? 'out-of-range' : null };
}

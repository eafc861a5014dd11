// A result as a Markdown table, with the words around it that make it quotable.
//
// Guarantees: pure; to the letter what `contend export --markdown` writes of the same result, so in
// English and without the page's locale. No text of the result is markup, or breaks the table.

import { outcomeOver } from '../share/outcome.js';

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').Interval} Interval */

const SPEEDS = ['M ops/s', '95 %', 'ns/op', 'ratio', '95 %', 'p'];
const HEADER = ['map', ...SPEEDS, 'fairness', 'shares, %', 'rounds', 'verdict'];

/** @param {Result} result @returns {string} */
export function markdown(result) {
  const { environment: at } = result;
  const names = [at.userAgent, at.processor, at.governor].flatMap((name) => name ?? []);
  const machine = `${names.map(code).join(', ')}, ${at.cores} cores, ${at.parallelism} at once`;
  const pinned = at.pinned ? ', pinned' : '';
  const commit = at.commit ? `, commit ${code(at.commit)}${at.dirty ? ' and changes' : ''}` : '';
  const rule = HEADER.map((_, column) => (column === 0 ? '---' : '---:'));
  const notes = [
    ...(result.continued
      ? [`${result.continued} rounds in all, those that were added to the link's included.`]
      : []),
    ...(result.stopped ? ['Stopped early; only complete rounds are in it.'] : []),
    ...(at.mode === 'simulated'
      ? ['Simulated on one thread: verdicts only, speeds mean nothing.']
      : []),
  ];
  return [
    code(result.experiment),
    '',
    `${machine}${pinned}; ${code(at.build)}${commit}; recorded ${code(at.recordedAt)}`,
    '',
    ...[HEADER, rule, ...result.strategies.map(row)].map(line),
    ...waits(result),
    ...againstTheBest(result),
    ...notes.flatMap((note) => ['', note]),
    '',
  ].join('\n');
}

/** What threads waited for the maps' locks, where these counted. @param {Result} result */
function waits({ strategies }) {
  const rows = strategies.flatMap(({ id, contention }) =>
    contention
      ? [[code(id), figure(contention.waitsPerOp), figure(contention.waitedShare * 100)]]
      : [],
  );
  if (rows.length === 0) return [];
  const header = ['map', 'lock waits/op', 'time waiting, %'];
  return ['', ...[header, ['---', '---:', '---:'], ...rows].map(line)];
}

const ANSWERS = { slower: 'slower', equal: 'equal within 5 %', undecided: 'undecided' };

/** Where that was looked at after every round. @param {Result} result */
function againstTheBest({ conclusion: { best, rule, others = [] } }) {
  if (rule !== 'sequential' || best === null || others.length === 0) return [];
  const header = [`${code(best)} over`, 'ratio', '95 %', 'answer'];
  const rows = others.map(({ map, ratio, answer }) => {
    return [code(map), figure(ratio.median), interval(ratio, figure), ANSWERS[answer]];
  });
  return [
    '',
    'By the sequential rule, after every round; equal: within 5 %:',
    '',
    ...[header, ['---', '---:', '---:', '---:'], ...rows].map(line),
  ];
}

const OUTCOMES = { passed: 'passed', failed: '**failed**', 'not-checked': 'not checked' };

/** @param {Result['strategies'][number]} strategy */
function row({ id, trials, summary }) {
  const name = code(id);
  if (!summary) return [name, ...HEADER.slice(2).map(() => ''), 'not measured'];
  const { opsPerSec, nsPerOp, ratio, p, fairness, smallestShare, largestShare } = summary;
  return [
    name,
    figure(opsPerSec.median / 1e6),
    interval(opsPerSec, (value) => figure(value / 1e6)),
    figure(nsPerOp),
    ratio ? figure(ratio.median) : '',
    ratio ? interval(ratio, figure) : '',
    p === null || p === undefined ? '' : p < 0.001 ? '< .001' : p.toFixed(3),
    fairness === null ? '' : fairness.toFixed(3),
    typeof smallestShare === 'number' && typeof largestShare === 'number'
      ? [smallestShare, largestShare].map((share) => (share * 100).toFixed(1)).join(' – ')
      : '',
    String(trials.length),
    OUTCOMES[outcomeOver(trials)],
  ];
}

/** @param {string[]} cells */
function line(cells) {
  return `| ${cells.join(' | ')} |`;
}

/**
 * A text of somebody else's in a code span: there no mark of Markdown or HTML means anything, and no
 * name of a person is called up. What would break out of the span or of a table's cell is changed.
 * @param {string} text
 */
function code(text) {
  const whole = printable(text).replaceAll('|', '\\|');
  if (whole === '') return '';
  if (!whole.includes('`')) return `\`${whole}\``;
  const longest = Math.max(...(whole.match(/`+/g) ?? ['']).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${whole} ${fence}`;
}

/** Control characters, and what is invisible or turns the order of reading round. */
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** With what no reader sees by its number. @param {string} text */
function printable(text) {
  return text.replace(UNPRINTABLE, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}

/** @param {Interval} interval @param {(value: number) => string} show */
function interval({ low, high }, show) {
  return low === null || high === null ? '–' : `${show(low)} – ${show(high)}`;
}

/** Three significant digits. @param {number} value */
function figure(value) {
  if (value === 0) return '0';
  // What rounds up to a power of ten has its digits: .9999 is 1.00.
  const exponent = Number(value.toExponential(2).split('e')[1]);
  const whole = Math.min(2, Math.max(-9, exponent)) + 1;
  return value.toFixed(Math.max(0, 3 - whole));
}

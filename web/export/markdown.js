// A result as a Markdown table, with the words around it that make it quotable.
//
// Guarantees: pure; to the letter what `contend export --markdown` writes of the same result, so in
// English and without the page's locale. What stands in a cell cannot break the table.

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').Interval} Interval */

const SPEEDS = ['M ops/s', '95 %', 'ns/op', 'ratio', '95 %', 'p'];
const HEADER = ['map', ...SPEEDS, 'fairness', 'shares, %', 'rounds', 'verdict'];

/** @param {Result} result @returns {string} */
export function markdown(result) {
  const { environment: at } = result;
  const machine = `${at.userAgent}, ${at.cores} cores, ${at.parallelism} at once`;
  const pinned = at.pinned ? ', pinned' : '';
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
    `\`${result.experiment}\``,
    '',
    `${machine}${pinned}; ${at.build}; recorded ${at.recordedAt}`,
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
      ? [[`\`${id}\``, figure(contention.waitsPerOp), figure(contention.waitedShare * 100)]]
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
  const header = [`\`${best}\` over`, 'ratio', '95 %', 'answer'];
  const rows = others.map(({ map, ratio, answer }) => {
    const name = `\`${map}\``;
    return [name, figure(ratio.median), interval(ratio, figure), ANSWERS[answer]];
  });
  return [
    '',
    'By the sequential rule, after every round; equal: within 5 %:',
    '',
    ...[header, ['---', '---:', '---:', '---:'], ...rows].map(line),
  ];
}

/** @param {Result['strategies'][number]} strategy */
function row({ id, trials, summary }) {
  const name = `\`${id}\``;
  if (!summary) return [name, ...HEADER.slice(2).map(() => ''), 'not measured'];
  const { opsPerSec, nsPerOp, ratio, p, fairness, smallestShare, largestShare, ok } = summary;
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
    ok ? 'ok' : '**failed**',
  ];
}

/** @param {string[]} cells */
function line(cells) {
  const escaped = cells.map((cell) => cell.replaceAll('|', '\\|').replace(/[\r\n]/g, ' '));
  return `| ${escaped.join(' | ')} |`;
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

// The scanner's findings in a large body of source against the list in which each was judged by hand.
//
// An entry is found again by its fingerprint, as in a baseline, and says what its finding is worth: real, benign
// (so written on purpose, or ordered by what is not in the source) or false, and why in a sentence.

export const VERDICTS = ['real', 'benign', 'false'];
/** Of findings with high confidence, and of what the run may take. */
export const LIMITS = { high: 10, seconds: 60, megabytes: 1000 };

const LEVELS = ['low', 'medium', 'high'];

/**
 * @typedef {{ fingerprint: string, rule: string, confidence: string, file: string, line: number, function: string }} Finding
 * @typedef {{ file: string, line: number, why: string }} NotScanned
 * @typedef {Finding & { verdict: string, why: string }} Entry
 * @typedef {{ go: string, files: number, notScanned: NotScanned[], findings: Entry[] }} List
 * @typedef {{ findings: Finding[], notScanned: NotScanned[], summary: { files: number } }} Report
 */

/** @param {{ file: string, line: number }} place */
const at = ({ file, line }) => `${file}:${line}`;

/**
 * What is not as the list has it, a line each.
 * @param {Report} report @param {List} list
 */
export function differences(report, list) {
  const entries = new Map(list.findings.map((entry) => [entry.fingerprint, entry]));
  const found = new Set(report.findings.map((finding) => finding.fingerprint));
  const known = new Set(list.notScanned.map(({ file, why }) => `${file} ${why}`));
  const wrong = [];
  if (report.summary.files !== list.files) {
    wrong.push(`${report.summary.files} files were scanned, not ${list.files}`);
  }
  for (const finding of report.findings) {
    const entry = entries.get(finding.fingerprint);
    const what = `${at(finding)}: ${finding.rule} in ${finding.function}`;
    if (!entry) {
      wrong.push(`${what} (${finding.confidence}) is new`);
    } else if (LEVELS.indexOf(finding.confidence) > LEVELS.indexOf(entry.confidence)) {
      wrong.push(`${what} is ${finding.confidence}, was ${entry.confidence}`);
    }
  }
  for (const entry of list.findings) {
    const what = `${at(entry)}: ${entry.rule} in ${entry.function}`;
    if (!found.has(entry.fingerprint)) wrong.push(`${what} is no longer found`);
    if (!VERDICTS.includes(entry.verdict) || !entry.why.trim()) {
      wrong.push(
        `${what} was not judged: verdict is one of ${VERDICTS.join(', ')}, and why says why`,
      );
    }
  }
  for (const place of report.notScanned) {
    if (!known.has(`${place.file} ${place.why}`)) {
      wrong.push(`${at(place)} was not scanned: ${place.why}`);
    }
  }
  return wrong;
}

/**
 * What is beyond a limit, a line each.
 * @param {Report} report @param {{ seconds: number, megabytes: number }} cost
 */
export function excesses(report, cost) {
  const high = report.findings.filter((finding) => finding.confidence === 'high').length;
  const figures = { high, ...cost };
  const names = {
    high: 'findings of high confidence',
    seconds: 'seconds of processor time',
    megabytes: 'MB of memory',
  };
  return Object.entries(LIMITS)
    .filter(([name, limit]) => figures[name] > limit)
    .map(([name, limit]) => `${Math.round(figures[name])} ${names[name]}; at most ${limit}`);
}

/**
 * The list as it would be after this run: judged entries stay as they are, new ones wait to be judged.
 * @param {Report} report @param {List} list @param {string} go
 * @returns {List}
 */
export function updated(report, list, go) {
  const entries = new Map(list.findings.map((entry) => [entry.fingerprint, entry]));
  return {
    go,
    files: report.summary.files,
    notScanned: report.notScanned,
    findings: report.findings.map((finding) => {
      const { verdict = 'open', why = '' } = entries.get(finding.fingerprint) ?? {};
      const { fingerprint, rule, confidence, file, line } = finding;
      return {
        fingerprint,
        rule,
        confidence,
        file,
        line,
        function: finding.function,
        verdict,
        why,
      };
    }),
  };
}

/**
 * How many there are of each confidence and verdict.
 * @param {Report} report @param {List} list
 */
export function counts(report, list) {
  const verdicts = new Map(list.findings.map((entry) => [entry.fingerprint, entry.verdict]));
  return LEVELS.toReversed().map((level) => {
    const of = report.findings.filter((finding) => finding.confidence === level);
    const parts = VERDICTS.map((verdict) => {
      const count = of.filter(({ fingerprint }) => verdicts.get(fingerprint) === verdict).length;
      return `${count} ${verdict}`;
    });
    return `${level} ${of.length} (${parts.join(', ')})`;
  });
}

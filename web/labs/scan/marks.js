// What of a scan is marked in one file's text.
//
// Guarantees: pure; a mark lies within one line.

/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./types.js').Seen} Seen */
/** @typedef {import('./types.js').Finding} Finding */
/** @typedef {import('./types.js').Shown} Shown */

/**
 * @param {{ line: number, column: number }} site @param {[number, number] | undefined} end
 * @param {Mark['look']} look
 * @returns {Mark}
 */
function mark({ line, column }, end, look) {
  const [last = line, behind = column + 1] = end ?? [];
  return { line, from: column, to: last === line ? Math.max(behind, column + 1) : Infinity, look };
}

/** @param {import('./types.js').Site} a @param {import('./types.js').Site} b */
const same = (a, b) => a.file === b.file && a.line === b.line && a.column === b.column;

/**
 * Every finding, and of the one that is open both halves, the steps to them, and the step that is looked at.
 * @param {Seen | null} seen @param {string} file @param {number} open its index, or -1
 * @param {{ file: string, line: number, column: number } | null} step
 * @returns {Mark[]}
 */
export function marksOf(seen, file, open, step) {
  if (!seen) return [];
  const { report, findings } = seen;
  const marks = report.findings.flatMap(({ access, confidence }, i) =>
    access.file === file ? [mark(access, findings[i]?.ends[0], confidence)] : [],
  );
  const chosen = report.findings[open];
  // Where both are one place, it has its mark.
  const apart = chosen && !same(chosen.access, chosen.other);
  if (apart && chosen.other.file === file) {
    marks.push(mark(chosen.other, findings[open]?.ends[1], 'other'));
  }
  if (step?.file === file) marks.push(mark(step, undefined, 'step'));
  for (const part of report.notScanned) {
    if (part.file === file) {
      marks.push({ line: part.line, from: 1, to: Infinity, look: 'unscanned' });
    }
  }
  return marks;
}

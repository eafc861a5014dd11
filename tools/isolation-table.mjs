// `node tools/isolation-table.mjs`: the table of where the page has threads in docs/where-it-runs.md, its rows
// in words and what the browser tests last found for each, as Markdown between two comments.
//
// No cell is written by hand: `tests/web/isolation.test.js` leaves its findings in a file, and fails
// where the document says something else.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { around, table } from './lib/markdown.mjs';
import { paths, root } from './lib/paths.mjs';
import { ToolError, main } from './lib/shell.mjs';
import { writeIfChanged } from './lib/stamp.mjs';

/** @typedef {'threads' | 'reload' | 'simulated' | 'refused' | 'blocked'} Finding */
/** @typedef {Record<string, Record<string, Finding>>} Findings by browser and row */

export const SITUATIONS = {
  'top-all': 'in a tab; the host sends the headers (`make serve`, [`_headers`](security.md))',
  'top-pair': 'in a tab; the host sends COOP and COEP alone',
  'top-none': 'in a tab; static host, no headers',
  'top-withheld': 'in a tab; static host, service workers withheld',
  'cross-all': 'framed by another site; the host sends the headers',
  'cross-pair': 'framed by another site; COOP and COEP alone',
  'cross-none': 'framed by another site; static host',
  'same-all': 'framed by a page of its own site; the host sends the headers',
  'same-none': 'framed by a page of its own site; static host',
  'isolated-all': 'framed by an isolated page (COOP and COEP); the host sends the headers',
  'isolated-none': 'framed by an isolated page; static host',
  'sandbox-origin': 'framed with `sandbox="allow-scripts allow-same-origin"`; headers',
  sandbox: 'framed with `sandbox="allow-scripts"` alone',
  'new-tab': 'opened in a new tab from a frame without threads',
};

/** @type {Record<Finding, string>} */
const WORDS = {
  threads: 'threads',
  reload: 'threads, after one reload',
  simulated: 'simulated, labelled',
  refused: 'an error that names the way out',
  blocked: 'the browser blocks it',
};

/** In their order. */
const HEADS = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' };

const DOCUMENT = join(root, 'docs/where-it-runs.md');
const FINDINGS = join(paths.target, 'isolation.json');
const BEGIN = '<!-- isolation table: node tools/isolation-table.mjs -->\n';
const END = '<!-- end of isolation table -->\n';

/** Beside those of other browsers, which other stages test. @param {Findings} findings */
export function keepFindings(findings) {
  writeIfChanged(FINDINGS, `${JSON.stringify({ ...keptFindings(), ...findings }, null, 2)}\n`);
}

/** @returns {Findings} */
function keptFindings() {
  try {
    return JSON.parse(readFileSync(FINDINGS, 'utf8'));
  } catch {
    return {};
  }
}

/** A browser's cells from top to bottom. @param {Findings[string]} found */
export function columnOf(found) {
  return Object.keys(SITUATIONS).map((id) => WORDS[found[id]] ?? 'not tested');
}

/** The same as the document has them; none of a browser that it does not name. @param {string} browser */
export function columnInDocument(browser) {
  const lines = parts().inside.trim().split('\n');
  const [head, , ...rows] = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  const place = head.indexOf(HEADS[browser]);
  return place < 0 ? [] : rows.map((cells) => cells[place]);
}

/** Puts what the last tests found into the document, beside what they left out; true if that changed it. */
function updateDocument() {
  const findings = keptFindings();
  if (Object.keys(findings).length === 0) {
    throw new ToolError('Nothing was found yet. Run `make test ONLY=build,web,webkit` first.');
  }
  const columns = Object.entries(HEADS)
    .map(([browser, head]) => {
      const found = findings[browser];
      return { head, cells: found ? columnOf(found) : columnInDocument(browser) };
    })
    .filter(({ cells }) => cells.length > 0);
  const rows = Object.values(SITUATIONS).map((words, row) => [
    ...[words, ...columns.map(({ cells }) => cells[row])],
  ]);
  const head = ['situation', ...columns.map((column) => column.head)];
  const { before, after } = parts();
  return writeIfChanged(DOCUMENT, `${before}${table(head, rows)}\n${after}`);
}

function parts() {
  const found = around(readFileSync(DOCUMENT, 'utf8'), BEGIN, END);
  if (found) return found;
  throw new ToolError('docs/where-it-runs.md has lost the comments around its table.');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => {
    console.log(
      `docs/where-it-runs.md ${updateDocument() ? 'has the new table' : 'is up to date'}.`,
    );
  });
}

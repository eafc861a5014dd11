// The README's table of where the page has threads: its rows in words, and what the browser tests
// found for each, as Markdown between two comments.
//
// No cell is written by hand: `tests/web/isolation.test.js` leaves its findings in a file, and fails
// where the README says something else.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths, root } from './paths.mjs';
import { ToolError } from './shell.mjs';
import { writeIfChanged } from './stamp.mjs';

/** @typedef {'threads' | 'reload' | 'simulated' | 'refused' | 'blocked'} Finding */
/** @typedef {Record<string, Record<string, Finding>>} Findings by browser and row */

/** @type {Record<string, string>} */
export const SITUATIONS = {
  'top-all': 'in a tab; the host sends the headers (`make serve`, [`_headers`](docs/security.md))',
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

const README = join(root, 'README.md');
const FINDINGS = join(paths.target, 'isolation.json');
const BEGIN = '<!-- isolation table: node tools/isolation-table.mjs -->\n';
const END = '<!-- end of isolation table -->\n';

/** @param {Findings} findings */
export function keepFindings(findings) {
  writeIfChanged(FINDINGS, `${JSON.stringify(findings, null, 2)}\n`);
}

/** @param {Findings} findings */
export function tableOf(findings) {
  const browsers = Object.keys(findings);
  const cells = (/** @type {string[]} */ texts) => `| ${texts.join(' | ')} |\n`;
  const rows = Object.entries(SITUATIONS).map(([id, words]) =>
    cells([words, ...browsers.map((browser) => WORDS[findings[browser][id]] ?? 'not tested')]),
  );
  const head = browsers.map((name) => name[0].toUpperCase() + name.slice(1));
  return `${cells(['situation', ...head])}|---|${'---|'.repeat(browsers.length)}\n${rows.join('')}`;
}

/** The table that stands in the README. */
export function tableInReadme() {
  const { table } = parts();
  return table;
}

/** Puts what the last test found into the README; true if that changed it. */
export function updateReadme() {
  let findings;
  try {
    findings = JSON.parse(readFileSync(FINDINGS, 'utf8'));
  } catch {
    throw new ToolError('Nothing was found yet. Run `make test ONLY=build,web` first.');
  }
  const { before, table, after } = parts();
  const now = tableOf(findings);
  if (now !== table) writeFileSync(README, before + now + after);
  return now !== table;
}

function parts() {
  const text = readFileSync(README, 'utf8');
  const from = text.indexOf(BEGIN) + BEGIN.length;
  const to = text.indexOf(END);
  if (from < BEGIN.length || to < from) {
    throw new ToolError('README.md has lost the comments around its isolation table.');
  }
  return { before: text.slice(0, from), table: text.slice(from, to), after: text.slice(to) };
}

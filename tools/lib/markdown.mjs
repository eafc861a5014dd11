// What the tools write into Markdown: tables, and whatever stands between two marks.
//
// Guarantees: what is outside the marks stays as it is, to the letter; marks that are not there once
// each, in their order, are an error.

import { ToolError } from './shell.mjs';

/**
 * A text around its marks, each of which stays with what is outside; null without the first.
 * @param {string} text @param {string} begin @param {string} end
 */
export function around(text, begin, end) {
  const [before, rest, ...more] = text.split(begin);
  if (rest === undefined) return null;
  const [inside, after, ...others] = rest.split(end);
  if (after === undefined || more.length + others.length > 0) {
    throw new ToolError(`There must be one ${begin.trim()}, and after it one ${end.trim()}.`);
  }
  return { before: before + begin, inside, after: end + after };
}

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

export function code(text) {
  return `\`${text}\``;
}

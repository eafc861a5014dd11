// The document that the benchmarks write into: blocks between markers are theirs, the rest is its
// authors'.
//
//   <!-- bench:NAME --> ... <!-- /bench:NAME -->
//
// Guarantees: what stands outside the markers stays as it is, to the letter; a block without markers
// is appended, so nothing that was measured is lost; a marker that is not closed is an error.

import { ToolError } from '../shell.mjs';

/**
 * The document with some blocks written anew.
 * @param {string} text
 * @param {Record<string, string>} blocks by name
 */
export function withBlocks(text, blocks) {
  let written = text;
  for (const [name, body] of Object.entries(blocks)) {
    const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
    const block = `${open}\n\n${body.trim()}\n\n${close}`;
    const from = written.indexOf(open);
    if (from < 0) {
      written = `${written.trimEnd()}\n\n${block}\n`;
      continue;
    }
    const to = written.indexOf(close, from);
    if (to < 0)
      throw new ToolError(`The document opens ${open} and never closes it. Add ${close}.`);
    written = written.slice(0, from) + block + written.slice(to + close.length);
  }
  return written;
}

/** The names of the blocks that a document has. @param {string} text */
export function blockNames(text) {
  return [...text.matchAll(/<!-- bench:([\w-]+) -->/g)].map(([, name]) => name);
}

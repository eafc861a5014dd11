// The document that the benchmarks write into: blocks between markers are theirs, the rest is its
// authors'.
//
//   <!-- bench:NAME --> ... <!-- /bench:NAME -->
//
// A block without markers is appended, so nothing that was measured is lost.

import { around } from '../markdown.mjs';

/**
 * The document with some blocks written anew.
 * @param {string} text
 * @param {Record<string, string>} blocks by name
 */
export function withBlocks(text, blocks) {
  return Object.entries(blocks).reduce((written, [name, body]) => {
    const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
    const { before, after } = around(written, begin, end) ?? {
      before: `${written.trimEnd()}\n\n${begin}`,
      after: `${end}\n`,
    };
    return `${before}\n\n${body.trim()}\n\n${after}`;
  }, text);
}

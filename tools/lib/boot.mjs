// The script that stands in the page itself: the theme before the first paint, and what sees to it that
// the page starts. The content policy allows it by its digest, and no other.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Comments are for readers of the sources, and take up lines of their own. */
const COMMENT = /^\s*(?:\/\/|\/?\*).*\n/gm;

/** One text wherever it is read, for its digest is in the headers too. */
export const bootScript = ['web/public/theme.js', 'web/boot/guard.js']
  .map((path) => readFileSync(join(root, path), 'utf8').replace(COMMENT, '').replace(/^ +/gm, ''))
  .join('');

/** A digest as the content policy and `integrity` write it. @param {string | Uint8Array} bytes */
export function integrity(bytes) {
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
}

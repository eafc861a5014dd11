// The examples' sources: where they are, what is made in them, and what they embed.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addressOf } from '../gallery/address.mjs';
import { root } from '../paths.mjs';
import { writeIfChanged } from '../stamp.mjs';
import { PICTURE, picture, withBlock } from './recorded.mjs';

const folder = join(root, 'examples');

/** The playground's address as it stands in the sources. */
export const DEFAULT_PLAYGROUND = 'http://127.0.0.1:8080/';

/** The recorded result that every example falls back to. */
const RECORDED = join(folder, 'recorded/result.json');

/** Each page with a recorded block, and its picture beside it. */
export const pages = [
  'html/index.html',
  'html/iframe.html',
  'mdbook/src/locks.md',
  'mkdocs/docs/index.md',
  'docusaurus/docs/locks.mdx',
].map((path) => ({
  path,
  kind: path.endsWith('.mdx') ? 'mdx' : 'html',
  file: join(folder, path),
  picture: join(folder, dirname(path), PICTURE),
}));

/** A start tag; MDX writes a style as an object. */
const EMBED = /<(contend-lab|iframe)((?:\s+[\w-]+=(?:"[^"]*"|\{\{[^}]*\}\}))*)\s*>/g;

/** @returns {import('../../../web/types.js').Result} */
export function recorded() {
  return JSON.parse(readFileSync(RECORDED, 'utf8'));
}

/** Makes pictures and blocks anew from the recorded result. @returns {string[]} the files changed */
export function refresh() {
  const result = recorded();
  return pages.flatMap(({ file, kind, picture: drawing }) => {
    const text = withBlock(readFileSync(file, 'utf8'), result, kind);
    const changed = [];
    if (writeIfChanged(drawing, picture(result))) changed.push(drawing);
    if (writeIfChanged(file, text)) changed.push(file);
    return changed;
  });
}

/** @param {string} json what the command line printed */
export function writeRecorded(json) {
  writeFileSync(RECORDED, `${json.trim()}\n`);
}

/** What PLAYGROUND says. @param {string | undefined} [text] @returns {string} with a slash at its end */
export function playgroundAddress(text) {
  return addressOf('PLAYGROUND', text)?.href ?? DEFAULT_PLAYGROUND;
}

/** @param {string} text a source @param {string} address @returns {string} for another playground */
export function withPlayground(text, address) {
  return text.replaceAll(DEFAULT_PLAYGROUND, address);
}

/**
 * The elements and frames of a playground in a page or a source; other frames are not ours.
 * @param {string} text
 * @returns {{ tag: 'contend-lab' | 'iframe', attributes: Record<string, string> }[]}
 */
export function embedsIn(text) {
  return [...text.matchAll(EMBED)]
    .map(([, tag, attributes]) => ({
      tag,
      attributes: Object.fromEntries(
        [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [
          name,
          value.replaceAll('&amp;', '&'),
        ]),
      ),
    }))
    .filter(({ tag, attributes }) => tag === 'contend-lab' || /[?&]embed=/.test(attributes.src));
}

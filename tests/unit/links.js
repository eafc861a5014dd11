/**
 * What the codec tests share: the built metadata, the golden links and the hostile corpus.
 */

import { readFileSync } from 'node:fs';
import { createCodec } from '../../web/link/codec.js';
import { addChinese } from '../../web/strings/words.js';

/** @param {string} path relative to the project's root */
function read(path) {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** @returns {import('../../web/types.js').Metadata} */
export function builtMetadata() {
  try {
    const metadata = JSON.parse(read('web/generated/metadata.json'));
    addChinese(metadata, JSON.parse(read('web/generated/metadata.zh.json')));
    return metadata;
  } catch (cause) {
    throw new Error('web/generated/metadata.json is missing: run `make build` first.', { cause });
  }
}

export const metadata = builtMetadata();
export const codec = createCodec(metadata);

/**
 * @typedef {import('../../web/types.js').Problem} Problem
 * @typedef {{ link: string, canonical: string | null, problems: Problem[], fatal: Problem | null }} Golden
 */

/** @type {Golden[]} */
export const golden = JSON.parse(read('tests/links/golden.json'));

/** @type {string[]} */
export const corpus = read('tests/links/corpus.txt')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

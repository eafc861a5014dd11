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
 * @typedef {import('../../web/types.js').Repair} Repair
 * @typedef {object} Golden
 * @property {string} link
 * @property {string | null} canonical
 * @property {Problem[]} problems
 * @property {Problem | null} fatal
 * @property {Repair[]} [repairs] none, where it is left out
 */

/** @type {Golden[]} */
export const golden = JSON.parse(read('tests/links/golden.json'));

/** Of labs with keys of their own. @type {Golden[]} */
export const apart = JSON.parse(read('tests/links/apart.json'));

/** By release. @type {Record<string, { defaults: Record<string, string>, links: [string, string][] }>} */
export const frozen = JSON.parse(read('tests/links/frozen-v1.json'), (key, value) =>
  key === 'note' ? undefined : value,
);

/**
 * A file with a JSON value on each line.
 * @param {string} name
 */
export function lines(name) {
  return read(`tests/links/${name}`)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** @type {string[]} */
export const corpus = lines('corpus.txt');

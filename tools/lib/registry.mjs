// The registry's maps as tests and `make soak` run them: what browsers are offered, as canonical
// specs, each strategy with its default and every variant.

import { readFileSync } from 'node:fs';
import { moduleChooser } from '../../web/engine/choice.js';
import { createCodec } from '../../web/link/codec.js';
import { addChinese } from '../../web/strings/words.js';
import { paths } from './paths.mjs';

/** @typedef {import('../../web/types.js').Metadata} Metadata */

/** @returns {Metadata} in both languages */
export function readMetadata() {
  const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
  const metadata = read(paths.metadata);
  addChinese(metadata, read(paths.metadataChinese));
  return metadata;
}

export function offeredMaps({ strategies }) {
  const offered = strategies.filter(({ withheld }) => !withheld);
  return offered.flatMap(({ id, param, variants }) => {
    const plain = param ? `${id}:${param.default}` : id;
    return [plain, ...variants.map((variant) => `${plain}:${variant.id}`)];
  });
}

/**
 * Those that the page's first module does not have.
 * @param {Metadata} metadata
 */
export function fullOnlyMaps(metadata) {
  const choose = moduleChooser(metadata);
  const { parse } = createCodec(metadata);
  return offeredMaps(metadata).filter(
    (map) => choose(parse(`#v1/compare?maps=${map}`), 'core') === 'full',
  );
}

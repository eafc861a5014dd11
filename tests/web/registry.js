/** The registry's maps as the tests run them: every strategy with its default, and every variant. */

import { readFileSync } from 'node:fs';

/** @type {import('../../web/types.js').Metadata} */
const metadata = JSON.parse(
  readFileSync(new URL('../../web/generated/metadata.json', import.meta.url), 'utf8'),
);

/** Canonical specs. */
export const MAPS = metadata.strategies.flatMap(({ id, param, variants }) => {
  const plain = param ? `${id}:${param.default}` : id;
  return [plain, ...variants.map((variant) => `${plain}:${variant.id}`)];
});

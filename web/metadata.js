// The registry's and the experiment's metadata, written by the build from the native binary.
//
// Guarantees: one typed door to the generated files; the form, the link codec and every name of a
// strategy come from here. It speaks English at once, and another language once that was asked for.

import generated from './generated/metadata.json' with { type: 'json' };
import { addChinese } from './strings/words.js';

export const metadata = /** @type {import('./types.js').Metadata} */ (
  /** @type {unknown} */ (generated)
);

/**
 * Fetches what the metadata says in a language, unless it is there.
 * @param {import('./strings/index.js').Language} language
 */
export async function loadMetadata(language) {
  if (language !== 'zh') return;
  const { default: texts } = await import('./generated/metadata.zh.json', {
    with: { type: 'json' },
  });
  addChinese(metadata, texts);
}

// What scripts ask for: the scan of the source that a link has, or that the reader has in the editor.
//
// Guarantees: `run()` resolves with the report, `contend/scan/1`, as the command line prints it.

import { ContendError } from '../../engine/errors.js';
import { exampleFiles } from './examples.js';
import { Scanner } from './scanner.js';
import { unpackSource } from './sources.js';

/** @typedef {import('./types.js').Files} Files */

/**
 * What a link names, unpacked; null where it names none.
 * @param {Record<string, string>} values @param {number} maxBytes
 * @returns {Promise<Files | null>}
 */
export async function sourceOf({ example = '', x = '' }, maxBytes) {
  if (x) return { files: await unpackSource(x, maxBytes), refused: [] };
  const files = exampleFiles(example);
  return files.length > 0 ? { files, refused: [] } : null;
}

/** @type {import('../types.js').Work} */
export const run = {
  async work(session, { state }, stopped) {
    const { maxUnpackedBytes } = session.metadata.link;
    /** @type {Files | null} */
    const kept = session.kept.source ?? null;
    const files = (await sourceOf(state.values, maxUnpackedBytes).catch(refused)) ?? kept;
    if (!files) throw new ContendError('BadExperiment', { kind: 'refused', values: { part: 'x' } });
    const scanner = new Scanner();
    stopped.addEventListener('abort', () => scanner.cancel());
    const options = { language: session.locale.language, baseline: '' };
    const { report } = await scanner.scan(files, options, () => {});
    session.announce('contend-result', report);
    return report;
  },
};

/** @returns {never} */
function refused() {
  throw new ContendError('BadExperiment', { kind: 'refused', values: { part: 'x' } });
}

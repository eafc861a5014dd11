// The Compare lab: chosen maps head to head at one setting. The page's landing lab.

import { html } from 'lit';
import { run } from './acts.js';
import { isOpen } from './open.js';
import './compare-lab.js';

/** @param {import('../types.js').LabPage} page */
export function view(page) {
  const { result } = page.kept;
  const keepsGoing = !!result && isOpen(result) && page.goesOn(result);
  return html`<compare-lab
    ?hidden=${page.state.fatal !== null}
    .page=${{ ...page, keepsGoing }}
  ></compare-lab>`;
}

export const acts = {
  run,
  verify: async () => (await import('./passes.js')).verify,
  inspect: async () => (await import('./passes.js')).inspect,
};

/** @type {import('../types.js').Lab['read']} */
export const read = async (result, codec) => (await import('./file.js')).read(result, codec);

/** @type {import('../types.js').Lab['compare']} */
export const compare = async (...given) => (await import('./file.js')).compare(...given);

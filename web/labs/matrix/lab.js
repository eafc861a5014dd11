// The matrix: chosen maps at chosen presets as one table.

import { html } from 'lit';
import { isOpen } from './open.js';

/** @param {import('../types.js').LabPage} page */
export function view(page) {
  const { grid } = page.kept;
  const keepsGoing = !!grid?.result && isOpen(grid.result) && page.goesOn(grid.result);
  return html`<matrix-lab .page=${{ ...page, keepsGoing }}></matrix-lab>`;
}

/** Everything else of this lab, texts and styles included, comes with this. */
export const open = () => import('./matrix-lab.js');

export const acts = { run: async () => (await import('./acts.js')).run };

/** @type {import('../types.js').Lab['read']} */
export const read = async (result, codec) => (await import('./file.js')).read(result, codec);

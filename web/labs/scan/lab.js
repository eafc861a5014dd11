// The Scan lab: which accesses to maps in Go source can race, and why.

import { html } from 'lit';

/** @param {import('../types.js').LabPage} page */
export const view = (page) => html`<scan-lab .page=${page}></scan-lab>`;

/** The example, if it is one. @type {import('../types.js').Lab['subject']} */
export const subject = ({ values: { example } }) => (example === 'own' ? '' : (example ?? ''));

/** Everything else of this lab, texts and styles included, comes with this. */
export const open = () => import('./scan-lab.js');

export const acts = {
  run: async () => (await import('./acts.js')).run,
};

/** @type {import('../types.js').Lab['read']} */
export const read = async (saved) => {
  const { readSource } = await import('./sources.js');
  return { address: saved.experiment, kept: { source: { files: readSource(saved), refused: [] } } };
};

/** Ends the workers that scan. */
export const release = () => import('./scanner.js').then(({ endScanners }) => endScanners());

// The Scale lab: chosen maps along one setting that takes several values.

import { html } from 'lit';
import { along } from '../parts/along.js';
import { startedText } from '../parts/offer.js';

/** @param {import('../types.js').LabPage} page */
export const view = (page) => html`<scale-lab .page=${page}></scale-lab>`;

/** Everything else of this lab, texts and styles included, comes with this. */
export const open = () => import('./scale-lab.js');

export const acts = { run: along(startedText) };

/** @type {import('../types.js').Lab['read']} */
export const read = async (result, codec) => (await import('./file.js')).read(result, codec);

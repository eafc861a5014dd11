// The Guard lab: maps while things go wrong, in several views.

import { html } from 'lit';
import { endCalls } from '../../engine/calls.js';

/** @param {import('../types.js').LabPage} page */
export const view = (page) => html`<guard-lab .page=${page}></guard-lab>`;

/** Everything else of this lab comes with this, or later. */
export const open = () => import('./guard-lab.js');

export const acts = {
  run: async () => (await import('./acts.js')).run,
  unguarded: async () => (await import('./acts.js')).unguarded,
};

/** @type {import('../types.js').Lab['read']} */
export const read = async (result, codec) => (await import('./file.js')).read(result, codec);

/** Ends the workers that are asked for simulations. */
export const release = endCalls;

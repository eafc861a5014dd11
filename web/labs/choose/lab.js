// The Choose lab: questions about a program, and the map that answers them.

import { html } from 'lit';
import { endCalls } from '../../engine/calls.js';

/** @param {import('../types.js').LabPage} page */
export const view = (page) => html`<choose-lab .page=${page}></choose-lab>`;

/** Everything else of this lab, texts and styles included, comes with this. */
export const open = () => import('./choose-lab.js');

export const acts = { run: async () => (await import('./confirm.js')).run };

/** @param {import('../../types.js').LinkState} state */
export const subject = ({ values }) => Object.values(values).filter(Boolean).join(', ');

/** Ends the worker that works out the advice. */
export const release = endCalls;

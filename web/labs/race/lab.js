// The Race lab: what happens to a map that nothing guards, in several views of one model.

import { html } from 'lit';
import { along } from '../parts/along.js';
import { endCalls } from '../../engine/calls.js';

/** Views of a program, step by step. */
const MODEL = ['step', 'explore'];

/** @param {import('../types.js').LabPage} page */
export const view = (page) => html`<race-lab .page=${page}></race-lab>`;

/** Everything else of this lab comes with this, or later. */
export const open = () => import('./race-lab.js');

export const acts = {
  run: along(async (locale) => (await import('./texts.js')).raceTexts(locale).t('say.started')),
};

/** @param {import('../../types.js').LinkState} state */
export const subject = ({ values: { view, load, prog } }) =>
  MODEL.includes(view) ? prog : view === 'recover' ? '' : load;

/** @type {import('../types.js').Lab['read']} */
export const read = async (result, codec) => (await import('./file.js')).read(result, codec);

/** Ends the workers that ask the model. */
export const release = endCalls;

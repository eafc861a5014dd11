// The one instance of the model that the lab's parts ask for traces and presets.
//
// Guarantees: made by the first question; the presets are asked for once, and again after a failure.

import { Machine } from './machine.js';

/** @typedef {import('./types.js').RacePreset} RacePreset */

export const model = new Machine();

/** @type {Promise<RacePreset[]> | null} */
let asked = null;

/** @returns {Promise<RacePreset[]>} */
export function presets() {
  asked ??= model.presets();
  asked.catch(() => (asked = null));
  return asked;
}

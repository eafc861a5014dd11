// The map model for the page: traces, presets and searches.
//
// Guarantees: as those of `Calls`. Nothing of this needs threads, so it works on any page.

import { Calls } from '../../engine/calls.js';

/** @typedef {import('./types.js').Trace} Trace */
/** @typedef {import('./types.js').RacePreset} RacePreset */
/** @typedef {import('./types.js').SearchProgress & { ms: number }} Progress */
/** @typedef {import('./types.js').SearchResult & { stopped: boolean, ms: number }} Found */

export class Machine extends Calls {
  /** @param {string} program @param {string} schedule @param {boolean} detect @returns {Promise<Trace>} */
  trace(program, schedule, detect) {
    return this.call('raceTrace', program, schedule, detect);
  }

  /** @returns {Promise<RacePreset[]>} */
  presets() {
    return this.call('racePresets');
  }

  /**
   * Every interleaving of a program, as far as the bound goes.
   * @param {{ program: string, detect: boolean, most: number }} what `most`: states
   * @param {(progress: Progress) => void} onProgress
   * @param {AbortSignal} signal stops it
   * @returns {Promise<Found>} what was found, also when it is stopped; rejects if it was before it had begun
   */
  search({ program, detect, most }, onProgress, signal) {
    return this.advance('RaceSearch', [program, detect, most], onProgress, signal);
  }
}

// What a part of the benchmarks is: it measures, and it writes what it measured.

/**
 * @typedef {object} Context
 * @property {import('./options.mjs').Settings} settings
 * @property {(names: string[]) => Promise<import('../hosts.mjs').Host[]>} hosts opened once, kept for
 *   the next part
 * @property {(data: any) => any} keep takes over the part's data before anything is measured, so that
 *   an interrupted part keeps what it has; returns it with `failures` (runs that gave no figures) and
 *   `environments` by host
 * @property {(plan: { units: Unit[], run: (unit: Unit, turn: Turn) => Promise<void>, most?: number,
 *   failed?: () => void }) => Promise<void>} turns gives every unit its turn in each repeat, within the
 *   part's share of the time and `most` repeats; a unit that fails is noted and its host opened anew
 * @property {(now: string) => void} progress what is under way outside of turns
 */

/** @typedef {import('./interleave.mjs').Turn} Turn */
/**
 * @typedef {object} Unit what is measured in one turn, and whatever else the part has to say of it
 * @property {{ name: string, recover: () => Promise<void> }} host
 * @property {string} what
 */

/**
 * @typedef {object} Part
 * @property {string} id what ONLY= selects it by
 * @property {string} title
 * @property {number} [weight] its share of MINUTES
 * @property {string} [takes] of a part without one, which is of fixed size: how long about
 * @property {(context: Context) => Promise<void>} measure
 * @property {(data: any) => Record<string, string>} blocks what it writes, by the block's name
 */

export {};

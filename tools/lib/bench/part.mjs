// What a part of the benchmarks is: it measures, and it writes what it measured.

/**
 * What a part measured so far; whatever else is in it, these are.
 * @typedef {object} Data
 * @property {{ host: string, what: string, message: string }[]} failures runs that gave no figures
 * @property {Record<string, import('../../../web/types.js').Environment>} [environments] by host
 * @property {string} [begun] ISO 8601
 * @property {string} [commit]
 * @property {boolean} [interrupted]
 * @property {import('./options.mjs').Settings} [settings]
 */

/**
 * @typedef {object} Context
 * @property {import('./options.mjs').Settings} settings
 * @property {(names: string[]) => Promise<import('../hosts.mjs').Host[]>} hosts opened once, kept for
 *   the next part
 * @property {number} ms this part's share of the time to be divided
 * @property {(data: any) => any} keep takes over the part's data before anything is measured, so that
 *   an interrupted part keeps what it has; returns it
 * @property {(turn: import('./interleave.mjs').Turn | null, now: string) => void} progress
 */

/**
 * @typedef {object} Part
 * @property {string} id what ONLY= selects it by
 * @property {string} title
 * @property {number} weight its share of MINUTES, 0 for a part of fixed size
 * @property {string} [takes] for those, how long about
 * @property {(context: Context) => Promise<void>} measure
 * @property {(data: any) => Record<string, string>} blocks what it writes, by the block's name
 */

export {};

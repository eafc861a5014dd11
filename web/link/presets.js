/**
 * Presets by name. Those that name maps as well stand first: where the workload is that of a plain one too,
 * they are the closer description.
 */

/** @typedef {import('../types.js').Metadata} Metadata */

/** @param {Pick<Metadata, 'presets' | 'comparisons'>} metadata */
export const allPresets = ({ presets, comparisons }) => [...comparisons, ...presets];

/** @param {Metadata} metadata @param {string | null} name */
export const presetOf = (metadata, name) =>
  allPresets(metadata).find((preset) => preset.name === name);

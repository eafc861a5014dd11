// Throughputs as they were measured, and the questions that the tables ask of them.
//
// Guarantees: a ratio is between figures of one repeat; a mean over presets takes only repeats that
// have them all, so that a repeat which was broken off does not look like a change.

import { estimates, geometricMean } from './figures.mjs';

/**
 * @typedef {object} Sample one session: a host, a preset, a number of threads
 * @property {number} repeat
 * @property {string} host
 * @property {string} preset
 * @property {number} threads
 * @property {Record<string, number>} rates operations per second by map
 */
/** @typedef {{ host: string, threads: number }} Where */

export class Samples {
  #samples;

  constructor(samples) {
    this.#samples = samples;
  }

  /** In the order of their first appearance in `all`. @param {string[]} all */
  presets(all) {
    return all.filter((name) => this.#samples.some(({ preset }) => preset === name));
  }

  maps(all) {
    return all.filter((map) => this.#samples.some(({ rates }) => rates[map] > 0));
  }

  /**
   * Throughputs of one map at one preset, by repeat.
   * @param {Where & { preset: string }} where @param {string} map
   * @returns {Map<number, number>}
   */
  rates({ host, threads, preset }, map) {
    const found = this.#samples.filter(
      (one) => one.host === host && one.threads === threads && one.preset === preset,
    );
    return new Map(
      found.flatMap(({ repeat, rates }) => (rates[map] > 0 ? [[repeat, rates[map]]] : [])),
    );
  }

  /**
   * One map against another at one preset, or the same map on two hosts.
   * @param {Where & { preset: string }} where @param {string} map
   * @param {{ host?: string, map?: string }} base
   * @returns {Map<number, number>} by repeat
   */
  ratios(where, map, base) {
    const below = this.rates({ ...where, host: base.host ?? where.host }, base.map ?? map);
    return quotients(this.rates(where, map), below);
  }

  /**
   * One map on two hosts: the geometric mean over presets, by repeat.
   * @param {Where} where @param {string} map @param {string} base @param {string[]} presets
   */
  meanRatios(where, map, base, presets) {
    const by = presets.map((preset) => this.ratios({ ...where, preset }, map, { host: base }));
    return collected(by, (all) => all.map(geometricMean));
  }

  /**
   * The median over maps of that mean, by repeat.
   * @param {Where} where @param {string[]} maps @param {string} base @param {string[]} presets
   */
  medianRatios(where, maps, base, presets) {
    return collected(
      maps.map((map) => this.meanRatios(where, map, base, presets)),
      medians,
    );
  }

  /**
   * The maps at one preset against the one with the highest median there.
   * @param {Where & { preset: string }} where @param {string[]} maps
   * @returns {{ best: string, rate: import('./figures.mjs').Estimate | null,
   *   shares: Map<string, import('./figures.mjs').Estimate | null> } | null}
   */
  standing(where, maps) {
    const rates = estimates(maps.map((map) => [...this.rates(where, map).values()]));
    const median = (place) => rates[place]?.median ?? -1;
    const ranked = [...maps.keys()]
      .filter((place) => rates[place])
      .sort((a, b) => median(b) - median(a));
    if (ranked.length === 0) return null;
    const [best, ...others] = ranked.map((place) => maps[place]);
    const shares = estimates(
      others.map((map) => [...this.ratios(where, map, { map: best }).values()]),
    );
    return {
      best,
      rate: rates[ranked[0]],
      shares: new Map(others.map((map, place) => [map, shares[place]])),
    };
  }
}

/**
 * Of several series by repeat, one: repeats count that all those series have which have any.
 * @param {Map<number, number>[]} series
 * @param {(repeats: number[][]) => number[]} combine what the series have at each repeat into one
 * @returns {Map<number, number>}
 */
export function collected(series, combine) {
  const known = series.filter(({ size }) => size > 0);
  const repeats = known.length > 0 ? [...known[0].keys()] : [];
  const whole = repeats.filter((repeat) => known.every((one) => one.has(repeat)));
  const combined = combine(whole.map((repeat) => known.map((one) => Number(one.get(repeat)))));
  return new Map(whole.map((repeat, place) => [repeat, combined[place]]));
}

/**
 * Of two series, what is in both.
 * @param {Map<number, number>} above @param {Map<number, number>} below
 */
export function quotients(above, below) {
  const shared = [...above].filter(([at]) => below.has(at));
  return new Map(shared.map(([at, value]) => [at, value / Number(below.get(at))]));
}

/** @param {number[][]} series none of them empty */
export function medians(series) {
  return estimates(series).map((one) => Number(one?.median));
}

// What `make soak` runs: a matrix of short trials, then long ones for as long as wished, then the
// deep verification of each map. Pure: links out of names, no browser in sight.

/** @typedef {{ phase: string, kind: 'run' | 'verify', map: string, link: string }} Task */

const MATRIX_THREADS = [1, 2, 4, 8];
const MATRIX_PRESETS = ['read-mostly', 'exchange', 'churn'];

export const ENDURANCE_THREADS = [4, 8];

/** Removals decide here: they are what gives memory back while others still read it. */
const MIXES = ['preset=exchange', 'preset=churn', 'mix=r10,i40,d40,u10'];
const KEYS = [1024, 131_072];

const link = (map, rest) => `#v1/compare?maps=${map}&rounds=1&warmup=0&${rest}`;

/**
 * Each map at each number of threads on each preset, briefly.
 * @param {string[]} maps
 * @param {number} ms
 * @returns {Task[]}
 */
export function matrix(maps, ms) {
  return maps.flatMap((map) =>
    MATRIX_THREADS.flatMap((threads) =>
      MATRIX_PRESETS.map((preset) => ({
        phase: 'matrix',
        kind: 'run',
        map,
        link: link(map, `preset=${preset}&threads=${threads}&ms=${ms}`),
      })),
    ),
  );
}

/**
 * All maps in turn, on one workload after the other, without end; each round has another seed.
 * @param {string[]} maps
 * @param {number} threads
 * @returns {Generator<Task, never>}
 */
export function* endurance(maps, threads) {
  for (let seed = 1; ; seed += 1) {
    for (const mix of MIXES) {
      for (const keys of KEYS) {
        for (const map of maps) {
          const rest = `${mix}&keys=${keys}&threads=${threads}&ms=2000&seed=${seed}`;
          yield { phase: `endurance, ${threads} threads`, kind: 'run', map, link: link(map, rest) };
        }
      }
    }
  }
}

/** @param {string[]} maps @returns {Task[]} */
export function verifications(maps) {
  return maps.map((map) => ({
    phase: 'deep verification',
    kind: 'verify',
    map,
    link: link(map, 'threads=4'),
  }));
}

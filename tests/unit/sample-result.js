/** A Result of made-up figures in the shape of real ones, for tests of what becomes of results. */

/** @typedef {import('../../web/types.js').Result} Result */

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0';

/**
 * @param {string[]} maps @param {string} [rest] of the link, "&key=value"
 * @returns {Result}
 */
export function sampleResult(maps, rest = '&rounds=6') {
  /** @param {number} place */
  const median = (place) => 12_345_678.9 * (1 + place / 7);
  return {
    schema: 'contend/result/1',
    experiment: `#v1/compare?maps=${maps.join(',')}${rest}`,
    seed: 42,
    stopped: false,
    environment: {
      host: 'browser',
      userAgent: AGENT,
      cores: 2,
      parallelism: 2,
      isolation: 'headers',
      mode: 'threads',
      clockStepNs: 5000.0000001,
      build: '0.1.0 wasm32 unwind core',
      allocator: 'dlmalloc 0.2, one lock, magazines per thread, fixed heap',
      hasher: 'foldhash 0.2 fast, fixed seed',
      recordedAt: '2026-11-23T01:02:03.456Z',
    },
    harness: { nsPerOp: 5.5, opsPerSec: 363_636_363.6, threads: 2, nsPerOpOneThread: 2.75 },
    strategies: maps.map((id, place) => ({
      id,
      label: id,
      trials: Array.from({ length: 6 }, (_, round) => trial(round + 1, median(place))),
      summary: {
        opsPerSec: interval(median(place)),
        nsPerOp: 2e9 / median(place),
        ratio: interval(median(place) / median(0)),
        fairness: 0.998_765_432_1,
        hitRate: 0.500_123_456_7,
        occupancy: 0.500_001_234_5,
        outcome: 'passed',
        ok: true,
      },
    })),
    conclusion: {
      kind: 'tied',
      best: maps.at(-1) ?? null,
      other: null,
      ratio: null,
      tied: maps,
      broken: [],
    },
    warnings: [{ kind: 'oversubscribed', threads: 4, parallelism: 2 }],
  };
}

/** @param {number} median */
function interval(median) {
  return { median, low: median * 0.912_345, high: median * 1.123_456 };
}

/** @param {number} round @param {number} opsPerSec @returns {import('../../web/types.js').Trial} */
function trial(round, opsPerSec) {
  return {
    round,
    threads: 2,
    extraThreads: 0,
    seconds: 0.3,
    ops: Math.round(opsPerSec * 0.3),
    opsPerSec,
    perThread: [1, 2],
    hitRate: 0.5,
    occupancy: 0.5,
    streamChecksum: `3a22fe38153ffc${round}f`,
    verdict: {
      outcome: 'passed',
      ok: true,
      checks: [{ name: 'conservation', status: 'pass', detail: null }],
    },
  };
}

/** `make bench` at its shortest: one preset and one repeat, from the run to the tables. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { optionsOf } from '../../tools/lib/bench/options.mjs';
import { Progress } from '../../tools/lib/bench/progress.mjs';
import { PARTS, suite } from '../../tools/lib/bench/suite.mjs';

const SHORT = {
  ONLY: 'presets',
  PRESETS: 'reads-90',
  MAPS: 'mutex,dashmap:16',
  REPEATS: '1',
  WARMUP: '0',
};

/** Measures them on those hosts and looks at what is kept and written. @param {string[]} names */
export async function benchPresets(names) {
  const folder = mkdtempSync(join(tmpdir(), 'contend-bench-'));
  const document = join(folder, 'BENCHMARKS.md');
  try {
    const settings = optionsOf({ ...SHORT, HOSTS: names.join(',') }, PARTS);
    const progress = new Progress({ write: () => {} });
    assert.deepEqual(await suite(settings, { document, folder, progress }), { failures: 0 });
    const { samples, repeats } = JSON.parse(readFileSync(join(folder, 'presets.json'), 'utf8'));
    assert.equal(repeats, 1);
    const hosts = samples.map(({ host, threads }) => `${host} ${threads}`).sort();
    const each = names.toSorted().flatMap((host) => [`${host} 1`, `${host} 2`]);
    assert.deepEqual(hosts, each);
    for (const threads of [1, 2]) {
      const alike = samples.filter((sample) => sample.threads === threads);
      assert.equal(new Set(alike.map(({ checksum }) => checksum)).size, 1);
    }
    for (const { rates } of samples) {
      assert.deepEqual(Object.keys(rates).sort(), ['dashmap:16', 'mutex', 'null']);
      assert.ok(Object.values(rates).every((rate) => rate > 0));
    }
    const text = readFileSync(document, 'utf8');
    for (const host of names) {
      assert.match(text, new RegExp(`^- ${host}: .*allocator .*hasher `, 'm'));
    }
    if (names.length > 1) {
      assert.match(text, /\| map \| chromium \/ native \| firefox \/ native \|/);
      assert.match(text, /\*\*median over maps\*\*/);
    }
    assert.match(text, /### Where each map loses, native, 2 threads/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

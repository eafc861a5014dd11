/** The part of `make bench` that holds WebKit against Chromium, at its shortest. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { optionsOf } from '../../tools/lib/bench/options.mjs';
import { Progress } from '../../tools/lib/bench/progress.mjs';
import { PARTS, suite } from '../../tools/lib/bench/suite.mjs';

const SHORT = { ONLY: 'webkit', PRESETS: 'reads-90', MAPS: 'mutex', REPEATS: '1', WARMUP: '0' };

test('WebKit against Chromium, into a document', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'contend-bench-'));
  const document = join(folder, 'BENCHMARKS.md');
  try {
    const settings = optionsOf(SHORT, PARTS);
    const progress = new Progress({ write: () => {} });
    assert.deepEqual(await suite(settings, { document, folder, progress }), { failures: 0 });
    const { samples } = JSON.parse(readFileSync(join(folder, 'webkit.json'), 'utf8'));
    assert.deepEqual(samples.map(({ host }) => host).sort(), ['chromium', 'webkit']);
    assert.equal(new Set(samples.map(({ checksum }) => checksum)).size, 1);
    const rates = samples.map((sample) => sample.rates.mutex);
    assert.ok(rates.every((rate) => rate > 0));
    assert.match(readFileSync(document, 'utf8'), /\| `mutex` \| \d[\d.]* \|/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

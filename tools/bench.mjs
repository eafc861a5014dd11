// `node tools/bench.mjs`: the presets natively and in browsers, interleaved, and what the harness costs;
// the account is BENCHMARKS.md, between its markers.
//
// Parts with a share of MINUTES (taken unless ONLY= names others): presets, harness. Parts of fixed size:
// article (its ratios), twice (one careful experiment two times), same (a map against itself), plot (what
// live plotting costs), forms (of the landing experiment), page (first paint, stops, frames), guard (what it
// costs), regret (of the maps that are advised), webkit (WebKit against Chromium). ONLY=all takes all. What an interrupt leaves is written; the raw figures are in
// target/bench/, and REWRITE=1 writes the document anew from them. Other builds of the site join with
// SITES=label=folder.
//
//   MINUTES=35 ONLY= HOSTS=native,chromium,firefox MAPS= PRESETS= THREADS=1,2 MS=50 WARMUP=50 REPEATS=

import { join } from 'node:path';
import { optionsOf } from './lib/bench/options.mjs';
import { Progress } from './lib/bench/progress.mjs';
import { PARTS, rewrite, suite } from './lib/bench/suite.mjs';
import { paths, root } from './lib/paths.mjs';
import { main } from './lib/shell.mjs';

const document = join(root, 'BENCHMARKS.md');
const folder = join(paths.target, 'bench');

await main(async () => {
  if (process.env.REWRITE) return rewrite({ document, folder });
  const settings = optionsOf(process.env, PARTS);
  const { failures } = await suite(settings, { document, folder, progress: new Progress() });
  console.log(`\nBENCHMARKS.md has the tables.`);
  if (failures > 0) {
    console.log(`${failures} runs gave no figure; the document says which.`);
    process.exitCode = 1;
  }
});

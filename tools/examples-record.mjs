// `node tools/examples-record.mjs [--run]`: makes the examples' pictures and tables from the recorded
// result, so that nobody types a figure; with --run records the result anew first.

import { relative } from 'node:path';
import { pages, refresh, recorded, writeRecorded } from './lib/examples/sources.mjs';
import { paths, root } from './lib/paths.mjs';
import { ToolError, ask, main } from './lib/shell.mjs';

await main(async () => {
  if (process.argv.includes('--run')) {
    const { experiment } = recorded();
    console.log(`   running ${experiment}`);
    const json = ask(paths.contend, ['run', experiment, '--json']);
    if (json === null)
      throw new ToolError(`\`contend run '${experiment}'\` failed. Run \`make build\`.`);
    writeRecorded(json);
  }
  const changed = refresh();
  for (const file of changed) console.log(`   ${relative(root, file)} written`);
  if (changed.length === 0) console.log(`   ${pages.length} pages are up to date`);
});

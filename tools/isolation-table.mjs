// `node tools/isolation-table.mjs`: writes what the browser tests last found about isolation into the
// README.

import { updateReadme } from './lib/isolation-table.mjs';
import { main } from './lib/shell.mjs';

await main(() => {
  console.log(updateReadme() ? 'README.md has the new table.' : 'README.md is up to date.');
});

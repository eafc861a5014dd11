// `OUT=folder node tools/deploy-tree.mjs`: lays dist/ out for a host, current at the root and pinned
// below v/<version>-<hash>/; docs/deploy.md tells what to do with the folder.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { deployTree } from './lib/deploy.mjs';
import { siteAddress } from './lib/gallery/address.mjs';
import { paths } from './lib/paths.mjs';
import { ToolError, main } from './lib/shell.mjs';

await main(async () => {
  if (!process.env.OUT) {
    throw new ToolError(
      'Say where to: `make deploy-tree OUT=folder`. It may hold earlier deploys.',
    );
  }
  const out = resolve(process.env.OUT);
  const { version } = JSON.parse(readFileSync(paths.metadata, 'utf8'));
  const { pin, fresh, removed } = deployTree({ site: paths.site, out, version });
  console.log(`   ${out}: the current build`);
  console.log(`   ${pin} ${fresh ? 'added, and never to change' : 'was there already, unchanged'}`);
  if (removed.length > 0) console.log(`   no longer there: ${removed.join(', ')}`);
  const at = siteAddress() ?? 'https://example.org/';
  console.log(`   An embed pins this build with src="${new URL(pin, at)}"`);
});

// `node tools/serve.mjs`: the page on this machine, as soon as it can be opened.
//
// Where everything is built it serves the site. In a fresh clone it builds what the landing page needs,
// serves that, and builds the rest behind it: the page says what is missing and gets it when it is there,
// and the compilers rest while the page measures. Once all is built, the site is what is served.

import { buildFirst, buildRest, publish } from './build.mjs';
import { Behind } from './lib/behind.mjs';
import { paths } from './lib/paths.mjs';
import { startServer } from './lib/server.mjs';
import { ToolError, main, step } from './lib/shell.mjs';
import { buildFirstSite, siteIsBuilt } from './lib/site.mjs';
import { isBuilt } from './lib/wasm.mjs';

function portOf(text = process.env.PORT || '8080') {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new ToolError(`PORT=${text} is not a port. Use a number from 0 (any free one) to 65535.`);
}

const announce = (url) => console.log(`\nContend is at ${url} (Ctrl-C stops it)`);

await main(async () => {
  const port = portOf();
  await buildFirst();
  if (['full', 'wide', 'scan'].every(isBuilt) && siteIsBuilt()) {
    announce((await startServer({ root: paths.site, port })).url);
    return;
  }
  await step('page', buildFirstSite);
  const behind = new Behind();
  const server = await startServer({ root: paths.firstSite, port, first: behind.answer });
  announce(server.url);
  console.log(
    'The rest of it is being built behind: other maps, Scale, Race and Scan come by themselves.',
  );
  await behind.build(async (deliver) => {
    await buildRest(deliver);
    await publish();
    await server.prefer(paths.site);
  });
});

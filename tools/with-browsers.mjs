// `node tools/with-browsers.mjs PROGRAM ARGUMENT...`: runs a program whose test programs share browsers,
// and ends as it does.

import { lender } from './lib/browser-lender.mjs';
import { execute, main } from './lib/shell.mjs';

/** Whoever runs this has a limit of their own. */
const MINUTES = 24 * 60;

await main(async () => {
  const [program, ...args] = process.argv.slice(2);
  const browsers = await lender();
  try {
    const env = { CONTEND_BROWSERS: browsers.url };
    const { code } = await execute(program, args, { env, minutes: MINUTES });
    process.exitCode = code;
  } finally {
    await browsers.close();
  }
});

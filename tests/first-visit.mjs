// `node tests/first-visit.mjs URL`: what somebody does who has just started the page. Opens it, sees
// that it is no error, presses Run on a short experiment, and reads the result. Ends with status 1 and
// what was seen instead if any of it fails.

import { ToolError, main, seconds } from '../tools/lib/shell.mjs';
import { launch } from '../tools/lib/tabs.mjs';

const EXPERIMENT = '#v1/compare?maps=mutex,sharded:16&keys=4096&ms=50&rounds=6&threads=2&warmup=50';

const [url] = process.argv.slice(2);

await main(async () => {
  if (!URL.canParse(url ?? ''))
    throw new ToolError('Say which page: `node tests/first-visit.mjs URL`.');
  const answer = await fetch(url);
  const page = await answer.text();
  if (!answer.ok || !page.includes('<contend-app>')) {
    throw new ToolError(`${url} answered ${answer.status} with something else than the page.`);
  }
  const browser = await launch('chromium');
  try {
    const tab = await browser.tab();
    const begun = performance.now();
    await tab.open(url + EXPERIMENT);
    await tab.evaluate(() => {
      document.addEventListener('contend-result', ({ detail }) => (window.result = detail));
      document.addEventListener('contend-error', ({ detail }) => (window.failure = detail));
    });
    await tab.waitFor(() => document.querySelector('contend-app')?.environment);
    await tab.click('.run-button');
    await tab.waitFor(() => window.result ?? window.failure);
    const { result, failure } = await tab.evaluate(() => ({
      result: window.result,
      failure: window.failure,
    }));
    if (failure) throw new ToolError(`The run failed: ${failure.name}: ${failure.message}`);
    if (tab.complaints.length > 0)
      throw new ToolError(`The browser complained: ${tab.complaints.join('; ')}`);
    const rows = result.strategies.map(({ id, trials, summary }) => {
      if (trials.length !== 6 || !summary?.ok) throw new ToolError(`${id} has no sound result.`);
      return `${id} ${(summary.opsPerSec.median / 1e6).toFixed(1)} M ops/s`;
    });
    if (result.environment.mode !== 'threads') throw new ToolError('The page found no threads.');
    console.log(`${url}: ${rows.join(', ')}, ${seconds(performance.now() - begun)} after opening`);
  } finally {
    await browser.close();
  }
});

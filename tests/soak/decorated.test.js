/**
 * Maps inside decorators for long: ten million audited operations over each lock natively, and the conformance suite
 * of every map inside each decorator, panics of all four kinds among it, on a browser's own threads.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { metadata } from '../../web/metadata.js';
import { inBrowsers } from '../web/harness.js';
import { MAPS } from '../web/registry.js';
import { workbench } from '../web/servers.js';
import { ignored } from './ignored.js';

const THREADS = 4;

test('audits natively', () => {
  const maps = [...ignored('decorate').matchAll(/^audited: (.*)$/gm)];
  for (const [, told] of maps) console.log(`figure: never two inside one lock together: ${told}`);
  assert.ok(maps.length >= 5);
});

inBrowsers(
  'inside each decorator',
  () => workbench('target/suite-pkg/'),
  ({ check }) => {
    check('every map conforms', async (tab, { server }) => {
      await openRunner(tab, server.url);
      const decorated = MAPS.flatMap((map) => metadata.decorators.map(({ id }) => `${map}+${id}`));
      const verdicts = await tab.evaluate((suite) => window.conform(suite), {
        maps: decorated,
        threads: THREADS,
      });
      for (const map of decorated) assert.equal(verdicts[map], 'ok', map);
    });
  },
);

// The servers' snippets in docs/deploy.md send what our own server does: a host set up by them gives
// threads for the same reasons.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/paths.mjs';
import { startServer } from '../lib/server.mjs';

const text = readFileSync(join(root, 'docs/deploy.md'), 'utf8');

/** What isolates a page, and what lets others load the element; the content policy is the page's own. */
const NEEDED = /^(?:cross-origin-|document-isolation-|access-control-|x-content-type-)/;

for (const server of ['nginx', 'caddy', 'apache']) {
  test(`${server}: every header that our own server sends`, async () => {
    const [, snippet = ''] = new RegExp(`\`\`\`${server}\n([^\`]*)\`\`\``).exec(text) ?? [];
    const said = new Map(
      [...snippet.matchAll(/([A-Z][\w-]+) "([^"]*)"/g)].map(([, name, value]) => [
        name.toLowerCase(),
        value,
      ]),
    );
    const folder = mkdtempSync(join(tmpdir(), 'contend-headers-'));
    writeFileSync(join(folder, 'index.html'), '');
    const own = await startServer({ root: folder });
    try {
      const { headers } = await fetch(own.url);
      const needed = [...headers].filter(([name]) => NEEDED.test(name));
      assert.equal(needed.length, 6);
      for (const [name, value] of needed) assert.equal(said.get(name), value, name);
    } finally {
      await own.close();
      rmSync(folder, { recursive: true });
    }
  });
}

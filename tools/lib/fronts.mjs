/**
 * What browser tests and `make soak` load pages from.
 *
 * `site` is the built site as a host serves it; `workbench` serves the project's folders unbundled,
 * at will with another build of the wasm module in place of the page's own. Both can be told to
 * refuse an address for a while, which stands for a network that fails, to answer with another
 * script, or to remember what they sent.
 */

import { createServer } from 'node:http';
import { listening, startServer } from './server.mjs';
import { paths, root } from './paths.mjs';

/**
 * @typedef {object} Served
 * @property {string} url
 * @property {{ path: string, body: Buffer }[] | null} sent answers since a list was put here
 * @property {RegExp | null} refuse paths that fail
 * @property {{ path: RegExp, script: string } | null} replace a script to send instead
 * @property {() => Promise<void>} close
 */
/** @typedef {'all' | 'isolation' | 'pair' | 'none'} Headers what the host sends, see headers.mjs */

/**
 * The built site, or another build of it.
 * @param {{ headers?: Headers, prefix?: string, root?: string, name?: string }} [options] `name`: of this
 *   machine, where the page is not to take it for a port of many projects: `contend.localhost`
 * @returns {Promise<Served & { deploy: (root: string) => Promise<void> }>} `deploy`: from now on
 *   serves another folder at the same address
 */
export async function site({
  headers = 'all',
  prefix = '/',
  root: folder = paths.site,
  name = '127.0.0.1',
} = {}) {
  let server = await startServer({ root: folder, headers, prefix });
  const behind = [server];
  const front = await relay((path) => new URL(path, server.url).href, behind);
  return Object.assign(front, {
    url: front.url.replace('127.0.0.1', name) + prefix.slice(1),
    async deploy(next) {
      server = await startServer({ root: next, headers, prefix });
      behind.push(server);
    },
  });
}

/**
 * The sources, with the page's modules or with another one in the place of both.
 * @param {string} [module] the folder of that module's glue, relative to the project's root
 * @param {{ headers?: Headers }} [options]
 */
export async function workbench(module, { headers = 'isolation' } = {}) {
  const sources = await startServer({ root, headers });
  return relay(
    (path) => {
      const [, folder = '', file = ''] = /^\/(pkg\/wasm(?:-full|-wide)?\/)(.*)$/.exec(path) ?? [];
      if (folder === '') return new URL(path, sources.url).href;
      // The pool's workers import the package by its folder.
      return new URL((module ?? folder) + (file || 'contend.js'), sources.url).href;
    },
    [sources],
  );
}

/**
 * A server that fetches each address from another one, unless it is told to refuse it.
 * @param {(path: string) => string} target
 * @param {{ close: () => Promise<void> }[]} behind servers that end with this one
 * @returns {Promise<Served>}
 */
async function relay(target, behind) {
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    if (served.refuse?.test(path)) return response.writeHead(503).end();
    if (served.replace?.path.test(path)) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(served.replace.script);
      return;
    }
    const asked = { redirect: 'manual', headers: { 'accept-encoding': 'identity' } };
    const answer = await fetch(target(path), asked).catch(() => null);
    // Closed meanwhile.
    if (!answer) return response.destroy();
    const headers = Object.fromEntries(answer.headers);
    for (const name of ['content-length', 'etag']) delete headers[name];
    response.writeHead(answer.status, { ...headers, 'cache-control': 'no-store' });
    const body = Buffer.from(await answer.arrayBuffer().catch(() => new ArrayBuffer(0)));
    served.sent?.push({ path, body });
    response.end(body);
  });
  const { url, close } = await listening(server);
  /** @type {Served} */
  const served = {
    url,
    sent: null,
    refuse: null,
    replace: null,
    async close() {
      await close();
      await Promise.all(behind.map((one) => one.close()));
    },
  };
  return served;
}

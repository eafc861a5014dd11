/**
 * Pages of somebody else's that frame what they are told to, with a plain `<iframe>`.
 *
 * Two sites on one machine: browsers take `localhost` and `127.0.0.1` for different ones.
 */

import { createServer } from 'node:http';

const PORT = /** @param {import('node:http').Server} server */ (server) =>
  /** @type {import('node:net').AddressInfo} */ (server.address()).port;

/**
 * @typedef {object} Embedder
 * @property {(framed: { src: string, sandbox?: string }) => string} crossSite the address of a page
 *   on another site that frames `src`
 * @property {(framed: { src: string, sandbox?: string }) => string} sameSite as above, on the site of
 *   `src`
 * @property {() => Promise<void>} close
 */

/**
 * @param {Record<string, string>} [headers] what its pages are sent with
 * @returns {Promise<Embedder>}
 */
export async function embedder(headers = {}) {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://host');
    response.writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' });
    response.end(pageAround(searchParams));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const at = (/** @type {string} */ host) => (/** @type {Record<string, string>} */ framed) =>
    `http://${host}:${PORT(server)}/?${new URLSearchParams(framed)}`;
  return {
    crossSite: at('localhost'),
    sameSite: at('127.0.0.1'),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param {URLSearchParams} query */
function pageAround(query) {
  const attributes = [...query].map(([name, value]) => `${name}="${escape(value)}"`).join(' ');
  return `<!doctype html>
    <html lang="en">
      <head><title>A page that embeds</title><link rel="icon" href="data:," /></head>
      <body>
        <script>window.loads = 0;</script>
        <iframe title="playground" width="800" height="600" onload="loads += 1" ${attributes}></iframe>
      </body>
    </html>`;
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[&"<]/g, (character) => `&#${character.charCodeAt(0)};`);
}

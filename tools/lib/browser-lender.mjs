// Browsers that several test programs share: started when first asked for, lent by a small server, closed
// with it. A test program borrows them (`tabs.mjs`) if CONTEND_BROWSERS names the server.
//
// Everyone has the same Chromium, in contexts of their own that end with their connection. Firefox takes
// one connection at a time, so each of its borrowers has one alone for as long as the answer stays open,
// and whoever comes next may have it after that.

import { createServer } from 'node:http';
import { serveChromium, serveFirefox } from './browsers-driven.mjs';
import { listening } from './server.mjs';

export async function lender() {
  /** Everything that was started and not yet closed. */
  const started = new Set();
  const idle = [];
  let shared = null;

  const start = async (serve) => {
    const endpoint = await serve();
    started.add(endpoint);
    return endpoint;
  };
  const chromium = async () => {
    const endpoint = await (shared ??= start(serveChromium));
    if (await endpoint.usable()) return endpoint;
    shared = null;
    return chromium();
  };
  const firefox = async () => {
    for (let endpoint; (endpoint = idle.pop());) {
      if (await endpoint.usable()) return endpoint;
      started.delete(endpoint);
      await endpoint.close();
    }
    return start(serveFirefox);
  };

  const server = createServer(async ({ url }, response) => {
    const alone = url === '/firefox';
    try {
      const endpoint = await (alone ? firefox() : chromium());
      if (alone) response.once('close', () => idle.push(endpoint));
      // Unended: it is open as long as the browser is in use.
      response.writeHead(200).write(endpoint.url);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  const { url, close } = await listening(server);
  return {
    url,
    async close() {
      await close();
      for (const endpoint of started) await endpoint.close().catch(() => {});
    },
  };
}

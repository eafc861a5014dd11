/**
 * Somebody else's page: HTML from another site than the playground's (`localhost` is not the same
 * site as `127.0.0.1`), and what its scripts see of the elements in it.
 */

import { createServer } from 'node:http';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {{ url: string, html: string, close: () => Promise<void> }} Host */

/** @returns {Promise<Host>} whose `html` may be set at any time */
export async function hostPage() {
  const host = { url: '', html: '', close };
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(host.html);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  host.url = `http://localhost:${address.port}/`;
  return host;

  async function close() {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(() => resolve(undefined)));
  }
}

/** @param {string} body @param {{ lang?: string, head?: string }} [options] */
export function document(body, { lang = 'en', head = '' } = {}) {
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Host</title>
    <link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;
}

/** @param {string} text for an attribute */
export function quoted(text) {
  return `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
}

/**
 * Collects what reaches the document from the elements, from before their script is there.
 * Runs in the page's head.
 */
export const LISTENER = `<script>
  window.heard = [];
  for (const type of ['ready', 'progress', 'result', 'error']) {
    document.addEventListener('contend-' + type, (event) => {
      window.heard.push({ type, id: event.target.id, detail: event.detail });
    });
  }
</script>`;

/** @param {Tab} tab @param {string} type @param {string} [id] of the element */
export async function heard(tab, type, id = 'lab') {
  await tab.waitFor(
    ([wanted, from]) => window.heard.some((one) => one.type === wanted && one.id === from),
    [type, id],
  );
  return tab.evaluate(
    ([wanted, from]) => window.heard.filter((one) => one.type === wanted && one.id === from),
    [type, id],
  );
}

/**
 * The page inside a frame, as the test's driver reaches it.
 * @param {Tab} tab @param {RegExp} [address] where there are several
 */
export function inner(tab, address = /embed=1/) {
  return tab.frame(address);
}

/** @param {any} frame @param {() => unknown} condition */
export async function until(frame, condition) {
  for (let look = 0; look < 600; look += 1) {
    // A page that reloads has no answer.
    if (await frame.evaluate(condition).catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never true in the frame: ${condition}`);
}

/**
 * A host that is not well for a while: it answers with something else, cuts answers off, hangs, is late,
 * mixes two builds or goes away; and then is well again.
 *
 * What it sends may be kept for as long as the true file might, lies included. Its name is one of this
 * machine's that nobody's other projects have, so it counts as a host like any.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { paths } from '../../tools/lib/paths.mjs';
import { startServer } from '../../tools/lib/server.mjs';

/**
 * `html`: 200 and another page; `cut`: closed in the midst; `short`: whole by its length, but half of
 * it; `stall`: never answered; `late`: after some seconds; `held`: once it is well; `away`: no connection.
 * @typedef {'html' | 'cut' | 'short' | 'stall' | 'late' | 'held' | 'away'} Lie
 */

/** @typedef {Awaited<ReturnType<typeof lyingHost>>} Host */

/** Longer than a page waits for its worker. */
const LATE_MS = 4_000;
const OTHER = '<!doctype html><title>Another</title><p>Another project.';

/**
 * @param {{ headers?: 'all' | 'none', name?: string, next?: string }} [options] `next`: the folder of
 *   another build
 */
export async function lyingHost({ headers = 'none', name = 'contend.localhost', next = '' } = {}) {
  const first = await startServer({ root: paths.site, headers });
  /** @type {typeof first | null} */
  let fresh = null;
  let [page, rest] = [first, first];
  let slow = 0;
  let release = () => {};
  /** @type {Promise<void>} */
  let held = Promise.resolve();
  /** @type {{ lie: Lie, path: RegExp } | null} */
  let fault = null;

  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const lie = fault?.path.test(path) ? fault.lie : null;
    if (lie === 'stall') return;
    if (lie === 'away') return request.socket.destroy();
    await (lie === 'held' ? held : pause(lie === 'late' ? LATE_MS : slow));
    const from = /^\/(?:index\.html)?(?:\?|$)/.test(path) ? page : rest;
    const answer = await fetch(new URL(path, from.url), {
      headers: { 'accept-encoding': 'identity' },
    }).catch(() => null);
    const bytes = await answer?.arrayBuffer().catch(() => null);
    if (!answer || !bytes) return response.destroy();
    const sent = Object.fromEntries(answer.headers);
    const body = Buffer.from(bytes);
    const half = body.subarray(0, body.length / 2);
    delete sent.etag;
    delete sent['last-modified'];
    delete sent['content-length'];
    if (lie === 'html') {
      response.writeHead(200, { ...sent, 'content-type': 'text/html' }).end(OTHER);
    } else if (lie === 'cut') {
      response.writeHead(answer.status, { ...sent, 'content-length': body.length });
      response.write(half, () => response.destroy());
    } else {
      response.writeHead(answer.status, sent).end(lie === 'short' ? half : body);
    }
  });
  const listen = async (/** @type {number} */ port) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const hangUp = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });

  return {
    url: `http://${name}:${port}/`,
    /** @param {Lie} lie @param {RegExp} [path] of what it lies about */
    async lies(lie, path = /./) {
      fault = { lie, path };
      held = new Promise((resolve) => (release = () => resolve()));
      // With nothing left to answer there is nobody to connect to.
      if (lie === 'away' && path.test('/')) await hangUp();
    },
    /** Each answer takes so long from now on. @param {number} ms */
    slows(ms) {
      slow = ms;
    },
    /** Half of the next build is there; all of it once it is well. @param {'page' | 'rest'} what */
    async deploys(what) {
      fresh ??= await startServer({ root: next, headers });
      if (what === 'page') page = fresh;
      else rest = fresh;
    },
    async heals() {
      fault = null;
      release();
      if (fresh) page = rest = fresh;
      if (!server.listening) await listen(port);
    },
    async close() {
      if (server.listening) await hangUp();
      await Promise.all([first.close(), fresh?.close()]);
    },
  };
}

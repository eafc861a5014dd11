/** The service worker: the same headers as the server's, on every response of the site, nothing else. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import vm from 'node:vm';
import { isolationHeaders } from '../../tools/lib/isolation.mjs';

const SOURCE = readFileSync(new URL('../../web/public/sw.js', import.meta.url), 'utf8');
const ORIGIN = 'https://host.example';

/**
 * Runs the worker with a network of one response.
 * @param {Response} response
 */
function start(response) {
  /** @type {Record<string, (event: any) => void>} */
  const handlers = {};
  const calls = { skipped: 0, claimed: 0 };
  const self = {
    location: { origin: ORIGIN },
    addEventListener: (/** @type {string} */ type, /** @type {any} */ f) => (handlers[type] = f),
    skipWaiting: () => (calls.skipped += 1),
    clients: { claim: async () => (calls.claimed += 1) },
  };
  vm.runInNewContext(SOURCE, { self, fetch: async () => response, URL, Headers, Response });
  const waitUntil = () => {};
  return {
    calls,
    emit: (/** @type {string} */ type, detail = {}) => handlers[type]?.({ waitUntil, ...detail }),
    /** @returns {Promise<Response> | null} null when it leaves the request alone */
    answer(/** @type {Partial<Request>} */ request) {
      let answered = null;
      const respondWith = (/** @type {Promise<Response>} */ promise) => (answered = promise);
      handlers.fetch?.({ request: { cache: 'default', mode: 'cors', ...request }, respondWith });
      return answered;
    },
  };
}

test('adds every header and keeps the rest of the response', async () => {
  const headers = { 'Content-Type': 'text/html', 'Cross-Origin-Embedder-Policy': 'unsafe-none' };
  const worker = start(new Response('body', { status: 206, statusText: 'Part', headers }));
  const answer = await worker.answer({ url: `${ORIGIN}/deep/page` });
  assert.ok(answer);
  for (const [name, value] of Object.entries(isolationHeaders)) {
    assert.equal(answer.headers.get(name), value);
  }
  assert.equal(answer.headers.get('Content-Type'), 'text/html');
  assert.deepEqual([answer.status, answer.statusText], [206, 'Part']);
  assert.equal(await answer.text(), 'body');
});

test('responses without a body stay without', async () => {
  const answer = await start(new Response(null, { status: 304 })).answer({ url: `${ORIGIN}/x` });
  assert.equal(answer?.status, 304);
  assert.equal(answer?.headers.get('Cross-Origin-Opener-Policy'), 'same-origin');
});

test('opaque responses pass untouched', async () => {
  const opaque = Response.error();
  assert.equal(await start(opaque).answer({ url: `${ORIGIN}/redirect` }), opaque);
});

test('other sites and cache-only requests are none of its business', () => {
  const worker = start(new Response(''));
  assert.equal(worker.answer({ url: 'https://other.example/x' }), null);
  assert.equal(worker.answer({ url: `${ORIGIN}/x`, cache: 'only-if-cached', mode: 'cors' }), null);
});

test('takes over at once, and again when asked', () => {
  const worker = start(new Response(''));
  worker.emit('install');
  worker.emit('activate');
  worker.emit('message', { data: 'claim' });
  worker.emit('message', { data: 'anything else' });
  assert.deepEqual(worker.calls, { skipped: 1, claimed: 2 });
});

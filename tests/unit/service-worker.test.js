/**
 * The service worker by itself: whom it answers, the headers it adds, what it keeps and drops, and
 * that it leaves when it fails. How browsers carry it out is in tests/web/offline.test.js.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import vm from 'node:vm';
import { isolationHeaders } from '../../tools/lib/headers.mjs';

const SOURCE = readFileSync(new URL('../../web/public/sw.js', import.meta.url), 'utf8');
const SCOPE = 'https://host.example/deep/';

const BUILD = {
  version: 'v2',
  headers: isolationHeaders,
  files: { 'assets/index-22222222.js': '', 'theme.js': 'sha256-theme', '': 'sha256-page' },
  later: ['assets/large-22222222.wasm'],
};

/** @typedef {Map<string, Map<string, Response>>} Stored by cache and address */

/**
 * A worker with a network and stored caches of its own.
 * @param {object} [world]
 * @param {(url: string, options?: RequestInit) => Response | Promise<Response>} [world.network]
 * @param {Stored} [world.stored]
 * @param {Partial<typeof BUILD>} [world.build]
 * @param {string[]} [world.pages] open ones
 * @param {object | null} [world.waiting] a later worker
 */
function start({ network, stored = new Map(), build = {}, pages = [], waiting = null } = {}) {
  /** @type {Record<string, (event: any) => void>} */
  const handlers = {};
  const calls = { skipped: 0, claimed: 0, unregistered: 0, fetched: /** @type {any[]} */ ([]) };
  const self = {
    BUILD: { ...BUILD, ...build },
    addEventListener: (/** @type {string} */ type, /** @type {any} */ f) => (handlers[type] = f),
    skipWaiting: async () => (calls.skipped += 1),
    clients: {
      claim: async () => (calls.claimed += 1),
      matchAll: async () => pages.map((url) => ({ url })),
    },
    registration: {
      scope: SCOPE,
      waiting,
      installing: null,
      unregister: async () => (calls.unregistered += 1),
    },
  };
  const caches = {
    keys: async () => [...stored.keys()],
    delete: async (/** @type {string} */ name) => stored.delete(name),
    match: async (/** @type {string} */ url, /** @type {any} */ { cacheName }) =>
      stored.get(cacheName)?.get(url)?.clone(),
    async open(/** @type {string} */ name) {
      const cache = stored.get(name) ?? new Map();
      stored.set(name, cache);
      return {
        keys: async () => [...cache.keys()].map((url) => ({ url })),
        put: async (/** @type {string} */ url, /** @type {Response} */ r) => cache.set(url, r),
      };
    },
  };
  const fetch = async (/** @type {any} */ request, /** @type {any} */ options) => {
    const url = request.url ?? request;
    calls.fetched.push([url, options]);
    if (!network) throw new TypeError('offline');
    return network(url, options);
  };
  vm.runInNewContext(SOURCE, { self, caches, fetch, Response, Headers, setTimeout });

  /** @type {Promise<unknown>[]} */
  const work = [];
  const waitUntil = (/** @type {Promise<unknown>} */ promise) => work.push(promise);
  return {
    calls,
    stored,
    async emit(/** @type {string} */ type, detail = {}) {
      handlers[type]?.({ waitUntil, ports: [], ...detail });
      await Promise.all(work.splice(0));
    },
    /** @returns {Promise<any>} what the page is told */
    async ask(/** @type {object} */ data) {
      let told;
      const ports = [{ postMessage: (/** @type {any} */ message) => (told = message) }];
      await this.emit('message', { data, ports });
      return told;
    },
    /** @returns {Promise<Response | null>} null when it leaves the request alone */
    async answer(/** @type {string} */ path, request = {}) {
      /** @type {Promise<Response> | null} */
      let answered = null;
      handlers.fetch?.({
        request: { url: new URL(path, SCOPE).href, method: 'GET', cache: 'default', ...request },
        respondWith: (/** @type {Promise<Response>} */ promise) => (answered = promise),
        waitUntil,
      });
      const response = await answered;
      await Promise.all(work.splice(0));
      return response;
    },
  };
}

/** @param {string} body @param {HeadersInit} [headers] */
const network = (body, headers) => () => new Response(body, { headers });

/** @param {string} version @param {Record<string, string>} bodies by path */
function cacheOf(version, bodies) {
  const entries = Object.entries(bodies).map(
    ([path, body]) => /** @type {const} */ ([SCOPE + path, new Response(body)]),
  );
  return /** @type {const} */ ([`contend ${SCOPE} ${version}`, new Map(entries)]);
}

test('adds every header, says so, and keeps the rest of the response', async () => {
  const headers = { 'Content-Type': 'text/html', 'Cross-Origin-Embedder-Policy': 'unsafe-none' };
  const part = () => new Response('body', { status: 206, statusText: 'Part', headers });
  const answer = await start({ network: part }).answer('');
  for (const [name, value] of Object.entries(isolationHeaders)) {
    assert.equal(answer?.headers.get(name), value);
  }
  assert.match(answer?.headers.get('Server-Timing') ?? '', /contend-added.*Embedder-Policy/);
  assert.equal(answer?.headers.get('Content-Type'), 'text/html');
  assert.deepEqual([answer?.status, answer?.statusText], [206, 'Part']);
  assert.equal(await answer?.text(), 'body');
});

test('what has its headers passes as it is', async () => {
  const sent = new Response('body', { headers: isolationHeaders });
  assert.equal(await start({ network: () => sent }).answer('index.html?embed=1'), sent);
});

test('opaque responses pass untouched, bodiless ones stay so', async () => {
  const opaque = Response.error();
  assert.equal(await start({ network: () => opaque }).answer(''), opaque);
  const empty = await start({ network: () => new Response(null, { status: 304 }) }).answer('');
  assert.equal(empty?.status, 304);
});

test('everything that is not of the page is none of its business', async () => {
  const worker = start({ network: network('') });
  for (const path of [
    'https://other.example/x',
    'https://host.example/',
    'https://host.example/deeper/',
    'other-app/',
    'toString',
    'presets/a/index.html',
  ]) {
    assert.equal(await worker.answer(path), null, path);
  }
  assert.equal(await worker.answer('', { method: 'POST' }), null);
  assert.equal(await worker.answer('', { cache: 'only-if-cached', mode: 'cors' }), null);
});

test('headers that cannot be added: passes the page through and uninstalls itself', async () => {
  const worker = start({ network: network('page'), build: { headers: { 'not a name': '' } } });
  assert.equal(await (await worker.answer(''))?.text(), 'page');
  assert.equal(worker.calls.unregistered, 1);
});

test('storage that is refused does no harm', async () => {
  const stored = /** @type {any} */ ({ keys: () => assert.fail('refused') });
  const worker = start({ network: network('script'), stored });
  assert.equal(await (await worker.answer('assets/index-22222222.js'))?.text(), 'script');
  assert.equal(await worker.ask({ type: 'keep' }), null);
});

test('keeps file by file, the page last, unnamed content by its checksum', async () => {
  const foreign = new Map([
    ['another-app', new Map()],
    [`contend ${SCOPE}sub/ v1`, new Map()],
    cacheOf('v1', { '': 'old' }),
  ]);
  const worker = start({ network: network('x'), stored: foreign });
  assert.deepEqual(
    [await worker.ask({ type: 'keep' }), await worker.ask({ type: 'keep' })],
    [2, 1],
  );
  assert.ok(worker.stored.has(`contend ${SCOPE} v1`), 'not before it is complete');
  assert.equal(await worker.ask({ type: 'keep' }), 0);
  assert.deepEqual(
    worker.calls.fetched.map(([url, options]) => [url.slice(SCOPE.length), options?.integrity]),
    [
      ['assets/index-22222222.js', undefined],
      ['theme.js', 'sha256-theme'],
      ['', 'sha256-page'],
    ],
  );
  assert.deepEqual(
    [...worker.stored.keys()],
    ['another-app', `contend ${SCOPE}sub/ v1`, `contend ${SCOPE} v2`],
  );
});

test('what cannot be fetched is not kept', async () => {
  const worker = start({ network: () => new Response('', { status: 404 }) });
  assert.equal(await worker.ask({ type: 'keep' }), null);
  assert.equal(worker.stored.get(`contend ${SCOPE} v2`)?.size, 0);
});

test('a version that waits drops nothing', async () => {
  const complete = { 'assets/index-22222222.js': '', 'theme.js': '', '': '' };
  const stored = new Map([cacheOf('v1', { '': '' }), cacheOf('v2', complete)]);
  await start({ stored, waiting: {} }).ask({ type: 'keep' });
  assert.equal(stored.size, 2);
  await start({ stored }).emit('activate');
  assert.equal(stored.size, 1);
});

test('the page comes from the host, and from the copy when there is none', async () => {
  const stored = new Map([cacheOf('v2', { '': 'copy' })]);
  const text = async (/** @type {any} */ world) =>
    (await start({ stored, ...world }).answer(''))?.text();
  assert.equal(await text({ network: network('fresh') }), 'fresh');
  assert.equal(await text({}), 'copy');
  assert.equal(await text({ network: () => new Response('', { status: 503 }) }), 'copy');
  assert.equal(await text({ network: () => new Response('gone', { status: 404 }) }), 'gone');
  assert.equal(stored.get(`contend ${SCOPE} v2`)?.size, 1, 'and is not kept in passing');
});

test('hashed files come from any copy, an earlier build’s too; large ones are kept when used', async () => {
  const stored = new Map([cacheOf('v1', { 'assets/old-11111111.js': 'old' })]);
  const worker = start({ stored, network: network('net') });
  const text = async (/** @type {string} */ path) => (await worker.answer(path))?.text();
  assert.equal(await text('assets/old-11111111.js'), 'old');
  assert.equal(await text('assets/unknown-33333333.js'), 'net');
  assert.equal(await text('assets/large-22222222.wasm'), 'net');
  assert.deepEqual(
    [...(stored.get(`contend ${SCOPE} v2`)?.keys() ?? [])],
    [`${SCOPE}assets/large-22222222.wasm`],
  );
});

test('claims when asked; takes over from the only page if that is of its build', async () => {
  const pages = [SCOPE, 'https://host.example/other/'];
  const replaced = async (/** @type {string[]} */ open, /** @type {string} */ entry) => {
    const worker = start({ pages: open });
    await worker.ask({ type: 'replace', entry });
    return worker.calls.skipped === 1;
  };
  assert.equal(await replaced(pages, 'assets/index-22222222.js'), true);
  assert.equal(await replaced(pages, 'assets/index-11111111.js'), false);
  assert.equal(await replaced([...pages, `${SCOPE}#v1`], 'assets/index-22222222.js'), false);

  const worker = start();
  for (const type of ['claim', 'toString', undefined]) await worker.ask({ type });
  assert.deepEqual([worker.calls.claimed, worker.calls.skipped], [1, 0]);
});

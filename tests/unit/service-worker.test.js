/**
 * The service worker by itself: whom it answers, the headers it adds, what it keeps and drops, and
 * that it leaves when it fails. How browsers carry it out is in tests/web/offline.test.js.
 */

import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import vm from 'node:vm';
import { isolationHeaders } from '../../tools/lib/headers.mjs';

const SOURCE = readFileSync(new URL('../../web/public/sw.js', import.meta.url), 'utf8');
const SCOPE = 'https://host.example/deep/';

const PAGE = '<html><contend-app></contend-app></html>';
const INDEX = 'assets/index-22222222.js';
const LARGE = 'assets/large-22222222.wasm';
/** What the build made. @type {Record<string, string>} */
const BODIES = { [INDEX]: 'index', [LARGE]: 'large', 'theme.js': 'theme', '': PAGE };

const BUILD = {
  version: 'v2',
  headers: isolationHeaders,
  files: Object.fromEntries(
    Object.entries(BODIES).map(([path, body]) => [
      path,
      `sha256-${createHash('sha256').update(body).digest('base64')}`,
    ]),
  ),
  later: [LARGE],
};

/** @param {string} path @param {string} [body] with the type that its name says */
function file(path, body = BODIES[path] ?? path) {
  const types = { js: 'text/javascript', wasm: 'application/wasm' };
  const end = /** @type {'js' | 'wasm'} */ (path.split('.')[1]);
  return new Response(body, { headers: { 'Content-Type': types[end] ?? 'text/html' } });
}

/** A host that has what was built. @param {string} url */
const host = (url) => file(url.slice(SCOPE.length).split('?')[0]);
/** One that answers everything with another page. */
const liar = () => file('', 'Another project');
/** Half of our page. */
const half = () => file('', PAGE.slice(0, -4));

/** @typedef {Map<string, Map<string, Response>>} Stored by cache and address */

/**
 * A worker with a network and stored caches of its own.
 * @param {object} [world]
 * @param {(url: string, options?: RequestInit) => Response | Promise<Response>} [world.network]
 * @param {Stored} [world.stored]
 * @param {Partial<typeof BUILD>} [world.build]
 * @param {string[]} [world.pages] open ones
 * @param {object | null} [world.waiting] a later worker
 * @param {string} [world.scope]
 * @param {() => number} [world.now]
 */
function start({
  network,
  stored = new Map(),
  build = {},
  pages = [],
  waiting = null,
  scope = SCOPE,
  now = Date.now,
} = {}) {
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
      scope,
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
        delete: async (/** @type {string} */ url) => cache.delete(url),
      };
    },
  };
  const fetch = async (/** @type {any} */ request, /** @type {any} */ options) => {
    const url = request.url ?? request;
    calls.fetched.push([url, options]);
    if (!network) throw new TypeError('offline');
    return network(url, options);
  };
  const globals = { self, caches, fetch, Response, Headers, setTimeout, AbortSignal, btoa };
  vm.runInNewContext(SOURCE, { ...globals, crypto: webcrypto, Date: { now } });

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
        request: { url: new URL(path, scope).href, method: 'GET', cache: 'default', ...request },
        respondWith: (/** @type {Promise<Response>} */ promise) => (answered = promise),
        waitUntil,
      });
      const response = await answered;
      await Promise.all(work.splice(0));
      return response;
    },
  };
}

/** @param {string} version @param {Record<string, Response>} responses by path */
function cacheOf(version, responses) {
  const entries = Object.entries(responses).map(
    ([path, response]) => /** @type {const} */ ([SCOPE + path, response]),
  );
  return /** @type {const} */ ([`contend ${SCOPE} ${version}`, new Map(entries)]);
}

/** What a complete cache of this build holds. */
const complete = () =>
  cacheOf('v2', { [INDEX]: file(INDEX), 'theme.js': file('theme.js'), '': file('') });

test('adds every header, says so, and keeps the rest of the response', async () => {
  const headers = { 'Content-Type': 'text/html', 'Cross-Origin-Embedder-Policy': 'unsafe-none' };
  const part = () => new Response(PAGE, { status: 206, statusText: 'Part', headers });
  const answer = await start({ network: part }).answer('');
  for (const [name, value] of Object.entries(isolationHeaders)) {
    assert.equal(answer?.headers.get(name), value);
  }
  assert.match(answer?.headers.get('Server-Timing') ?? '', /contend-added.*Embedder-Policy/);
  assert.equal(answer?.headers.get('Content-Type'), 'text/html');
  assert.deepEqual([answer?.status, answer?.statusText], [206, 'Part']);
  assert.equal(await answer?.text(), PAGE);
});

test('what has its headers passes as it is', async () => {
  const sent = new Response(PAGE, {
    headers: { ...isolationHeaders, 'Content-Type': 'text/html' },
  });
  assert.equal(await start({ network: () => sent }).answer('index.html?embed=1'), sent);
});

test('opaque responses pass untouched, bodiless ones stay so', async () => {
  const opaque = Response.error();
  assert.equal(await start({ network: () => opaque }).answer(''), opaque);
  const empty = await start({ network: () => new Response(null, { status: 304 }) }).answer('');
  assert.equal(empty?.status, 304);
});

test('everything that is not of the page is none of its business', async () => {
  const worker = start({ network: host });
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

test('says without its host what its answers get', async () => {
  const sample = await start().answer('sw.js');
  assert.equal(sample?.headers.get('Cross-Origin-Embedder-Policy'), 'require-corp');
  assert.equal(await start({ network: host }).answer('sw.js?host'), null);
});

test('headers that cannot be added: passes the page through and uninstalls itself', async () => {
  const worker = start({ network: host, build: { headers: { 'not a name': '' } } });
  assert.equal(await (await worker.answer(''))?.text(), PAGE);
  assert.equal(worker.calls.unregistered, 1);
});

test('storage that is refused does no harm', async () => {
  const stored = /** @type {any} */ ({ keys: () => assert.fail('refused') });
  const worker = start({ network: host, stored });
  assert.equal(await (await worker.answer(INDEX))?.text(), 'index');
  assert.equal(await worker.ask({ type: 'keep' }), null);
});

test('keeps file by file, the page last, each by its type and digest', async () => {
  const foreign = new Map([
    ['another-app', new Map()],
    [`contend ${SCOPE}sub/ v1`, new Map()],
    cacheOf('v1', { '': file('', 'old') }),
  ]);
  const worker = start({ network: host, stored: foreign });
  assert.deepEqual(
    [await worker.ask({ type: 'keep' }), await worker.ask({ type: 'keep' })],
    [2, 1],
  );
  assert.ok(worker.stored.has(`contend ${SCOPE} v1`), 'not before it is complete');
  assert.equal(await worker.ask({ type: 'keep' }), 0);
  assert.deepEqual(
    worker.calls.fetched.map(([url, options]) => [url.slice(SCOPE.length), options?.cache]),
    [
      [INDEX, 'default'],
      ['theme.js', 'no-cache'],
      ['', 'no-cache'],
    ],
  );
  assert.deepEqual(
    [...worker.stored.keys()],
    ['another-app', `contend ${SCOPE}sub/ v1`, `contend ${SCOPE} v2`],
  );
});

/** Answers that are not what the build made. @type {Record<string, (url: string) => Response>} */
const WRONG = {
  'another status': () => new Response('', { status: 404 }),
  'another type': liar,
  'half of it': (url) => file(url.slice(SCOPE.length), 'in'),
};
for (const [what, wrong] of Object.entries(WRONG)) {
  test(`${what} is asked for again past the browser’s cache, and never kept`, async () => {
    const worker = start({ network: wrong });
    assert.equal(await worker.ask({ type: 'keep' }), null);
    assert.deepEqual(
      worker.calls.fetched.map(([, { cache }]) => cache),
      ['default', 'reload'],
    );
    assert.equal(worker.stored.get(`contend ${SCOPE} v2`)?.size, 0);
    const answer = await start({ network: wrong }).answer(INDEX);
    assert.ok(!answer?.ok || answer.headers.get('Content-Type') === 'text/html');
    const once = (/** @type {string} */ url, /** @type {any} */ { cache }) =>
      cache === 'reload' ? host(url) : wrong(url);
    assert.equal(await (await start({ network: once }).answer(INDEX))?.text(), 'index');
  });
}

test('a bad copy is noticed: by its type when used, by its digest when in doubt', async () => {
  const with_ = (/** @type {Response} */ copy) => new Map([cacheOf('v2', { [INDEX]: copy })]);
  const text = async (/** @type {Response} */ copy, request = {}) => {
    const worker = start({ network: host, stored: with_(copy) });
    const answer = await (await worker.answer(INDEX, request))?.text();
    return [answer, worker.calls.fetched.length];
  };
  const doubt = { cache: 'reload' };
  assert.deepEqual(await text(liar()), ['index', 1]);
  assert.deepEqual(await text(file(INDEX)), ['index', 0]);
  assert.deepEqual(await text(file(INDEX), doubt), ['index', 0]);
  assert.deepEqual(await text(file(INDEX, 'in'), doubt), ['index', 1]);
});

test('what an earlier worker kept and should not have goes at installation', async () => {
  const stored = new Map([
    cacheOf('v1', {
      [INDEX]: file(INDEX, 'in'),
      'assets/other-11111111.js': liar(),
      'assets/good-11111111.js': file('good.js'),
      '': file('', 'old'),
    }),
  ]);
  await start({ stored }).emit('install');
  assert.deepEqual(
    [...(stored.get(`contend ${SCOPE} v1`)?.keys() ?? [])],
    [`${SCOPE}assets/good-11111111.js`, SCOPE],
  );
});

test('a version that waits drops nothing', async () => {
  const stored = new Map([cacheOf('v1', { '': file('') }), complete()]);
  await start({ stored, waiting: {} }).ask({ type: 'keep' });
  assert.equal(stored.size, 2);
  await start({ stored }).emit('activate');
  assert.equal(stored.size, 1);
});

test('the page comes from the host, and from the copy when there is none', async () => {
  const stored = new Map([cacheOf('v2', { '': file('', `copy ${PAGE}`) })]);
  const text = async (/** @type {any} */ world) =>
    (await start({ stored, ...world }).answer(''))?.text();
  assert.equal(await text({ network: host }), PAGE);
  assert.equal(await text({}), `copy ${PAGE}`);
  assert.equal(await text({ network: () => new Response('', { status: 503 }) }), `copy ${PAGE}`);
  assert.equal(stored.get(`contend ${SCOPE} v2`)?.size, 1, 'and is not kept in passing');
  assert.equal(await text({ network: half }), `copy ${PAGE}`);
});

test('another page in the place of ours is a fault of the host, until it stays', async () => {
  const stored = new Map([complete()]);
  const hour = 3_600_000;
  const at = async (/** @type {number} */ time, /** @type {any} */ network = liar) => {
    const worker = start({ stored, network, now: () => time });
    const answer = await worker.answer('');
    return [await answer?.text(), worker.calls.unregistered];
  };
  assert.deepEqual(await at(0), [PAGE, 0]);
  assert.deepEqual(await at(hour - 1), [PAGE, 0]);
  assert.deepEqual(await at(hour, host), [PAGE, 0]);
  assert.deepEqual(await at(2 * hour), [PAGE, 0], 'it was well in between');
  assert.deepEqual(await at(3 * hour + 1), ['Another project', 1]);
  assert.deepEqual([...stored.keys()], []);
});

test('on this machine’s own ports the next project has the folder at once, as it is', async () => {
  for (const scope of ['http://localhost:8080/', 'http://127.0.0.1/', 'http://[::1]:1/']) {
    const stored = new Map([[`contend ${scope} v2`, new Map([[scope, file('')]])]]);
    const worker = start({ scope, stored, network: liar });
    const answer = await worker.answer('');
    assert.equal(await answer?.text(), 'Another project');
    assert.equal(answer?.headers.get('Cross-Origin-Embedder-Policy'), null);
    assert.deepEqual([worker.calls.unregistered, stored.size], [1, 0]);
  }
});

test('hashed files come from any copy, an earlier build’s too; large ones are kept when used', async () => {
  const old = 'assets/old-11111111.js';
  const stored = new Map([cacheOf('v1', { [old]: file(old, 'old'), [INDEX]: file(INDEX, 'in') })]);
  const worker = start({ stored, network: host });
  const text = async (/** @type {string} */ path) => (await worker.answer(path))?.text();
  assert.equal(await text(old), 'old');
  assert.equal(await text(INDEX), 'index', 'but not what has another content here');
  assert.equal(await text('assets/unknown-33333333.js'), 'assets/unknown-33333333.js');
  assert.equal(await text(LARGE), 'large');
  assert.deepEqual([...(stored.get(`contend ${SCOPE} v2`)?.keys() ?? [])], [SCOPE + LARGE]);
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

/**
 * The service worker: gives the page its isolation headers where the host sends none, and keeps the
 * site for use offline.
 *
 * Guarantees: it answers for the page and for what the build made, and leaves every other address of
 * its folder alone. A build's files lie in a cache of their own, named by the build's version and
 * checked against its list, so a page never meets the files of another build; a page of an earlier
 * build finds its own as long as it is open. It touches no cache that is not of this folder. If it
 * cannot add the headers it passes everything through and uninstalls itself.
 *
 * The build puts `self.BUILD` in front of this text: the version, the headers, the files to keep
 * (with a checksum where the name has none) and those that are kept once they were asked for.
 */

/** @type {{ version: string, headers: Record<string, string>, files: Record<string, string>, later: string[] }} */
const { version, headers: HEADERS, files: FILES, later: LATER } = self.BUILD;

/** The page's folder, which is also the page's address. */
const SCOPE = self.registration.scope;
/** A space ends the address: the folder of another deployment may begin like this one's. */
const OURS = `contend ${SCOPE} `;
const CACHE = OURS + version;

/** Names in this folder carry a hash of the content. */
const HASHED = 'assets/';
/** How long the page may take to come from its host where there is a copy. */
const PATIENCE_MS = 3_000;
/** Where the page is told which headers it owes to this worker; it can read no other of its own. */
const ADDED = 'contend-added';
/** Statuses whose responses may not carry a body. */
const BODILESS = [101, 204, 205, 304];

/** What a page may ask for. @type {Map<unknown, (event: ExtendableMessageEvent) => Promise<void>>} */
const WORK = new Map(Object.entries({ claim, keep, replace }));

// Nothing is fetched at installation: a page that waits for its headers should not wait for files.
// A later version is held back by the browser until the pages of this one are gone.
self.addEventListener('activate', (event) => event.waitUntil(tidy()));

self.addEventListener('message', (event) => {
  const work = WORK.get(event.data?.type);
  if (work) event.waitUntil(work(event).catch(() => event.ports[0]?.postMessage(null)));
});

self.addEventListener('fetch', (event) => {
  const path = pathOf(event.request);
  if (path !== null) event.respondWith(answer(event, path));
});

/** @param {Request} request @returns {string | null} below the folder; null if it is not for us */
function pathOf(request) {
  if (request.method !== 'GET' || !request.url.startsWith(SCOPE)) return null;
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return null;
  const path = request.url.slice(SCOPE.length).replace(/[?#].*$/s, '');
  if (path === 'index.html') return '';
  return Object.hasOwn(FILES, path) || path.startsWith(HASHED) ? path : null;
}

/** @param {FetchEvent} event @param {string} path */
async function answer(event, path) {
  const response = await (path.startsWith(HASHED) ? asset(event, path) : page(event, path));
  try {
    return isolated(response);
  } catch {
    // Without its headers there is no use for this worker.
    event.waitUntil(self.registration.unregister());
    return response;
  }
}

/** What a name stands for never changes, so any copy will do, an earlier build's too. */
async function asset(event, path) {
  const copy = await copyOf(path);
  if (copy) return copy;
  const response = await fetch(event.request);
  if (response.ok && LATER.includes(path)) {
    const second = response.clone();
    const kept = caches.open(CACHE).then((cache) => cache.put(SCOPE + path, second));
    event.waitUntil(kept.catch(() => {}));
  }
  return response;
}

/** From the host if it answers soon, else the copy. What comes late is not kept: it may be newer. */
async function page(event, path) {
  const network = fetch(event.request);
  const soon = network.then((response) => (response.status < 500 ? response : null));
  const first = await Promise.race([soon.catch(() => null), after(PATIENCE_MS)]);
  return first ?? (await copyOf(path)) ?? network;
}

/** @param {Response} response */
function isolated(response) {
  // An opaque response (a redirect that the browser follows itself) cannot and need not be changed.
  if (response.status === 0) return response;
  const missing = Object.keys(HEADERS).filter(
    (name) => response.headers.get(name) !== HEADERS[name],
  );
  if (missing.length === 0) return response;
  const headers = new Headers(response.headers);
  for (const name of missing) headers.set(name, HEADERS[name]);
  headers.append('Server-Timing', `${ADDED};desc="${missing.join(' ')}"`);
  const { status, statusText } = response;
  const body = BODILESS.includes(status) ? null : response.body;
  return new Response(body, { status, statusText, headers });
}

/** From this build's cache if it is complete, else from whichever has it. */
async function copyOf(path) {
  try {
    for (const name of [CACHE, ...(await ourCaches())]) {
      const copy = await caches.match(SCOPE + path, { cacheName: name, ignoreVary: true });
      if (copy) return copy;
    }
  } catch {
    // Storage is refused: there are no copies.
  }
  return undefined;
}

async function ourCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(OURS));
}

async function claim() {
  await self.clients.claim();
}

/** Keeps one file more and says how many are missing; the page decides when to go on. */
async function keep({ ports: [port] }) {
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  // The page comes last: a cache that has it has everything.
  const missing = Object.keys(FILES).filter((path) => !kept.has(SCOPE + path));
  const path = missing.find((name) => name !== '') ?? missing[0];
  if (path !== undefined) await keepFile(cache, path);
  if (missing.length <= 1) await tidy();
  port.postMessage(Math.max(0, missing.length - 1));
}

/** @param {Cache} cache @param {string} path */
async function keepFile(cache, path) {
  const integrity = FILES[path];
  // A host in the midst of a deployment may have another build's by now: then the checksum fails.
  const response = await fetch(SCOPE + path, integrity ? { integrity, cache: 'no-cache' } : {});
  if (!response.ok) throw new Error(`${path}: status ${response.status}`);
  await cache.put(SCOPE + path, response);
}

/** Takes over from an earlier version if the page that asks is of this build and the only one. */
async function replace({ data }) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = pages.filter(({ url }) => url.startsWith(SCOPE));
  if (open.length === 1 && Object.hasOwn(FILES, data.entry)) await self.skipWaiting();
}

/** Drops the caches of earlier builds once this one is complete and nobody needs them any more. */
async function tidy() {
  const { waiting, installing } = self.registration;
  if (waiting || installing || !(await caches.match(SCOPE, { cacheName: CACHE }))) return;
  const others = (await ourCaches()).filter((name) => name !== CACHE);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** @param {number} ms @returns {Promise<null>} */
function after(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms, null));
}

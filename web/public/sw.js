/**
 * The service worker: gives the page its isolation headers where the host sends none, and keeps the
 * site for use offline.
 *
 * Guarantees: it answers for the page and for what the build made, and leaves every other address of
 * its folder alone. Nothing is kept, or handed on as a script, that is not what the build made, by type
 * and digest; a host that answers with anything else is asked again past the browser's own cache. A
 * build's files lie in a cache of their own, so a page never meets the files of another build; a page
 * of an earlier build finds its own as long as it is open. It touches no cache that is not of this
 * folder. It leaves if it cannot add the headers, and where its folder has become another project's.
 *
 * A request with `cache: 'reload'` is a page's doubt in what it got: the copy is then held against its
 * digest, and replaced if it is a bad one.
 *
 * The build puts `self.BUILD` in front of this text: the version, the headers, the digest of every file,
 * and which of them are kept only once they were asked for.
 */

/** @type {{ version: string, headers: Record<string, string>, files: Record<string, string>, later: string[] }} */
const { version, headers: HEADERS, files: FILES, later: LATER } = self.BUILD;

/** The page's folder, which is also the page's address. */
const SCOPE = self.registration.scope;
/** A space ends the address: the folder of another deployment may begin like this one's. */
const OURS = `contend ${SCOPE} `;
const CACHE = OURS + version;
/** One port here serves many projects, one after the other. */
const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/]/.test(SCOPE);

/** Names in this folder carry a hash of the content. */
const HASHED = 'assets/';
/** Every whole page of ours, and no other project's. */
const PAGE = /<contend-app[^]*<\/html>/;
/** How long the page may take to come from its host where there is a copy. */
const PATIENCE_MS = 3_000;
/** How long a file may take. One that hangs would hold one of the few connections to its host. */
const LONGEST_MS = 60_000;
/** Said of a file that came incomplete, or not as it was built; see web/arrival/arrival.js. */
const CUT = { status: 502, statusText: 'Cut off' };
/** For so long another page in the place of ours counts as a fault of the host. */
const GRACE_MS = 3_600_000;
/** Notes when that began; no file has this name. */
const FOREIGN_SINCE = `${SCOPE}foreign-since`;
/** A page fetches the worker's own address to see what answers get from this worker, without the host. */
const SAMPLE = `${SCOPE}sw.js`;
/** Where the page is told which headers it owes to this worker; it can read no other of its own. */
const ADDED = 'contend-added';
/** Statuses whose responses may not carry a body. */
const BODILESS = [101, 204, 205, 304];
/** Hosts differ in what they call the rest, but none of it is a page. */
const TYPES = { js: /javascript/, css: /css/, '': /html/ };
const NO_PAGE = /^(?!.*html)/;

/** What a page may ask for. @type {Map<unknown, (event: ExtendableMessageEvent) => Promise<void>>} */
const WORK = new Map(Object.entries({ claim, keep, replace }));

// Nothing is fetched at installation: a page that waits for its headers should not wait for files.
// A later version is held back by the browser until the pages of this one are gone; but what an earlier
// one keeps and should not, those pages are rid of at once.
self.addEventListener('install', (event) => event.waitUntil(purge().catch(() => {})));
self.addEventListener('activate', (event) => event.waitUntil(tidy()));

self.addEventListener('message', (event) => {
  const work = WORK.get(event.data?.type);
  if (work) event.waitUntil(work(event).catch(() => event.ports[0]?.postMessage(null)));
});

self.addEventListener('fetch', (event) => {
  const { url } = event.request;
  const path = pathOf(event.request);
  if (url === SAMPLE) event.respondWith(isolated(new Response('')));
  else if (path?.startsWith(HASHED)) event.respondWith(asset(event, path));
  else if (path !== null) event.respondWith(page(event, path));
});

/** @param {Request} request @returns {string | null} below the folder; null if it is not for us */
function pathOf(request) {
  if (request.method !== 'GET' || !request.url.startsWith(SCOPE)) return null;
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return null;
  const path = request.url.slice(SCOPE.length).replace(/[?#].*$/s, '');
  if (path === 'index.html') return '';
  return Object.hasOwn(FILES, path) || path.startsWith(HASHED) ? path : null;
}

/** What a name stands for never changes, so any copy will do, an earlier build's too. */
async function asset(event, path) {
  const doubted = event.request.cache === 'reload';
  const copy = await copyOf(path, doubted);
  if (copy) return isolated(copy);
  const ways = doubted ? ['reload'] : ['default', 'reload'];
  const { response, good } = await fromHost(path, ways, event.request.signal);
  if (good && (doubted || LATER.includes(path))) {
    event.waitUntil(put(path, response.clone()).catch(() => {}));
  }
  return isolated(response);
}

/** From the host if it answers soon with what is ours, else the copy. What comes late is not kept. */
async function page(event, path) {
  /** @type {Response | null} what is in the place of our page */
  let foreign = null;
  const network = fetch(event.request);
  const ours = network.then(async (response) => {
    if (await isOurs(response, path)) return response;
    if (path === '' && response.status < 500) foreign = response;
    return null;
  });
  const answers = [ours.catch(() => null)];
  // On this machine's own ports whatever is slow may be another project.
  if (!LOOPBACK) answers.push(after(PATIENCE_MS));
  const first = await Promise.race(answers);
  if (first) {
    if (path === '') event.waitUntil(forgetForeign());
    return isolated(first);
  }
  if (foreign && (LOOPBACK || (await isForeignForLong().catch(() => false)))) {
    event.waitUntil(leave());
    return foreign;
  }
  const copy = await copyOf(path);
  if (copy) return isolated(copy);
  return foreign ?? isolated(await network);
}

/** Whether the host answered with a page of ours, or with a file of the right kind. */
async function isOurs(response, path) {
  // A redirect is for the browser to follow; no project of ours begins with one.
  if (response.status === 0) return !LOOPBACK || path !== '';
  if (response.status === 304) return true;
  if (path !== '') return response.status < 500 && isTyped(response, path);
  return isTyped(response, path) && PAGE.test(await response.clone().text());
}

/** @param {Response} response */
function isolated(response) {
  try {
    return withHeaders(response);
  } catch {
    // Without its headers there is no use for this worker.
    self.registration.unregister();
    return response;
  }
}

/** @param {Response} response */
function withHeaders(response) {
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

/**
 * A file as the build made it, asked for in one way after the other.
 * @param {string} path
 * @param {RequestCache[]} ways
 * @param {AbortSignal} [asked] ends when nobody waits for it any more
 * @returns {Promise<{ response: Response, good: boolean }>} if no answer was good, what the host said
 *   instead, unless a script or a style could be made of it
 */
async function fromHost(path, ways, asked) {
  let response = Response.error();
  for (const cache of ways) {
    const longest = AbortSignal.timeout(LONGEST_MS);
    const signal = asked && AbortSignal.any ? AbortSignal.any([asked, longest]) : longest;
    const answer = await fetch(SCOPE + path, { cache, signal }).catch(() => Response.error());
    if (!isTyped(answer, path)) {
      if (answer.status !== 0) response = answer;
      continue;
    }
    const { status, statusText, headers } = answer;
    const body = await answer.arrayBuffer().catch(() => null);
    const known = Object.hasOwn(FILES, path);
    if (body === null || (known && (await digestOf(body)) !== FILES[path])) {
      response = new Response(null, CUT);
      continue;
    }
    return { response: new Response(body, { status, statusText, headers }), good: known };
  }
  return { response, good: false };
}

/** @param {Response} response @param {string} path */
function isTyped({ ok, headers }, path) {
  const type = headers.get('Content-Type') ?? '';
  return ok && (TYPES[endOf(path)] ?? NO_PAGE).test(type);
}

/** @param {string} path */
function endOf(path) {
  return path.includes('.') ? path.slice(path.lastIndexOf('.') + 1) : '';
}

/** @param {ArrayBuffer} bytes */
async function digestOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

/**
 * From this build's cache if it is complete, else from whichever has it. What is in this build's was
 * good when it was put there; a bad one is dropped.
 * @param {string} path
 * @param {boolean} [doubted]
 */
async function copyOf(path, doubted = false) {
  try {
    for (const name of [CACHE, ...(await ourCaches())]) {
      const copy = await caches.match(SCOPE + path, { cacheName: name, ignoreVary: true });
      if (!copy) continue;
      if (isTyped(copy, path) && (await isBuilt(copy, path, name, doubted))) return copy;
      await drop(name, path);
    }
  } catch {
    // Storage is refused: there are no copies.
  }
  return undefined;
}

/** Of what other builds keep, a name with a hash must be the same here; any other may differ. */
async function isBuilt(copy, path, name, doubted) {
  const known = Object.hasOwn(FILES, path) && (name === CACHE || path.startsWith(HASHED));
  if (!known || (name === CACHE && !doubted)) return true;
  return (await digestOf(await copy.clone().arrayBuffer())) === FILES[path];
}

async function ourCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(OURS));
}

async function put(path, response) {
  await (await caches.open(CACHE)).put(SCOPE + path, response);
}

async function drop(name, path) {
  await (await caches.open(name)).delete(SCOPE + path, { ignoreVary: true });
}

/** Rids every cache of ours of what is of another type than its name says, or not as built. */
async function purge() {
  for (const name of await ourCaches()) {
    for (const { url } of await (await caches.open(name)).keys()) {
      const path = url.slice(SCOPE.length);
      if (!path.startsWith(HASHED)) continue;
      const copy = await caches.match(url, { cacheName: name, ignoreVary: true });
      const good = copy && isTyped(copy, path) && (await isBuilt(copy, path, name, true));
      if (!good) await drop(name, path);
    }
  }
}

async function claim() {
  await self.clients.claim();
}

/** Keeps one file more and says how many are missing; the page decides when to go on. */
async function keep({ data, ports: [port] }) {
  if (data.first) await purge();
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  // The page comes last: a cache that has it has everything.
  const missing = Object.keys(FILES).filter(
    (path) => !LATER.includes(path) && !kept.has(SCOPE + path),
  );
  const path = missing.find((name) => name !== '') ?? missing[0];
  if (path !== undefined) await keepFile(path);
  if (missing.length <= 1) await tidy();
  port.postMessage(Math.max(0, missing.length - 1));
}

/** @param {string} path */
async function keepFile(path) {
  // A host in the midst of a deployment may have another build's by now: then the digest differs.
  const soft = path.startsWith(HASHED) ? 'default' : 'no-cache';
  const { response, good } = await fromHost(path, [soft, 'reload']);
  if (!good) throw new Error(`${path}: not as it was built`);
  await put(path, response);
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

/** Whether another page has been in the place of ours for longer than a fault lasts. */
async function isForeignForLong() {
  const note = await caches.match(FOREIGN_SINCE, { cacheName: CACHE });
  if (note) return Date.now() - Number(await note.text()) > GRACE_MS;
  await put(FOREIGN_SINCE.slice(SCOPE.length), new Response(String(Date.now())));
  return false;
}

async function forgetForeign() {
  const noted = await caches.match(FOREIGN_SINCE, { cacheName: CACHE });
  if (noted) await drop(CACHE, FOREIGN_SINCE.slice(SCOPE.length));
}

/** The folder is another project's now. */
async function leave() {
  await self.registration.unregister();
  await Promise.all((await ourCaches()).map((name) => caches.delete(name)));
}

/** @param {number} ms @returns {Promise<null>} */
function after(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms, null));
}

/**
 * Service worker for hosts that send no isolation headers: adds them to every response of this site,
 * worker scripts and wasm included. It caches nothing and changes nothing else.
 *
 * Copied as it is, because a service worker's scope is the folder it lies in.
 */

const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Document-Isolation-Policy': 'isolate-and-require-corp',
};

/** Statuses whose responses may not carry a body. */
const BODILESS = [101, 204, 205, 304];

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  if (event.data === 'claim') event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const ours = new URL(request.url).origin === self.location.origin;
  const answerable = request.cache !== 'only-if-cached' || request.mode === 'same-origin';
  if (ours && answerable) event.respondWith(fetch(request).then(isolated));
});

/** @param {Response} response */
function isolated(response) {
  // An opaque response (a redirect that the browser follows itself) cannot and need not be changed.
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  const body = BODILESS.includes(response.status) ? null : response.body;
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}

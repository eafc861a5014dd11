// The response headers of the site: the one place that says what they are, for the server, the hosts
// that read `_headers`, the page's own <meta> and the service worker.
//
// Opener and embedder policy isolate the page at the top level; the document isolation policy does so
// in a frame whose parent sends nothing; the resource policy lets isolated parents embed the page.
// They must be on every response, worker scripts and wasm included. docs/security.md goes through the
// content policy.

import { bootScript, integrity } from './boot.mjs';

export const isolationHeaders = Object.freeze({
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Document-Isolation-Policy': 'isolate-and-require-corp',
});

/** What the built page is held to, by a header or, on hosts that send none, by its own <meta>. */
export const contentPolicy = policy({
  'default-src': "'none'",
  'script-src': `'self' '${integrity(bootScript)}' 'wasm-unsafe-eval'`,
  'style-src': "'self'",
  'img-src': "'self' blob: data:",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'frame-src': "'self'",
  'manifest-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'lit-html default',
});

/** Every header that a host should send. */
export const siteHeaders = Object.freeze({
  ...isolationHeaders,
  // Who may frame the page can be said in a header only, and everyone may: also documentation that is
  // opened from a disk, which the star does not include.
  'Content-Security-Policy': `${contentPolicy}; frame-ancestors * file:`,
  'X-Content-Type-Options': 'nosniff',
  // Pages elsewhere load the custom element as a module, which needs this of any host.
  'Access-Control-Allow-Origin': '*',
});

/**
 * What a host may send: everything, isolation without the content policy (for sources that are served
 * unbundled), the older pair alone, or only what any static host does.
 */
export const headerSets = Object.freeze({
  all: siteHeaders,
  isolation: pick(...Object.keys(isolationHeaders)),
  pair: pick('Cross-Origin-Opener-Policy', 'Cross-Origin-Embedder-Policy'),
  none: pick(),
});

/** Vite puts a hash of the content into the names in this folder, so they can be kept for ever. */
export const IMMUTABLE_FOLDER = 'assets/';
const HASHED = /-[\w-]{8}\.\w+$/;

export const FOR_EVER = 'public, max-age=31536000, immutable';
/** Kept, but asked about each time. */
const REVALIDATED = 'no-cache';

/**
 * How long a file of the site may be kept.
 * @param {string} path
 */
export function cacheControl(path) {
  return HASHED.test(path) ? FOR_EVER : REVALIDATED;
}

/**
 * The rules that Netlify and Cloudflare Pages read from `_headers` at the root of a site. Rules that
 * match the same address add up, so none names a header twice.
 *
 * @param {string[]} fixed files under `base` whose names never change, and so are asked about
 * @param {string} [base] the folder the site lies in, with slashes around it
 */
export function headersFile(fixed, base = '/') {
  const kept = [[`${base}${IMMUTABLE_FOLDER}*`, FOR_EVER]];
  const asked = ['', ...fixed].map((name) => [`${base}${name}`, REVALIDATED]);
  const caching = [...kept, ...asked].map(([path, value]) =>
    rule(path, { 'Cache-Control': value }),
  );
  return [rule(`${base}*`, siteHeaders), ...caching].join('\n');
}

function rule(path, headers) {
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
  return `${path}\n${lines.join('')}`;
}

function policy(directives) {
  return Object.entries(directives)
    .map((directive) => directive.join(' '))
    .join('; ');
}

/** Some of the headers, and those that no host goes without. */
function pick(...names) {
  const always = ['X-Content-Type-Options', 'Access-Control-Allow-Origin'];
  return Object.freeze(Object.fromEntries([...names, ...always].map((n) => [n, siteHeaders[n]])));
}

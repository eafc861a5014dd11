/**
 * Fetching a file of the page's own build, whole, or saying why it is not there.
 *
 * Guarantees: what is handed out is of the type that its name says and has the digest that the build
 * noted (where the browser can work one out, which it can wherever threads are to be had); everything
 * else is a `NotArrived`, also an answer that hangs. `doubted` asks past the browser's own cache and has
 * the service worker look at its copy.
 */

/**
 * This device is offline; the host does not answer; it answers with something else than the file; the
 * answer is not whole.
 * @typedef {'offline' | 'silent' | 'foreign' | 'cut'} Why
 */

export class NotArrived extends Error {
  /** @param {Why} why @param {string} detail */
  constructor(why, detail) {
    super(detail);
    this.name = 'NotArrived';
    this.why = why;
  }
}

/** Without a sign of an answer for so long it is given up, each time later: a line may be slow. */
const PATIENCE_MS = [10_000, 20_000, 40_000, 60_000];
/** Between two attempts; the last from then on. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
/** What the service worker answers in the place of a script that is not whole. */
const CUT = 'Cut off';

/** @type {Promise<Record<string, string>> | null} */
let listed = null;
/** The last answer was no list. */
let listDoubted = false;

/** Where the list of the build's files is; null while the page is served from its sources. */
export function listName() {
  return document.querySelector('meta[name="contend-files"]')?.getAttribute('content') ?? null;
}

/** How the digest of each of the build's files begins, by its path. @returns {Promise<Record<string, string>>} */
export function files() {
  const name = listName();
  if (name === null) return Promise.resolve({});
  listed ??= fetched(new URL(name, document.baseURI).href, { doubted: listDoubted }).then((bytes) =>
    // A list that was cut off is none.
    JSON.parse(new TextDecoder().decode(bytes)),
  );
  return listed.catch((error) => {
    listed = null;
    listDoubted = true;
    throw error instanceof NotArrived ? error : new NotArrived('cut', String(error));
  });
}

/**
 * @param {string} address of a file of this build
 * @param {{ doubted?: boolean, tries?: number }} [options]
 * @returns {Promise<ArrayBuffer>}
 */
export async function arrive(address, options) {
  const [bytes, digests] = await Promise.all([fetched(address, options), files()]);
  const digest = digests[address.slice(new URL('./', document.baseURI).href.length)];
  if (digest && crypto.subtle && !(await digestOf(bytes)).startsWith(digest)) {
    throw new NotArrived('cut', `${address} is not as it was built.`);
  }
  return bytes;
}

/**
 * Waits before another attempt; ends early when the connection comes back.
 * @param {number} tries so far
 */
export async function pause(tries) {
  const over = new AbortController();
  await new Promise((resolve) => {
    setTimeout(resolve, PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]);
    addEventListener('online', resolve, { once: true, signal: over.signal });
  });
  over.abort();
}

/**
 * @param {string} address
 * @param {{ doubted?: boolean, tries?: number }} [options]
 */
async function fetched(address, { doubted = false, tries = 0 } = {}) {
  const patience = PATIENCE_MS[Math.min(tries, PATIENCE_MS.length - 1)];
  const hangs = new AbortController();
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => hangs.abort(), patience);
  };
  /** @type {Why} */
  let otherwise = 'silent';
  try {
    wait();
    const cache = doubted ? 'reload' : 'default';
    const response = await fetch(address, { cache, signal: hangs.signal });
    if (response.statusText === CUT) throw new NotArrived('cut', `${address} is not whole.`);
    requireType(response, address);
    otherwise = 'cut';
    return await read(response, wait);
  } catch (error) {
    if (error instanceof NotArrived) throw error;
    if (!navigator.onLine) throw new NotArrived('offline', `${address} was not fetched.`);
    if (!hangs.signal.aborted) throw new NotArrived(otherwise, `${address}: ${String(error)}`);
    throw new NotArrived('silent', `${address}: no answer for ${patience / 1000} s.`);
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Response} response @param {string} address */
function requireType(response, address) {
  const type = response.headers.get('content-type') ?? '';
  const end = address.slice(address.lastIndexOf('.') + 1);
  const fits = end === 'js' || end === 'css' ? /javascript|css/.test(type) : !type.includes('html');
  if (response.ok && fits) return;
  const what = response.ok ? type || 'no type' : `status ${response.status}`;
  throw new NotArrived('foreign', `${address} was answered with ${what}.`);
}

/** @param {Response} response @param {() => void} onPart */
async function read(response, onPart) {
  const parts = [];
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    onPart();
    parts.push(part.value);
  }
  return new Blob(parts).arrayBuffer();
}

/** @param {ArrayBuffer} bytes */
async function digestOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return btoa(String.fromCharCode(...digest));
}

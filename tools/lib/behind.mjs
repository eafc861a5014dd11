// What is built behind a page that is already served, and what that page may ask about it.
//
// `GET /building` says which modules are there, whether all is over, and what went wrong if it did.
// `POST /building` makes the compilers rest for a few seconds; a page that measures asks again and again,
// so one that was closed meanwhile holds nothing up. Only the served page itself is listened to.

import { deliver } from './first-site.mjs';
import { suspendChildren } from './shell.mjs';

const ADDRESS = '/building';
/** How long the compilers rest after the last time they were asked to. */
const REST_MS = 3_000;

export class Behind {
  /** Names of the modules that the page can have. @type {string[]} */
  #ready = ['core'];
  #over = false;
  /** @type {string | null} */
  #failed = null;
  /** @type {NodeJS.Timeout | undefined} */
  #waking;

  /** @param {(delivered: (name: string, folder: string) => void) => Promise<void>} work */
  async build(work) {
    try {
      await work((name, folder) => {
        deliver(folder);
        this.#ready.push(name);
      });
      console.log('\nEverything is built. A page opened from now on has all of it at once.');
    } catch (error) {
      this.#failed = error instanceof Error ? error.message : String(error);
      console.error(`\nerror: ${this.#failed}\nThe page goes on without what is missing.`);
    } finally {
      this.#over = true;
    }
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  answer = ({ method, url, headers }, response) => {
    if (url !== ADDRESS) return false;
    const ours = (headers['sec-fetch-site'] ?? 'same-origin') === 'same-origin';
    if (method === 'POST' && ours) this.#rest();
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store');
    const state = { ready: this.#ready, over: this.#over, failed: this.#failed };
    response.writeHead(ours ? 200 : 403).end(ours ? JSON.stringify(state) : '{}');
    return true;
  };

  #rest() {
    clearTimeout(this.#waking);
    suspendChildren();
    this.#waking = setTimeout(() => suspendChildren(false), REST_MS);
  }
}

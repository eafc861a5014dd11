/**
 * Starting workers although one of their scripts may not have arrived.
 *
 * A worker has no memory of another's failures, so it is enough to fetch the scripts anew, past what the
 * browser keeps, and to start again.
 */

import { NotArrived, arrive, files, pause } from '../arrival/arrival.js';
import { ContendError, notFetched } from './errors.js';

/** What the bundler calls the scripts of workers, see vite.config.js. */
const OF_WORKERS = /\.worker-[\w-]+\.js$/;
/** What a script that did not arrive looks like. */
const DOUBTFUL = ['no-script', 'silent', 'pool-failed'];
/** Attempts to get them before the host is named. */
const MOST_TRIES = 3;

/**
 * Does what starts workers, and once more with their scripts made sure of, if one did not start.
 * @template T
 * @param {() => Promise<T>} start
 * @param {Promise<never>} [abandoned] rejects when nobody waits for the scripts any more
 * @returns {Promise<T>}
 */
export async function startingWorkers(start, abandoned) {
  try {
    return await start();
  } catch (error) {
    const { kind = '' } = error instanceof ContendError ? error.seen : {};
    if (!DOUBTFUL.includes(kind)) throw error;
    const mended = mendScripts();
    await (abandoned ? Promise.race([mended, abandoned]) : mended);
    return start();
  }
}

async function mendScripts() {
  await insistently(async (tries) => {
    const scripts = Object.keys(await files()).filter((path) => OF_WORKERS.test(path));
    const fetched = scripts.map((path) =>
      arrive(new URL(path, document.baseURI).href, { doubted: true, tries }),
    );
    await Promise.all(fetched);
  });
}

/**
 * Fetches something, a few times.
 * @template T
 * @param {(tries: number) => Promise<T>} fetching
 * @returns {Promise<T>} rejects with a ContendError
 */
export async function insistently(fetching) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await fetching(tries);
    } catch (error) {
      if (!(error instanceof NotArrived)) throw error;
      if (tries + 1 >= MOST_TRIES) throw notFetched(error);
      await pause(tries);
    }
  }
}

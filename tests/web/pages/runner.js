/**
 * A page with nothing but the engine, unbundled: `window.runner` runs links that the site's codec
 * does not know, `window.outcome` tells how a run ended, `window.conform` runs the conformance suite.
 */

import { Pool } from '../../../web/engine/pool.js';
import { Runner } from '../../../web/engine/runner.js';

const runner = new Runner();

/** @param {string} link */
async function outcome(link) {
  try {
    return { result: await runner.run(link) };
  } catch (error) {
    return { error: { name: error.name, message: error.message } };
  }
}

/**
 * The conformance suite of some maps, in an instance of its own.
 * @param {{ maps: string[], threads: number }} suite
 * @returns {Promise<Record<string, string>>} by map: "ok", or the property that does not hold
 */
function conform(suite) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('conformance-worker.js', import.meta.url), {
      type: 'module',
    });
    const pool = new Pool((message) => worker.postMessage(message), reject);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) => {
      if (data.type !== 'conformance') return pool.obey(data);
      worker.terminate();
      pool.end();
      resolve(data.verdicts);
    };
    worker.postMessage({ type: 'suite', ...suite });
  });
}

Object.assign(window, { runner, outcome, conform });

/**
 * A `Worker` for the coordinator's scope whose thread the page starts and holds.
 *
 * wasm-bindgen-rayon creates its pool with the scope's `Worker`, keeps no handle and never settles
 * if a script fails to load. Nested workers have worse: in Firefox their constructor at times
 * never returns. So the page, which is never blocked, creates them, hears their errors even while
 * the coordinator waits for them, and ends them; here remains only what creates and messages them.
 */

/** @typedef {import('./protocol.js').PoolOrder} PoolOrder */
/** @typedef {import('./protocol.js').PoolMessage} PoolMessage */

/**
 * Replaces the scope's `Worker`; call it before the pool is started.
 * @param {(order: PoolOrder) => void} order sends to the page
 * @returns {(message: PoolMessage) => void} takes what the page forwards from the workers
 */
export function installRemoteWorkers(order) {
  /** @type {EventTarget[]} */
  const remotes = [];

  class RemoteWorker extends EventTarget {
    #id = remotes.push(this) - 1;

    /**
     * @param {string | URL} url
     * @param {WorkerOptions} [options]
     */
    constructor(url, options) {
      super();
      order({ type: 'pool-start', id: this.#id, url: String(url), options });
    }

    /** @param {unknown} message */
    postMessage(message) {
      order({ type: 'pool-send', id: this.#id, message });
    }
  }

  Object.assign(globalThis, { Worker: RemoteWorker });
  return ({ id, message }) => {
    remotes[id]?.dispatchEvent(new MessageEvent('message', { data: message }));
  };
}

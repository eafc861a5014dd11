/**
 * The pool's workers, which the page starts for a coordinator and holds until it ends them.
 *
 * Messages pass through unread. A worker whose script does not load, or that throws later, is
 * reported at once.
 */

import { ContendError } from './errors.js';

/** @typedef {import('./protocol.js').PoolOrder} PoolOrder */
/** @typedef {import('./protocol.js').PoolMessage} PoolMessage */

export class Pool {
  /** @type {Map<number, Worker>} */
  #workers = new Map();
  #forward;
  #onError;

  /**
   * @param {(message: PoolMessage) => void} forward to the coordinator
   * @param {(error: ContendError) => void} onError
   */
  constructor(forward, onError) {
    this.#forward = forward;
    this.#onError = onError;
  }

  /** @param {PoolOrder} order */
  obey(order) {
    if (order.type === 'pool-start') this.#start(order.id, order.url, order.options);
    else this.#workers.get(order.id)?.postMessage(order.message);
  }

  end() {
    for (const worker of this.#workers.values()) worker.terminate();
    this.#workers.clear();
  }

  /**
   * @param {number} id
   * @param {string} url
   * @param {WorkerOptions | undefined} options
   */
  #start(id, url, options) {
    const worker = new Worker(url, options);
    let answered = false;
    worker.addEventListener('message', ({ data }) => {
      answered = true;
      this.#forward({ type: 'pool-message', id, message: data });
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const script = url.split('/').at(-1);
      this.#onError(
        answered
          ? new ContendError('Trapped', { raw: event.message })
          : new ContendError('WorkerFailed', { kind: 'no-script', raw: event.message || script }),
      );
    });
    this.#workers.set(id, worker);
  }
}

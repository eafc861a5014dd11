/**
 * Two workers on one shared memory: one grows it and says where the new page is, the other goes
 * there. `window.race` tells how often the second one trapped.
 */

/** 256 MiB; a try uses up one page. */
const MOST_PAGES = 4096;

/**
 * @param {{ bytes: number[], wait: 'inside' | 'outside' | 'instance', tries: number }} order `bytes`:
 *   the wasm module; `wait`: where the second worker is while the memory grows
 * @returns {Promise<{ traps: number, messages: string[] }>}
 */
async function race({ bytes, ...order }) {
  const module = await WebAssembly.compile(new Uint8Array(bytes));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  const workers = ['lead', 'follow'].map((role) => start({ role, module, memory, ...order }));
  try {
    const [, outcome] = await Promise.all(workers.map(({ done }) => done));
    return outcome;
  } finally {
    for (const { worker } of workers) worker.terminate();
  }
}

/** @param {object} order */
function start(order) {
  const worker = new Worker(new URL('growth-worker.js', import.meta.url), { type: 'module' });
  const done = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
  });
  worker.postMessage(order);
  return { worker, done };
}

Object.assign(window, { race });

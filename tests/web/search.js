/** The search over interleavings, in a worker of a page that has the engine. */

/** @param {import('../../tools/lib/tabs.mjs').Tab} tab @param {object[]} orders */
export function search(tab, orders) {
  return tab.evaluate(
    (list) =>
      new Promise((resolve, reject) => {
        const worker = new Worker('race-worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => {
          worker.terminate();
          resolve(data);
        };
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(list);
      }),
    orders,
  );
}

/**
 * Has the service worker keep the site for use offline, one file at a time while the reader does
 * nothing that this could disturb.
 *
 * Never throws. A host that fails for a while is asked again later. Nothing is kept for a reader who asked
 * to save data. Once everything is kept, the worker answers for the present page too, so that what it has
 * yet to load is there whatever its host does.
 */

/** Between two looks at whether the reader is done. */
const PAUSE_MS = 1_000;
/** After a file that its host did not give as it was built. */
const LATER_MS = 10_000;
/** So often in a row, and it will not in this visit. */
const MOST_FAILURES = 12;

/**
 * @param {ServiceWorkerContainer} container
 * @param {() => Promise<ServiceWorkerRegistration>} register
 * @param {() => boolean} idle whether now is a time that nothing is measured
 */
export async function keepForOffline(container, register, idle) {
  try {
    if (savesData()) return;
    await until(idle);
    const registration = await register();
    await container.ready;
    // What `register` finds changed it installs in its own time.
    await registration.update().catch(() => {});
    const newest = () => registration.installing ?? registration.waiting ?? registration.active;
    for (let missing = 1, failures = 0, first = true; missing > 0; first = false) {
      await until(idle);
      try {
        missing = await ask(newest(), first);
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures > MOST_FAILURES) throw error;
        await new Promise((resolve) => setTimeout(resolve, LATER_MS));
      }
    }
    if (!container.controller) registration.active?.postMessage({ type: 'claim' });
    registration.waiting?.postMessage({ type: 'replace', entry: entry() });
  } catch {
    // There is no offline use then; the page needs none.
  }
}

/**
 * @param {ServiceWorker | null} worker
 * @param {boolean} first what is kept already is looked through
 * @returns {Promise<number>} how many files it still lacks
 */
function ask(worker, first) {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => (data === null ? reject(new Error('not kept')) : resolve(data));
    if (worker) worker.postMessage({ type: 'keep', first }, [port2]);
    else reject(new Error('no worker'));
  });
}

/** The page's own script, which tells its build: its name carries a hash of the content. */
function entry() {
  const folder = new URL('./', document.baseURI).href;
  const script = document.querySelector('script[type="module"]');
  return script instanceof HTMLScriptElement ? script.src.slice(folder.length) : '';
}

function savesData() {
  const { connection } = /** @type {{ connection?: { saveData?: boolean } }} */ (navigator);
  return connection?.saveData === true;
}

/** @param {() => boolean} idle */
async function until(idle) {
  while (!idle()) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

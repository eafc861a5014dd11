/**
 * Whose turn it is to measure: two measurements at once would only measure each other.
 *
 * One at a time, first come, first served: within the page by a line of its own, and among all tabs and
 * frames of this playground by a lock of the browser, which passes on when its holder leaves, is closed or
 * crashes. Browsers keep locks apart by the site at the top, and give none to insecure or opaque origins:
 * there the page has its own line alone, and who takes a turn is told so.
 */

/** Who has the turn that is waited for: this page, or another of this browser. @typedef {'page' | 'browser'} Holder */
/**
 * @typedef {object} Turn
 * @property {boolean} alone no other tab or frame that the browser knows of has one
 * @property {() => void} leave ends it
 */

/** Who waits in this page; the first has its turn. @type {(() => void)[]} */
const line = [];

/**
 * @param {AbortSignal} signal gives the place up while the turn is somebody else's; then this rejects
 * @param {(holder: Holder) => void} [waits] told whenever the turn is somebody else's
 * @returns {Promise<Turn>}
 */
export async function takeTurn(signal, waits = () => {}) {
  const leave = await stand(signal, () => waits('page'));
  try {
    const unlock = await lock(signal, () => waits('browser'));
    return {
      alone: unlock !== null,
      leave() {
        unlock?.();
        leave();
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

/**
 * @param {AbortSignal} signal @param {() => void} waits
 * @returns {Promise<() => void>} leaves the line
 */
function stand(signal, waits) {
  return new Promise((resolve, reject) => {
    const go = () => resolve(leave);
    const leave = () => {
      const place = line.indexOf(go);
      if (place < 0) return;
      line.splice(place, 1);
      if (place === 0) line[0]?.();
    };
    signal.throwIfAborted();
    line.push(go);
    if (line[0] === go) return go();
    signal.addEventListener('abort', () => {
      if (line[0] === go) return;
      leave();
      reject(signal.reason);
    });
    waits();
  });
}

/**
 * @param {AbortSignal} signal @param {() => void} waits
 * @returns {Promise<(() => void) | null>} gives it back; null where the browser has no locks for us
 */
async function lock(signal, waits) {
  try {
    const free = await request({ ifAvailable: true });
    if (free) return free;
    waits();
    return await request({ signal });
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** @param {LockOptions} options @returns {Promise<(() => void) | null>} null: it is not available */
function request(options) {
  const name = `contend ${new URL('.', location.href).pathname}`;
  return new Promise((resolve, reject) => {
    const hold = (/** @type {Lock | null} */ held) =>
      held ? new Promise((give) => resolve(() => give(undefined))) : resolve(null);
    // Without a secure context there is no manager at all.
    Promise.resolve(navigator.locks.request(name, options, hold)).catch(reject);
  });
}

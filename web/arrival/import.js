/**
 * Stands before every `import()` of the built page: the bundler calls it with the import and with every
 * file that it needs (vite.config.js).
 *
 * Guarantees: nothing is imported before all of it has arrived, since browsers remember a module that
 * failed for as long as the document lives. While the host is not well it waits, however long that takes,
 * and the page says so; so an import rejects only for a fault of the script itself, or where this
 * document cannot have it any more. A reload is then offered.
 */

import { NotArrived, arrive, listName, pause } from './arrival.js';
import { offerReload } from './reload.js';
import { startWaiting } from './state.js';

/** Attempts to import what has arrived: then the browser remembers a failure. */
const MOST_FAILURES = 3;
/** Attempts before it is asked whether the host has another build by now. */
const SOME = 2;

/** Modules that are part of this document. @type {Set<string>} */
const imported = new Set();
/**
 * Imports under way, by their text, for a script may hold several modules. A drawing asks for its parts
 * each time. @type {Map<string, Promise<any>>}
 */
const pending = new Map();

/**
 * @template T
 * @param {() => Promise<T>} load
 * @param {string[]} [needed] scripts and styles, relative to `from`
 * @param {string} [from]
 * @returns {Promise<T>}
 */
export function whenArrived(load, needed = [], from = document.baseURI) {
  const addresses = needed.map((name) => new URL(name, from).href);
  const key = `${addresses} ${load}`;
  const known = pending.get(key);
  if (known) return known;
  const arriving = insist(load, addresses).finally(() => pending.delete(key));
  pending.set(key, arriving);
  return arriving;
}

/**
 * @template T
 * @param {() => Promise<T>} load
 * @param {string[]} addresses
 * @returns {Promise<T>}
 */
async function insist(load, addresses) {
  const waiting = startWaiting();
  let failures = 0;
  try {
    for (let tries = 0; ; tries += 1) {
      try {
        await Promise.all(addresses.map((address) => bring(address, tries)));
        const module = await load();
        for (const address of addresses) imported.add(address);
        return module;
      } catch (error) {
        if (!(error instanceof NotArrived)) {
          // What is wrong with the script itself is for whoever asked.
          if (!isFailedImport(error)) throw error;
          failures += 1;
          if (failures >= MOST_FAILURES) {
            offerReload('stuck');
            throw error;
          }
        } else if (error.why === 'foreign' && tries >= SOME && (await isReplaced())) {
          offerReload('newer');
        }
        waiting.because(error instanceof NotArrived ? error.why : 'cut');
        await pause(tries);
      }
    }
  } finally {
    waiting.over();
  }
}

/** @param {string} address @param {number} tries */
async function bring(address, tries) {
  if (imported.has(address)) return;
  const style = address.endsWith('.css');
  if (style && isStyled(address)) return;
  await arrive(address, { doubted: tries > 0, tries });
  if (style) await putStyle(address);
}

/** @param {string} address */
function isStyled(address) {
  return [...document.styleSheets].some(({ href }) => href === address);
}

/** @param {string} address @returns {Promise<void>} */
function putStyle(address) {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = address;
  return new Promise((resolve, reject) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => {
      link.remove();
      reject(new NotArrived('cut', `${address} was not taken.`));
    });
    document.head.append(link);
  });
}

/** A module that was not fetched, or is not whole, by what browsers call it. @param {unknown} error */
function isFailedImport(error) {
  return error instanceof TypeError || error instanceof SyntaxError;
}

/** Whether the host has another build of this page by now. */
async function isReplaced() {
  try {
    const page = await (await fetch('./', { cache: 'reload' })).text();
    const list = listName();
    return list !== null && page.includes('</contend-app>') && !page.includes(list);
  } catch {
    return false;
  }
}

/** Waiting for pages that may be reloading meanwhile, until they work. */

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { quick, runLink } from './app.js';
import { FULL_ONLY } from './registry.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** How long anything may take once the host is well. */
const RECOVERY_MS = 150_000;

/**
 * Waits for something in a page. Without the driver's own waiting, which a document that never comes
 * would keep.
 * @param {Tab} tab @param {() => unknown} condition
 */
export async function until(tab, condition) {
  for (const end = Date.now() + RECOVERY_MS; Date.now() < end; await pause(200)) {
    const found = await soon(tab.evaluate(condition));
    if (found) return;
  }
  throw new Error(`not within ${RECOVERY_MS / 1000} s: ${condition}`);
}

/** Until the site is kept for use offline. @param {Tab} tab */
export function kept(tab) {
  return until(tab, async () => {
    for (const name of await caches.keys()) {
      if (await (await caches.open(name)).match('./')) return true;
    }
    return false;
  });
}

/**
 * Ready, with threads, and able to run.
 * @param {Tab} tab
 * @param {{ modules?: boolean }} [options] also what needs another module than the first
 */
export async function works(tab, { modules = false } = {}) {
  await until(tab, () => document.querySelector('contend-app')?.environment?.mode === 'threads');
  for (const maps of modules ? ['mutex', FULL_ONLY[0]] : ['mutex']) {
    const outcome = await runLink(tab, quick({ maps, rounds: 1 }));
    assert.equal(outcome.error, undefined);
    assert.equal(outcome.result?.environment.mode, 'threads');
  }
}

/** @template T @param {Promise<T>} evaluated @returns {Promise<T | false>} */
function soon(evaluated) {
  return Promise.race([evaluated.catch(() => false), pause(5_000, false)]);
}

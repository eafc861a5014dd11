/**
 * What the page has to say of its own arrival: why it waits for a part of itself, and why a reload would
 * do it good. `page-notice` says it.
 *
 * Event: `change`.
 */

/** @typedef {import('./arrival.js').Why} Why */
/**
 * Threads are to be had by now; the host has another build; the browser remembers a part that failed.
 * @typedef {'threads' | 'newer' | 'stuck'} Offer
 */

export const changes = new EventTarget();

/** What is waited for, each with the reason once there is one. @type {Map<symbol, Why | null>} */
const waits = new Map();
/** @type {Offer | null} */
let offered = null;

/** @returns {{ because: (why: Why) => void, over: () => void }} */
export function startWaiting() {
  const wait = Symbol();
  return {
    because(why) {
      waits.set(wait, why);
      changes.dispatchEvent(new Event('change'));
    },
    over() {
      if (waits.delete(wait)) changes.dispatchEvent(new Event('change'));
    },
  };
}

/** @param {Offer | null} why */
export function offer(why) {
  offered = why;
  changes.dispatchEvent(new Event('change'));
}

export function current() {
  return { why: [...waits.values()].findLast((why) => why !== null) ?? null, offered };
}

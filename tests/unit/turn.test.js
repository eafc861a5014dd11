/** Whose turn it is to measure: one at a time in a page, and one page at a time where there are locks. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { takeTurn } from '../../web/engine/turn.js';

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

/** The browser's locks, as one page sees those of all: `foreign` is held by another. */
function locks() {
  /** @type {(() => void)[]} */
  const waiting = [];
  const manager = {
    foreign: false,
    asked: /** @type {string[]} */ ([]),
    free() {
      manager.foreign = false;
      for (const go of waiting.splice(0)) go();
    },
    /** @param {string} name @param {LockOptions} options @param {(lock: object | null) => any} hold */
    async request(name, { ifAvailable, signal }, hold) {
      manager.asked.push(name);
      if (manager.foreign && ifAvailable) return hold(null);
      signal?.throwIfAborted();
      await new Promise((resolve, reject) => {
        if (!manager.foreign) return resolve(undefined);
        waiting.push(() => resolve(undefined));
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
      return hold({});
    },
  };
  return manager;
}

/** @param {any} manager @param {() => Promise<void>} body */
async function withLocks(manager, body) {
  const names = {
    navigator: { locks: manager },
    location: { href: 'https://a.test/p/i.html?x#y' },
  };
  const before = Object.keys(names).map(
    (name) => /** @type {const} */ ([name, Object.getOwnPropertyDescriptor(globalThis, name)]),
  );
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  try {
    await body();
  } finally {
    for (const [name, was] of before) {
      if (was) Object.defineProperty(globalThis, name, was);
      else delete (/** @type {any} */ (globalThis)[name]);
    }
  }
}

test('in a page the second waits for the first and is told so, a third for both', async () => {
  /** @type {string[]} */
  const order = [];
  const { signal } = new AbortController();
  const turn = async (/** @type {string} */ name) => {
    const taken = await takeTurn(signal, (holder) => order.push(`${name} waits: ${holder}`));
    order.push(name);
    return taken;
  };
  const first = await turn('first');
  const [second, third] = [turn('second'), turn('third')];
  await soon();
  assert.deepEqual(order, ['first', 'second waits: page', 'third waits: page']);
  first.leave();
  first.leave();
  (await second).leave();
  (await third).leave();
  assert.deepEqual(order.slice(3), ['second', 'third']);
});

test('who gives up while waiting does not hold back those behind', async () => {
  const stay = new AbortController();
  const given = new AbortController();
  const first = await takeTurn(stay.signal);
  const second = takeTurn(given.signal);
  const third = takeTurn(stay.signal);
  given.abort();
  await assert.rejects(second, { name: 'AbortError' });
  first.leave();
  const last = await third;
  // What is stopped while it has the turn keeps it until it leaves.
  stay.abort();
  const next = takeTurn(new AbortController().signal);
  assert.equal(await Promise.race([next.then(() => 'next'), soon().then(() => 'held')]), 'held');
  last.leave();
  (await next).leave();
});

test('another page of the browser is waited for, and named', async () => {
  const manager = locks();
  await withLocks(manager, async () => {
    const { signal } = new AbortController();
    /** @type {string[]} */
    const holders = [];
    const alone = await takeTurn(signal, (holder) => holders.push(holder));
    assert.deepEqual([alone.alone, holders], [true, []]);
    alone.leave();
    manager.foreign = true;
    const waiting = takeTurn(signal, (holder) => holders.push(holder));
    await soon();
    assert.deepEqual(holders, ['browser']);
    manager.free();
    (await waiting).leave();
    // One name for all pages of a playground, whatever they show.
    assert.deepEqual([...new Set(manager.asked)], ['contend /p/']);
  });
});

test('waiting for another page can be given up', async () => {
  const manager = locks();
  await withLocks(manager, async () => {
    manager.foreign = true;
    const given = new AbortController();
    const waiting = takeTurn(given.signal);
    await soon();
    given.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    manager.free();
    (await takeTurn(new AbortController().signal)).leave();
  });
});

test('without locks, or where they are refused, the page goes on and knows it', async () => {
  const refusing = { request: () => Promise.reject(new DOMException('', 'SecurityError')) };
  for (const manager of [undefined, refusing]) {
    await withLocks(manager, async () => {
      const turn = await takeTurn(new AbortController().signal);
      assert.equal(turn.alone, false);
      turn.leave();
    });
  }
});

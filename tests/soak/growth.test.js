/**
 * Memory that grows while threads run: what browsers make of it, and that ours never does.
 *
 * What a browser does is printed as a fact and decides nothing, except where our heap relies on it:
 * whoever learns of a new page after it has been back to JavaScript, or starts after the growth, can
 * reach it. The engine's own threads must never trap with the heap closed.
 */

import assert from 'node:assert/strict';
import wabt from 'wabt';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { inBrowsers } from '../web/harness.js';
import { workbench } from '../web/servers.js';

const TRIES = 30;

/** How the follower may touch the new page. */
const TOUCHES = {
  'atomic load': '(i32.atomic.load (local.get $at))',
  'atomic add': '(i32.atomic.rmw.add (local.get $at) (i32.const 1))',
  'plain load': '(i32.load (local.get $at))',
};

/**
 * Looks for a new address between two passes of the loop's head, where an engine may let interrupts
 * in. Code between two heads stands for what a map does there.
 */
const LOOKS = 8192;

/** @param {string} touch */
function source(touch) {
  const look = `(br_if $seen (i32.ne (local.get $known)
    (local.tee $at (i32.atomic.load (i32.const 0)))))`;
  return `(module
    (import "env" "memory" (memory 1 4096 shared))
    (func (export "grow") (local $at i32)
      (local.set $at (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)))
      (i32.atomic.store (local.get $at) (i32.const 7))
      (i32.atomic.store (i32.const 0) (local.get $at)))
    (func (export "wait") (param $turn i32) (param $known i32) (result i32) (local $at i32)
      (i32.atomic.store (i32.const 4) (local.get $turn))
      (block $seen (loop $again ${look.repeat(LOOKS)} (br $again)))
      ${touch})
    (func (export "touch") (param $at i32) (result i32) ${touch}))`;
}

/** @param {string} touch @returns {Promise<number[]>} */
async function assemble(touch) {
  const { parseWat } = await wabt();
  const parsed = parseWat('growth.wat', source(touch), { threads: true });
  try {
    return [...parsed.toBinary({}).buffer];
  } finally {
    parsed.destroy();
  }
}

inBrowsers(
  'a memory that grows',
  () => workbench('target/suite-pkg/'),
  ({ check, browser }) => {
    check('who can reach the new page', async (tab, { server }) => {
      await tab.open(`${server.url}tests/web/pages/growth.html`);
      await tab.waitFor(() => 'race' in window);
      for (const [name, touch] of Object.entries(TOUCHES)) {
        const bytes = await assemble(touch);
        const race = (/** @type {string} */ wait) =>
          tab.evaluate((order) => window.race(order), { bytes, wait, tries: TRIES });
        const { traps, messages } = await race('inside');
        const said = messages.map((text) => `, "${text}"`).join('');
        console.log(`figure: ${browser}, ${name} from inside: ${traps} of ${TRIES} trapped${said}`);
        for (const wait of ['outside', 'instance']) {
          assert.equal((await race(wait)).traps, 0, `${name}, waiting ${wait}`);
        }
      }
    });

    check(
      'the engine: traps with an open heap, if any, and none with a closed one',
      async (tab, { server }) => {
        await openRunner(tab, server.url);
        const instances = 5;
        /** @param {boolean} open */
        const trapped = async (open) => {
          const seen = [];
          for (let number = 0; number < instances; number += 1) {
            const message = await tab.evaluate(async (heap) => {
              const mib = 1024 * 1024;
              // Open, it grows beyond what was reserved as it is used.
              const bytes = (heap ? 32 : 192) * mib;
              const calls = [['exchangeFresh', 128 * mib, heap]];
              const trap = (/** @type {Error} */ error) => [{ error: error.message }];
              const [outcome] = await window.selftest({ workers: 4, bytes, calls }).catch(trap);
              return outcome.error ?? null;
            }, open);
            if (message) seen.push(message);
          }
          return seen;
        };
        const whenOpen = await trapped(true);
        const said = whenOpen.length > 0 ? `, "${whenOpen[0]}"` : '';
        console.log(
          `figure: ${browser}, heap open: ${whenOpen.length} of ${instances} instances trapped${said}`,
        );
        assert.deepEqual(await trapped(false), []);
      },
      { expected: /out of bounds|RuntimeError/ },
    );
  },
);

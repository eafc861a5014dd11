/** The simulated incident in a browser: the bytes that the command line prints. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { paths } from '../../tools/lib/paths.mjs';
import { openRunner } from '../../tools/lib/workhorse.mjs';
import { inBrowsers } from './harness.js';
import { workbench } from './servers.js';

/** A variant of each kind: processes that end, a queue of 120,000, goroutines left behind; other seeds, own costs. */
const LINKS = [
  '#v1/guard?variant=as-told&view=incident',
  '#v1/guard?view=incident',
  '#v1/guard?variant=spin&view=incident',
  '#v1/guard?seed=7&variant=handoff&view=incident',
  '#v1/guard?costs=own:85:17:3000:8&seed=123456789&variant=breaker&view=incident',
];

/** @param {string} link */
async function natively(link) {
  const options = { maxBuffer: 16 * 1024 * 1024 };
  const args = ['guard', link, '--json'];
  return (await promisify(execFile)(paths.contend, args, options)).stdout.trimEnd();
}

inBrowsers(
  'the incident',
  () => workbench(),
  ({ check }) => {
    check('one link gives the bytes of the command line', async (tab, { server }) => {
      await openRunner(tab, server.url);
      for (const link of LINKS) {
        const text = await tab.evaluate(async (asked) => {
          // As the page calls what needs no threads.
          const { callOnce } = await import(new URL('/web/engine/calls.js', location.href).href);
          return callOnce('incident', asked);
        }, link);
        const native = await natively(link);
        assert.ok(native.startsWith('{"schema":"contend/incident/1"'), native.slice(0, 80));
        assert.ok(text === native, `${link}: ${text.slice(0, 300)}`);
      }
    });

    check('what is not of an incident is refused', async (tab, { server }) => {
      await openRunner(tab, server.url);
      for (const link of ['#v1/guard?maps=mutex', '#v1/guard?variant=x&view=incident']) {
        const name = await tab.evaluate(async (asked) => {
          const { callOnce } = await import(new URL('/web/engine/calls.js', location.href).href);
          return callOnce('incident', asked).catch((/** @type {Error} */ error) => error.name);
        }, link);
        assert.equal(name, 'BadExperiment', link);
      }
    });
  },
);

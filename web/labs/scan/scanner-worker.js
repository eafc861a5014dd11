// The worker behind the scanner: one instance of its module, which knows no threads.
//
// Guarantees: answers one request after the other; says meanwhile how far it is. Only its end stops a scan.

import init, { Scan, colours } from '../../../pkg/wasm-scan/contend.js';
import { asData } from '../../engine/errors.js';

/** @typedef {import('./types.js').Files} Files */
/** @typedef {import('../../engine/calls.js').Request} Request */

const TELL_MS = 100;

addEventListener('message', async (/** @type {MessageEvent} */ { data: { id, request } }) => {
  try {
    const value = await answer(request);
    if (value instanceof Uint32Array) postMessage({ id, value }, { transfer: [value.buffer] });
    else postMessage({ id, value });
  } catch (error) {
    postMessage({ id, error: asData(error) });
  }
});

/** @param {Request} request */
async function answer(request) {
  if (request.type === 'start') {
    await init({ module_or_path: request.module });
    return null;
  }
  const [first, ...rest] = request.args;
  return request.name === 'colours'
    ? colours(/** @type {string} */ (first))
    : scan(/** @type {Files} */ (first), /** @type {string[]} */ (rest));
}

/** @param {Files} files @param {string[]} options */
function scan({ files, refused }, [instead = '', language = 'en', baseline = '']) {
  const whole = new Scan(instead);
  let last = performance.now();
  /** @param {'read' | 'follow'} part @param {number} done @param {number} total */
  const tell = (part, done, total) => {
    const now = performance.now();
    if (now - last < TELL_MS) return;
    last = now;
    postMessage({ progress: { part, done, total } });
  };
  files.forEach(({ name, text }, index) => {
    tell('read', index, files.length);
    whole.add(name, text);
  });
  for (const { name, why } of refused) whole.refuse(name, why);
  return JSON.parse(
    whole.report(language, baseline, (/** @type {number} */ done, /** @type {number} */ total) =>
      tell('follow', done, total),
    ),
  );
}

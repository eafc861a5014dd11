/** Searches programs with the full module, one after another, and posts what it found and how fast. */

import init, { RaceSearch } from '../../../pkg/wasm-full/contend.js';
import { createSharedMemory } from '../../../web/engine/memory.js';

onmessage = async ({ data }) => {
  await init({
    module_or_path: new URL('../../../pkg/wasm-full/contend_bg.wasm', import.meta.url),
    memory: createSharedMemory(),
  });
  postMessage(data.map(search));
};

/** @param {{ program: string, detect: boolean, most: number }} order */
function search({ program, detect, most }) {
  const started = performance.now();
  const search = new RaceSearch(program, detect, most);
  let progress = search.advance(10);
  while (!progress.done) progress = search.advance(100);
  const seconds = (performance.now() - started) / 1000;
  const { outcomes, states, schedules, bounded } = search.result();
  search.free();
  const keys = outcomes.map(({ key }) => key);
  return { keys, states, schedules, bounded, perMinute: (states / seconds) * 60 };
}

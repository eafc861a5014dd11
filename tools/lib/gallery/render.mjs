// SVG to PNG, the same bytes on every machine: the renderer is WebAssembly and the font is a package,
// so neither the processor nor the system's fonts have a say.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Resvg, initWasm } from '@resvg/resvg-wasm';
import { paths } from '../paths.mjs';

const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];
export const FONT_FAMILY = 'DejaVu Sans';

/** @type {Promise<Uint8Array[]> | undefined} */
let fonts;

/** The renderer may be started once in a process. */
async function start() {
  await initWasm(await readFile(join(paths.nodeModules, '@resvg/resvg-wasm/index_bg.wasm')));
  const folder = join(paths.nodeModules, 'dejavu-fonts-ttf/ttf');
  return Promise.all(FONTS.map((name) => readFile(join(folder, name))));
}

/** @param {string} svg */
async function load(svg) {
  const fontBuffers = await (fonts ??= start());
  const options = { font: { fontBuffers, defaultFontFamily: FONT_FAMILY } };
  return new Resvg(svg, options);
}

/** @param {string} svg @returns {Promise<Uint8Array>} a PNG of the drawing's own size */
export async function renderPng(svg) {
  const drawing = await load(svg);
  const image = drawing.render();
  const png = image.asPng();
  image.free();
  drawing.free();
  return png;
}

/**
 * How wide a line of text is.
 * @param {string} line markup
 * @returns {Promise<number>}
 */
export async function widthOf(line) {
  const drawing = await load(
    `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="400">${line}</svg>`,
  );
  const width = drawing.getBBox()?.width ?? 0;
  drawing.free();
  return width;
}

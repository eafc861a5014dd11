// The chart on the page as a picture of its own: SVG with a title, or PNG at twice the size.
//
// Guarantees: looks as on the page, in the theme now shown, because every style that counts is
// written into the copy; it refers to nothing outside itself.

import { colourOf } from '../dom.js';

/** What the charts' rules set. */
const STYLES = [
  'fill',
  'fill-opacity',
  'font-family',
  'font-size',
  'font-weight',
  'opacity',
  'stroke',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-opacity',
  'stroke-width',
];
const NAMESPACE = 'http://www.w3.org/2000/svg';
const TITLE_PX = 22;
const SCALE = 2;

/**
 * @param {SVGSVGElement} chart @param {string} title
 * @returns {string} a file
 */
export function svgOf(chart, title) {
  const copy = /** @type {SVGSVGElement} */ (chart.cloneNode(true));
  const originals = [chart, ...chart.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, i) => {
    const computed = getComputedStyle(originals[i]);
    for (const name of STYLES) element.setAttribute(name, computed.getPropertyValue(name));
    element.removeAttribute('class');
    element.removeAttribute('style');
  });
  const { width, height } = chart.getBoundingClientRect();
  const [w, h] = [Math.round(width), Math.round(height)];
  const named = document.createElementNS(NAMESPACE, 'title');
  named.textContent = title;
  const heading = document.createElementNS(NAMESPACE, 'text');
  heading.textContent = title;
  for (const [name, value] of Object.entries({
    x: '6',
    y: '-6',
    fill: colourOf(chart.parentElement ?? document.body, '--ink'),
    'font-family': getComputedStyle(document.body).fontFamily,
    'font-size': '12px',
    'font-weight': '600',
  })) {
    heading.setAttribute(name, value);
  }
  const ground = document.createElementNS(NAMESPACE, 'rect');
  for (const [name, value] of Object.entries({
    x: '0',
    y: `${-TITLE_PX}`,
    width: `${w}`,
    height: `${h + TITLE_PX}`,
    fill: colourOf(chart.parentElement ?? document.body, '--panel'),
  })) {
    ground.setAttribute(name, value);
  }
  copy.prepend(named, ground, heading);
  copy.setAttribute('xmlns', NAMESPACE);
  copy.setAttribute('width', `${w}`);
  copy.setAttribute('height', `${h + TITLE_PX}`);
  copy.setAttribute('viewBox', `0 ${-TITLE_PX} ${w} ${h + TITLE_PX}`);
  return new XMLSerializer().serializeToString(copy);
}

/** @param {string} svg a file @returns {Promise<Blob>} */
export async function pngOf(svg) {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * SCALE;
    canvas.height = image.naturalHeight * SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('no picture'))),
        'image/png',
      );
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

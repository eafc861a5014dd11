// Draws an address as a QR code.
//
// Guarantees: an SVG made of DOM calls, dark on light with its quiet zone in either theme, because
// not every camera reads the inverse.

import { generate } from 'lean-qr';
import { toSvg } from 'lean-qr/extras/svg';

/** Modules of light around the code, as the standard asks for. */
const QUIET_ZONE = 4;

/**
 * @param {HTMLElement} host emptied first @param {string} text
 * @returns {SVGElement}
 */
export function drawCode(host, text) {
  const picture = toSvg(generate(text), document, {
    on: '#000',
    off: '#fff',
    pad: QUIET_ZONE,
  });
  picture.setAttribute('role', 'img');
  host.replaceChildren(picture);
  return picture;
}

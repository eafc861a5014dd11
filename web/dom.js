// The page's small DOM helpers, and the base of its elements.
//
// Guarantees: elements render into the light DOM, so one style sheet, one focus order and plain
// label/for pairs hold for the whole page.

import { LitElement } from 'lit';
import { createLocale } from './strings/index.js';

/** Base of every element of the page: light DOM, and the locale as a property. */
export class LightElement extends LitElement {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = { locale: { attribute: false } };

  constructor() {
    super();
    /** @type {import('./strings/index.js').Locale} */
    this.locale = createLocale('en');
  }

  /** @override */
  createRenderRoot() {
    return this;
  }

  /**
   * Tells the parents of something the reader did. Internal: the page's public events are the
   * root element's.
   * @param {string} type @param {unknown} detail
   */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}

/**
 * @template {HTMLElement} E
 * @param {ParentNode} root @param {string} selector @param {new () => E} type
 * @returns {E}
 */
export function find(root, selector, type) {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`${selector} is missing from the page`);
  return found;
}

/** The field that an event is of. @param {Event} event */
export function inputOf(event) {
  return /** @type {HTMLInputElement} */ (event.currentTarget);
}

/**
 * The colour that a custom property stands for in the theme now shown.
 * @param {Element} element @param {string} property
 */
export function colourOf(element, property) {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  probe.hidden = true;
  element.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

/** @param {string} name @param {string | Blob} content @param {string} type */
export function download(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/**
 * Puts a text on the clipboard.
 * @param {string} text
 * @returns {Promise<boolean>} whether the browser allowed it
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

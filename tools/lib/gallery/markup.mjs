// Markup from templates: whatever is put into one is text unless it is markup already.
//
// Guarantees: a value is escaped for element content and for quoted attributes, in HTML as in XML;
// lists are joined, and what is null, undefined or false leaves nothing behind.

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that is markup; only templates make it. */
class Markup {
  #text;

  constructor(text) {
    this.#text = text;
  }

  toString() {
    return this.#text;
  }
}

export function escape(text) {
  return String(text).replace(/[&<>"']/g, (sign) => ESCAPES[sign]);
}

/**
 * A template of HTML or SVG.
 * @param {TemplateStringsArray} parts
 * @param {...unknown} values
 * @returns {Markup}
 */
export function markup(parts, ...values) {
  return new Markup(parts.reduce((text, part, i) => text + write(values[i - 1]) + part));
}

function write(value) {
  if (value === null || value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.map(write).join('');
  return value instanceof Markup ? String(value) : escape(value);
}

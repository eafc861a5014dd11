/**
 * What a reader does: a click where the pointer is, a key where the focus is. Nothing here calls a handler,
 * so a control that is covered, away or disabled fails the test that uses it.
 */

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** The element that the next click is for. */
const MARK = 'data-next';

/**
 * Clicks the first visible element of that selector whose name has this in it.
 * @param {Tab} tab @param {string} selector @param {string | RegExp} [name] its text or label
 */
export async function click(tab, selector, name = '') {
  const { source, flags } = name instanceof RegExp ? name : { source: escaped(name), flags: '' };
  const what = { selector, source, flags, mark: MARK };
  await tab.waitFor(({ selector, source, flags, mark }) => {
    const pattern = new RegExp(source, flags);
    const named = (/** @type {Element} */ element) =>
      `${element.textContent} ${element.getAttribute('aria-label') ?? ''} ${element.title ?? ''}`;
    const found = [...document.querySelectorAll(selector)].find(
      (element) => pattern.test(named(element)) && element.checkVisibility(),
    );
    for (const old of document.querySelectorAll(`[${mark}]`)) old.removeAttribute(mark);
    found?.setAttribute(mark, '');
    return found !== undefined;
  }, what);
  await tab.click(`[${MARK}]`);
}

/**
 * Types a value over what stands in a field, and leaves the field.
 * @param {Tab} tab @param {string} selector @param {string} text @param {string} [leave] the key that does
 */
export async function type(tab, selector, text, leave = 'Tab') {
  await tab.click(selector);
  const length = await tab.evaluate(
    (field) => document.querySelector(field).value.length,
    selector,
  );
  await tab.press('End', ...Array(length).fill('Backspace'), ...text, leave);
}

/** Goes to another lab by its tab. @param {Tab} tab @param {string} lab */
export async function visit(tab, lab) {
  await click(tab, `.lab-tabs a[href*="/${lab}?"]`);
  await tab.waitFor((name) => document.querySelector(`${name}-lab`), lab);
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * Picks one of a list's values.
 * @param {any} place a tab, or a frame of one @param {string} selector @param {string} value
 */
export async function choose(place, selector, value) {
  // A tab has a page; a driver's frame has a method of that name.
  const driver = typeof place.page === 'object' ? place.page : place;
  // WebDriver picks an option by a click on it; the other drivers have a way of their own.
  if (driver.selectOption) await driver.selectOption(selector, value);
  else if (driver.select) await driver.select(selector, value);
  else await place.click(`${selector} option[value="${value}"]`);
}

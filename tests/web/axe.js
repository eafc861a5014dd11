/** What axe-core, a checker of accessibility rules, has to say about the page as it stands. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * @param {import('../../tools/lib/tabs.mjs').Tab} tab
 * @param {{ iframes?: boolean }} [options] as axe-core takes them
 * @returns {Promise<string[]>}
 */
export async function violations(tab, options = {}) {
  // Not as a script of the page: its policy would refuse that.
  await tab.script(AXE);
  return tab.evaluate(async (given) => {
    const { violations: found } = await window.axe.run(document, given);
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }, options);
}

/**
 * The same in light and in dark, of a page that follows the system.
 * @param {import('../../tools/lib/tabs.mjs').Tab} tab
 * @returns {Promise<string[]>}
 */
export async function violationsInBothThemes(tab) {
  const found = [];
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await tab.page.emulateMedia({ colorScheme });
    // Colours may change by and by.
    await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    for (const violation of await violations(tab)) found.push(`${colorScheme}: ${violation}`);
  }
  return found;
}
